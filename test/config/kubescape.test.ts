import { describe, expect, it } from 'vitest';
import { Configurations } from '../../server/src/config/configurations.ts';
import { readKubescape } from '../../server/src/config/kubescape.ts';
import { Engine } from '../../server/src/engine/engine.ts';

const policy = (name: string, attributes: object, policies: readonly object[], more: object = {}) => ({
  name,
  policyType: 'postureExceptionPolicy',
  actions: ['alertOnly'],
  resources: [{ designatorType: 'Attributes', attributes }],
  posturePolicies: policies,
  ...more,
});
const read = (...policies: readonly object[]) => readKubescape(JSON.stringify(policies, null, 2));
const given = (...policies: readonly object[]) => read(...policies).allow.map(({ given: one }) => one);

describe('exceptions of Kubescape', () => {
  it('are read by control and resource, with their reason and last day', () => {
    expect(given(policy('agent', { kind: 'DaemonSet', namespace: 'kube-system|monitoring', name: 'node-.*' }, [{ controlID: 'C-0041' }]))).toEqual([
      { rules: ['host-network'], reason: 'agent', resource: 'DaemonSet kube-system/node-*' },
      { rules: ['host-network'], reason: 'agent', resource: 'DaemonSet monitoring/node-*' },
    ]);
    expect(
      given(
        policy('x', { kind: '.*' }, [{ controlName: 'HostPath mount', frameworkName: 'NSA' }], { reason: 'it reads', expirationDate: '2027-03-31T00:00:00Z' }),
      ),
    ).toMatchObject([{ rules: expect.arrayContaining(['host-path-volume']), reason: 'it reads', until: '2027-03-31', resource: '* */*' }]);
    expect(given(policy('x', { kind: 'Pod' }, [{ frameworkName: 'NSA' }]))[0]?.rules).toEqual(
      expect.arrayContaining(['host-pid', 'privileged-container', 'run-as-root']),
    );
  });

  it('say which of them nobody can tell here', () => {
    const { allow, count, left } = read(
      policy('labels', { app: 'nginx' }, [{ controlID: 'C-0057' }]),
      policy('cluster', { cluster: 'minikube' }, [{ controlID: 'C-0057' }]),
      policy('expression', { name: 'a+b' }, [{ controlID: 'C-0057' }]),
      policy('control', { kind: 'Pod' }, [{ controlID: 'C-0092' }]),
      policy('rule', { kind: 'Pod' }, [{ ruleName: 'a' }]),
      policy('good', { kind: 'Pod', cluster: '.*' }, [{ controlID: 'C-0057' }]),
    );
    expect(allow).toEqual([{ given: { rules: ['privileged-container'], reason: 'good', resource: 'Pod */*' }, line: expect.any(Number) }]);
    expect(count).toBe(6);
    expect(left.map((one) => one.slice(0, one.indexOf(':')))).toEqual(['"labels"', '"cluster"', '"expression"', '"control"', '"rule"']);
  });

  it.each(['', '{', '{}', '[1]', '[{"name": "secret"}]', '"secret"', 'secret'])('in %j there are none', (text) => {
    expect(readKubescape(text)).toEqual({ allow: [], count: 0, left: [], wrong: 'is no list of exceptions of Kubescape' });
  });
});

describe('kubescape of a configuration', () => {
  const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers: [{ name: web, image: a, securityContext: { privileged: true } }]\n';
  const COMPOSE = 'services:\n  web:\n    image: a\n    privileged: true\n';
  const over = (exceptions: string | undefined) => {
    const files: Record<string, string | undefined> = {
      '/w/.git/HEAD': '',
      '/w/.bulkhead.yaml': 'kubescape: ci/exceptions.json\n',
      '/w/ci/exceptions.json': exceptions,
    };
    const configurations = new Configurations({ text: (name) => files[name], exists: (name) => Object.keys(files).some((file) => file.startsWith(name)) });
    const engine = new Engine((uri) => configurations.of(uri).settings);
    const found = (file: string, text: string) => engine.analyse({ uri: `/w/${file}`, text }).findings.some(({ rule }) => rule.id === 'privileged-container');
    return {
      pod: found('pod.yaml', POD),
      compose: found('compose.yaml', COMPOSE),
      broken: configurations.of('/w/pod.yaml').broken,
      wrong: configurations.wrong,
    };
  };
  const all = policy('all', { kind: '.*' }, [{ controlID: 'C-0057' }]);

  it('counts for what Kubescape scans', () => {
    expect(over(JSON.stringify([all]))).toEqual({ pod: false, compose: true, broken: false, wrong: [] });
    expect(over('[]')).toMatchObject({ pod: true, broken: false, wrong: [] });
  });

  it('tells what does not count', () => {
    const { pod, wrong } = over(JSON.stringify([policy('labels', { app: 'a' }, [{ controlID: 'C-0057' }]), all]));
    expect([pod, wrong]).toEqual([
      false,
      [
        {
          file: '/w/.bulkhead.yaml',
          message: 'kubescape: 1 of 2 exceptions do not count, or only in part: "labels": it names resources by labels, clusters or expressions',
          range: { start: { line: 0, character: 11 }, end: { line: 0, character: 29 } },
          mild: true,
        },
      ],
    ]);
  });

  it('is an error if the file is not there, or is another one', () => {
    expect(over(undefined)).toMatchObject({ broken: true, wrong: [{ message: 'kubescape: "ci/exceptions.json" cannot be read' }] });
    expect(over('token')).toMatchObject({ broken: true, wrong: [{ message: 'kubescape: "ci/exceptions.json" is no list of exceptions of Kubescape' }] });
  });
});
