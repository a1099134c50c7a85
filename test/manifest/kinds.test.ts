import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { KINDS } from '../../server/src/manifest/kubernetes/kinds.ts';
import { analyse } from '../kit/laws.ts';
import { HIDING_PLACES, POD_LEVEL } from './hiding-places.ts';

type Step = string | number;

function pathOf(text: string): Step[] {
  return text.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

/** Wraps a value in maps and lists, by a path. Items before it in a list are empty maps. */
function wrap([step, ...rest]: readonly Step[], value: unknown): unknown {
  if (step === undefined) return value;
  const inner = wrap(rest, value);
  return typeof step === 'number' ? [...Array.from({ length: step }, () => ({})), inner] : { [step]: inner };
}

/** An object with a privileged container at a path, and no other settings. */
function manifest(apiVersion: string, kind: string, path: readonly Step[]): string {
  const container = { name: 'main', image: 'example.org/main:1', [String(path.at(-2))]: { privileged: true } };
  return object(apiVersion, kind, wrap(path.slice(0, -2), container));
}

function object(apiVersion: string, kind: string, fields: unknown): string {
  const written = fields as { readonly spec?: object };
  // without a selector it would be a patch
  const whole = apiVersion === 'apps/v1' ? { ...written, spec: { selector: { matchLabels: { app: 'example' } }, ...written.spec } } : written;
  return stringify({ apiVersion, kind, metadata: { name: 'example' }, ...whole });
}

describe.each(HIDING_PLACES)('$kind of $apiVersion, $at', ({ apiVersion, kind, at, written }) => {
  const path = pathOf(at);
  const { findings, problems } = analyse('object.yaml', manifest(apiVersion, kind, path));

  it('is found there, once', () => {
    expect(findings.filter((finding) => finding.rule.id === 'privileged-container').map((finding) => finding.path)).toEqual([path]);
    expect(problems).toEqual([]);
    expect(findings.some((finding) => finding.structural)).toBe(false);
  });

  it(written ? 'lacks protections' : 'lacks nothing that its operator may set', () => {
    const missing = findings.filter((finding) => finding.missing);
    if (written) expect(missing).not.toEqual([]);
    else expect(missing).toEqual([]);
  });
});

const PLAIN = { name: 'main', image: `example.org/main@sha256:${'0'.repeat(64)}` };

describe.each(HIDING_PLACES.filter(({ written }) => !written))('$kind of $apiVersion, a plain container at $at', ({ apiVersion, kind, at }) => {
  it.each(['trusted-internal', 'multi-tenant', 'ai-agent'])('raises nothing where workloads are %s', (threatModel) => {
    const { findings } = analyse('object.yaml', object(apiVersion, kind, wrap(pathOf(at).slice(0, -2), PLAIN)), { threatModel });
    expect(findings.map(({ rule, path }) => `${rule.id} ${path.join('.')}`)).toEqual([]);
  });
});

describe.each(POD_LEVEL)('%s %s, %s', (apiVersion, kind, at, value, rule) => {
  it('is a weakness of the pod', () => {
    const { findings } = analyse('object.yaml', object(apiVersion, kind, wrap(pathOf(at), value)));
    expect(findings.filter((finding) => !finding.missing && finding.rule.id === rule).map((finding) => finding.path)).toEqual([pathOf(at)]);
    expect(findings.filter((finding) => finding.missing)).toEqual([]);
  });
});

describe('the table of kinds', () => {
  it('is tested kind by kind', () => {
    const tested = new Set([...HIDING_PLACES, ...POD_LEVEL.map(([apiVersion, kind]) => ({ apiVersion, kind }))].map(({ kind }) => kind));
    expect(KINDS.flatMap(({ kinds, pods }) => (pods.length > 0 ? kinds : [])).filter((kind) => !tested.has(kind))).toEqual([]);
  });

  it.each([
    ['trainer.kubeflow.org/v1alpha1', 'TrainJob'],
    ['extensions.agents.x-k8s.io/v1alpha1', 'SandboxClaim'],
    ['extensions.agents.x-k8s.io/v1alpha1', 'SandboxWarmPool'],
    ['kubevirt.io/v1', 'VirtualMachine'],
  ])('%s %s has no pods', (apiVersion, kind) => {
    expect(analyse('object.yaml', manifest(apiVersion, kind, pathOf('spec.template.spec.containers.0.securityContext.privileged'))).findings).toEqual([]);
  });

  it.each([
    ['v1', 'Deployment', 'apps/v1'],
    ['apps/v1', 'Pod', 'v1'],
    ['extensions/v1beta1', 'StatefulSet', 'apps/v1'],
    ['apps/v1', 'CronJob', 'batch/v1'],
  ])('judges "%s" %s as what it means, and says that it is of %s', (apiVersion, kind, right) => {
    const path = kind === 'Pod' ? 'spec' : kind === 'CronJob' ? 'spec.jobTemplate.spec.template.spec' : 'spec.template.spec';
    const { findings, problems } = analyse('object.yaml', manifest(apiVersion, kind, pathOf(`${path}.containers.0.securityContext.privileged`)));
    expect(findings.map(({ rule }) => rule.id)).toContain('privileged-container');
    expect(problems.map(({ message }) => message)).toEqual([`"${apiVersion}" has no ${kind}: it is one of ${right}`]);
  });

  it('matches the API group: a kind of the same name in another group is another kind', () => {
    const volcano = analyse('job.yaml', manifest('batch.volcano.sh/v1alpha1', 'Job', pathOf('spec.template.spec.containers.0.securityContext.privileged')));
    expect(volcano.findings).toEqual([]);
    const service = analyse('service.yaml', manifest('v1', 'Service', pathOf('spec.template.spec.containers.0.securityContext.privileged')));
    expect(service.findings).toEqual([]);
  });
});

describe('pods of one object', () => {
  const text = object('ray.io/v1', 'RayCluster', {
    spec: {
      headGroupSpec: { template: { spec: { hostNetwork: true, containers: [{ name: 'head', image: 'ray:1' }] } } },
      workerGroupSpecs: [
        { groupName: 'small', template: { spec: { hostNetwork: true, containers: [{ name: 'worker', image: 'ray:1' }] } } },
        { groupName: 'large', template: { spec: { containers: [{ name: 'worker', image: 'ray:1', securityContext: { privileged: true } }] } } },
      ],
    },
  });
  const analysis = analyse('ray.yaml', text);

  it('are told apart in messages', () => {
    const messages = analysis.findings.filter((finding) => finding.rule.id === 'host-network').map((finding) => finding.message);
    expect(messages.map((message) => /^"([^"]*)"/.exec(message)?.[1])).toEqual(['example/head', 'example/small']);
  });

  it('are hardened one by one', () => {
    const names = analysis.targetsAt(text.indexOf('large')).map(({ target }) => target.called.name);
    expect(names).toEqual([]);
    const pod = analysis.targetsAt(text.indexOf('privileged')).find(({ target }) => target.kind === 'pod')?.target;
    expect(pod?.called.name).toBe('example/large');
    const paths = pod ? analysis.harden(pod).applied.map(({ finding }) => finding.path.slice(0, 3)) : [];
    expect(new Set(paths.map((path) => path.join('.')))).toEqual(new Set(['spec.workerGroupSpecs.1']));
  });

  it('report a field that several inherit once', () => {
    const workflow = object('argoproj.io/v1alpha1', 'Workflow', {
      spec: {
        securityContext: { runAsUser: 0 },
        templates: [
          { name: 'a', container: { image: 'a:1' } },
          { name: 'b', container: { image: 'b:1' } },
        ],
      },
    });
    const found = analyse('workflow.yaml', workflow).findings;
    expect(found.map((finding) => [finding.rule.id, finding.path.join('.')])).toEqual([['run-as-root', 'spec.securityContext.runAsUser']]);
  });
});

describe('Knative', () => {
  it('is not offered fixes that it refuses', () => {
    const text = object('serving.knative.dev/v1', 'Service', { spec: { template: { spec: { containers: [{ name: 'main', image: 'main:1' }] } } } });
    const { findings } = analyse('service.yaml', text);
    const rules = findings.map((finding) => finding.rule.id);
    expect(rules).toContain('memory-limit-missing');
    for (const silent of ['service-account-token-automounted', 'user-namespace-not-used', 'runtime-class-missing']) expect(rules).not.toContain(silent);
    const seccomp = findings.find((finding) => finding.rule.id === 'seccomp-not-set');
    expect(seccomp?.fixes()[0]).toMatchObject({ blocked: expect.stringContaining('kubernetes.podspec-securitycontext') });
  });
});
