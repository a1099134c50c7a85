import { describe, expect, it } from 'vitest';
import { factsIn } from '../../server/src/engine/facts.ts';
import type { Workload } from '../../server/src/workspace/facts.ts';
import { noMatches, onNodeNetwork, unguarded, voidedExceptions, withoutDns } from '../../server/src/workspace/reach/gaps.ts';
import { Reach } from '../../server/src/workspace/reach/reach.ts';

const pod = (name: string, namespace: string | undefined, more = '') =>
  `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, ${namespace ? `namespace: ${namespace}, ` : ''}labels: {app: ${name}}}, spec: {${more} containers: [{name: a, image: a}]}}`;
const policy = (name: string, namespace: string | undefined, spec: string) =>
  `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: ${name}${namespace ? `, namespace: ${namespace}` : ''}}, spec: ${spec}}`;
const CILIUM = '{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: l7}, spec: {}}';

function read(...documents: readonly string[]) {
  const facts = factsIn(documents.join('\n---\n'), 'all.yaml');
  return { facts, reach: new Reach(facts) };
}
type Read = ReturnType<typeof read>;
const named = ({ reach }: Read, name: string) => reach.workloads.find((one) => one.name === name) as Workload;

describe('workloads that nothing guards', () => {
  const said = (name: string, ...documents: readonly string[]) => {
    const one = read(...documents);
    return unguarded(one.facts, one.reach, named(one, name)).map(({ direction, besides }) =>
      `${direction} ${besides.map((policy) => policy.name).join()}`.trim(),
    );
  };

  it.each<[what: string, documents: readonly string[], expected: readonly string[]]>([
    ['no policy', [pod('web', 'a')], ['ingress', 'egress']],
    ['a policy for all of them, into them', [pod('web', 'a'), policy('p', 'a', '{podSelector: {}}')], ['egress']],
    ['a policy for all of them, both ways', [pod('web', 'a'), policy('p', 'a', '{podSelector: {}, policyTypes: [Ingress, Egress]}')], []],
    ['a policy for another', [pod('web', 'a'), policy('p', 'a', '{podSelector: {matchLabels: {app: db}}}')], ['ingress p', 'egress']],
    ['a policy of another namespace', [pod('web', 'a'), policy('p', 'b', '{podSelector: {}}')], ['ingress', 'egress']],
    ['a policy that may be of its namespace', [pod('web', 'a'), policy('p', undefined, '{podSelector: {}}')], ['egress']],
    ['a workload that may be in the namespace of a policy', [pod('web', undefined), policy('p', 'b', '{podSelector: {}}')], ['egress']],
    ['a policy of which a template decides the labels', [pod('web', 'a'), policy('p', 'a', '{podSelector: {matchLabels: {app: {{ .Values.app }}}}}')], []],
    ['policies of another kind', [pod('web', 'a'), CILIUM], []],
    ['on the network of the node', [pod('web', 'a', 'hostNetwork: true,')], []],
    ['labels that a template decides', [pod('web', 'a').replace('app: web', 'app: {{ .Values.app }}')], []],
  ])('%s', (_what, documents, expected) => {
    expect(said('web', ...documents)).toEqual(expected);
  });

  it('a policy of the cluster that denies', () => {
    const cluster =
      '{apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: {name: c}, spec: {tier: Baseline, priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}}';
    expect(said('web', pod('web', 'a'), cluster)).toEqual(['egress']);
  });
});

describe('selectors that select nothing', () => {
  const said = (...documents: readonly string[]) => {
    const { facts, reach } = read(...documents);
    return facts.policies.flatMap((one) => noMatches(reach, one).map(({ direction = 'selector', near }) => `${direction} ${near.name}`));
  };

  it.each<[what: string, documents: readonly string[], expected: readonly string[]]>([
    ['another value', [pod('frontend', 'a'), policy('p', 'a', '{podSelector: {matchLabels: {app: fronted}}}')], ['selector frontend']],
    ['another name', [pod('frontend', 'a'), policy('p', 'a', '{podSelector: {matchLabels: {app: redis}}}')], []],
    ['a brother', [pod('worker-a', 'a'), policy('p', 'a', '{podSelector: {matchLabels: {app: worker-b}}}')], []],
    ['another brother', [pod('worker1', 'a'), policy('p', 'a', '{podSelector: {matchLabels: {app: worker2}}}')], []],
    ['a short name', [pod('api', 'a'), policy('p', 'a', '{podSelector: {matchLabels: {app: app}}}')], []],
    ['what is there', [pod('frontend', 'a'), policy('p', 'a', '{podSelector: {matchLabels: {app: frontend}}}')], []],
    ['everything', [pod('frontend', 'a'), policy('p', 'a', '{podSelector: {}}')], []],
    ['labels that nobody has there', [pod('frontend', 'a'), policy('p', 'a', '{podSelector: {matchLabels: {tier: db}}}')], []],
    ['a namespace of which nothing is there', [pod('frontend', 'a'), policy('p', 'b', '{podSelector: {matchLabels: {app: db}}}')], []],
    [
      'a peer',
      [
        pod('frontend', 'a'),
        policy('p', 'a', '{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}, {podSelector: {matchLabels: {app: front-end}}}]}]}'),
      ],
      ['ingress frontend'],
    ],
    [
      'a peer of another namespace',
      [pod('frontend', 'a'), policy('p', 'a', '{podSelector: {}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: front-end}}}]}]}')],
      [],
    ],
    [
      'where others may have it',
      [pod('frontend', 'a'), pod('db', 'a').replace('app: db', 'app: {{ .Values.app }}'), policy('p', 'a', '{podSelector: {matchLabels: {app: fronted}}}')],
      [],
    ],
  ])('%s', (_what, documents, expected) => {
    expect(said(...documents)).toEqual(expected);
  });
});

it('says for which pods of the network of the node a policy is', () => {
  const { facts, reach } = read(
    pod('agent', 'a', 'hostNetwork: true,'),
    pod('web', 'a'),
    policy('own', 'a', '{podSelector: {matchLabels: {app: agent}}}'),
    policy('all', 'a', '{podSelector: {}}'),
  );
  expect(facts.policies.map((one) => onNodeNetwork(reach, one).map(({ name }) => name))).toEqual([['agent'], []]);
});

it('says which policy makes the exception of another void', () => {
  const careful = policy(
    'careful',
    'a',
    '{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.169.254/32]}}]}]}',
  );
  const open = (ports: string) =>
    policy('open', 'a', `{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]${ports}}]}`);
  const said = (...documents: readonly string[]) => {
    const { facts, reach } = read(...documents);
    return facts.policies.flatMap((one) => voidedExceptions(reach, one).map(({ by, workload }) => `${one.name} by ${by.name} for ${workload.name}`));
  };
  expect(said(pod('web', 'a'), careful, open(''))).toEqual(['careful by open for web']);
  expect(said(pod('web', 'a'), careful, open(', ports: [{port: 443}]'))).toEqual([]);
  expect(said(pod('db', 'a'), careful, open(''))).toEqual([]);
});

describe('DNS that was forgotten', () => {
  const egress = (rules: string) => policy('p', 'a', `{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [${rules}]}`);
  const TO_DB = '{to: [{podSelector: {matchLabels: {app: db}}}], ports: [{port: 5432}]}';
  const KUBE_SYSTEM = '{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}';
  const DNS_PORTS = 'ports: [{port: 53, protocol: UDP}, {port: 53}]';

  it.each<[what: string, documents: readonly string[], forgotten: boolean]>([
    ['pods only', [egress(TO_DB)], true],
    ['pods at every port', [egress('{to: [{podSelector: {matchLabels: {app: db}}}]}')], true],
    ['the DNS over TCP alone', [egress(`${TO_DB}, {to: [${KUBE_SYSTEM}], ports: [{port: 53}]}`)], true],
    ['pods and the DNS', [egress(`${TO_DB}, {to: [${KUBE_SYSTEM}], ${DNS_PORTS}}`)], false],
    ['pods and all of the namespace of the DNS', [egress(`${TO_DB}, {to: [${KUBE_SYSTEM}]}`)], false],
    ['pods, and the port everywhere', [egress(`${TO_DB}, {${DNS_PORTS}}`)], false],
    ['pods, and the port at an address', [egress(`${TO_DB}, {to: [{ipBlock: {cidr: 169.254.20.10/32}}], ${DNS_PORTS}}`)], false],
    ['pods, and a namespace with labels', [egress(`${TO_DB}, {to: [{namespaceSelector: {matchLabels: {role: system}}}]}`)], false],
    ['pods of all namespaces', [egress('{to: [{namespaceSelector: {}}]}')], false],
    ['pods, and a named port', [egress(`${TO_DB}, {ports: [{port: dns, protocol: UDP}]}`)], false],
    ['the DNS in another policy', [egress(TO_DB), policy('dns', 'a', `{podSelector: {}, policyTypes: [Egress], egress: [{${DNS_PORTS}}]}`)], false],
    [
      'the DNS in a policy that may be for it',
      [egress(TO_DB), policy('dns', undefined, `{podSelector: {}, policyTypes: [Egress], egress: [{${DNS_PORTS}}]}`)],
      false,
    ],
    ['addresses only', [egress('{to: [{ipBlock: {cidr: 192.0.2.1/32}}]}')], false],
    ['nothing at all', [egress('')], false],
    ['no policy', [], false],
    ['another kind of policy', [egress(TO_DB), CILIUM], false],
  ])('%s', (_what, documents, forgotten) => {
    const one = read(pod('web', 'a'), ...documents);
    expect(withoutDns(one.facts, one.reach, named(one, 'web'))?.name).toBe(forgotten ? 'p' : undefined);
  });
});
