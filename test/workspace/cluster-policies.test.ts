import { describe, expect, it } from 'vitest';
import { factsIn } from '../../server/src/engine/facts.ts';
import { partyText, workloadText } from '../../server/src/present/reach/text.ts';
import { undecidedIn } from '../../server/src/present/reach/undecided.ts';
import { connectionsText } from '../../server/src/workspace/reach/connections.ts';
import { Reach } from '../../server/src/workspace/reach/reach.ts';

type Json = Readonly<Record<string, unknown>>;

const pod = (name: string, namespace: string, ports: readonly Json[], more: Json = {}): Json => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, labels: { app: name } },
  spec: { ...more, containers: [{ name, image: 'example.org/a:1', ports }] },
});
const namespace = (name: string): Json => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { team: name } } });

/** Two namespaces; `agent` is on the network of its node. */
const WORLD = [
  namespace('red'),
  namespace('blue'),
  pod('web', 'red', [{ name: 'http', containerPort: 8080 }]),
  pod('api', 'red', [{ name: 'http', containerPort: 8081 }]),
  pod('db', 'blue', [
    { name: 'pg', containerPort: 5432 },
    { name: 'pg', containerPort: 5433, protocol: 'UDP' },
  ]),
  pod('agent', 'blue', [], { hostNetwork: true }),
];

const EVERYWHERE = { namespaces: {} };
const RED = { namespaces: { matchLabels: { team: 'red' } } };
const BLUE = { namespaces: { matchLabels: { team: 'blue' } } };
const WEB = { pods: { namespaceSelector: { matchLabels: { team: 'red' } }, podSelector: { matchLabels: { app: 'web' } } } };
const DB = { pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: 'db' } } } };
const INTERNET = { networks: ['0.0.0.0/0'] };

const tcp = (number: number) => ({ tcp: { destinationPort: { number } } });
const policy = (tier: string, priority: number, subject: Json, rules: Json, name = `${tier}-${priority}`.toLowerCase()): Json => ({
  apiVersion: 'policy.networking.k8s.io/v1alpha2',
  kind: 'ClusterNetworkPolicy',
  metadata: { name },
  spec: { tier, priority, subject, ...rules },
});
const from = (action: string, peers: readonly Json[], protocols?: readonly Json[]) => ({ action, from: peers, ...(protocols ? { protocols } : {}) });
const to = (action: string, peers: readonly Json[], protocols?: readonly Json[]) => ({ action, to: peers, ...(protocols ? { protocols } : {}) });
const netpol = (at: string, spec: Json): Json => ({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'np', namespace: at }, spec });

const DENY_DB = netpol('blue', { podSelector: {}, policyTypes: ['Ingress'] });
const OPEN_DB = netpol('blue', { podSelector: {}, ingress: [{}] });

const older = (kind: string, spec: Json): Json => ({ apiVersion: 'policy.networking.k8s.io/v1alpha1', kind, metadata: { name: 'default' }, spec });

const ALL = 'All Connections';
const NONE = 'No Connections';
const BUT_5432 = 'SCTP 1-65535,TCP 1-5431,5433-65535,UDP 1-65535';

/** What policies make of the connections from one pod to another, a range of addresses or a name. */
const ROWS: readonly (readonly [what: string, policies: readonly Json[], pair: string, connections: string])[] = [
  ['no policy', [], 'web => db', ALL],
  ['a rule for others', [policy('Admin', 1, RED, { ingress: [from('Deny', [EVERYWHERE])] })], 'web => db', ALL],
  ['a denial of all pods', [policy('Admin', 1, BLUE, { ingress: [from('Deny', [EVERYWHERE])] })], 'web => db', NONE],
  ['a denial of one port', [policy('Admin', 1, BLUE, { ingress: [from('Deny', [EVERYWHERE], [tcp(5432)])] })], 'web => db', BUT_5432],
  ['a denial of one namespace leaves the other', [policy('Admin', 1, EVERYWHERE, { ingress: [from('Deny', [BLUE])] })], 'web => db', ALL],
  ['a denial of some pods', [policy('Admin', 1, BLUE, { ingress: [from('Deny', [WEB])] })], 'web => db', NONE],
  ['a denial of some pods leaves others', [policy('Admin', 1, BLUE, { ingress: [from('Deny', [WEB])] })], 'api => db', ALL],
  ['a subject by labels of pods', [policy('Admin', 1, DB, { ingress: [from('Deny', [WEB])] })], 'web => db', NONE],
  ['the first rule decides', [policy('Admin', 1, DB, { ingress: [from('Accept', [WEB]), from('Deny', [EVERYWHERE])] })], 'web => db', ALL],
  ['the first rule decides, also to deny', [policy('Admin', 1, DB, { ingress: [from('Deny', [EVERYWHERE]), from('Accept', [WEB])] })], 'web => db', NONE],
  [
    'a port is accepted, the rest denied',
    [policy('Admin', 1, DB, { ingress: [from('Accept', [WEB], [tcp(5432)]), from('Deny', [EVERYWHERE])] })],
    'web => db',
    'TCP 5432',
  ],
  [
    'the lower priority decides first, wherever it stands',
    [policy('Admin', 20, DB, { ingress: [from('Deny', [EVERYWHERE])] }), policy('Admin', 10, DB, { ingress: [from('Accept', [WEB], [tcp(1)])] })],
    'web => db',
    'TCP 1',
  ],
  [
    'what is accepted, a NetworkPolicy cannot deny',
    [policy('Admin', 1, DB, { ingress: [from('Accept', [WEB], [tcp(5432)])] }), DENY_DB],
    'web => db',
    'TCP 5432',
  ],
  ['what is denied, a NetworkPolicy cannot allow', [policy('Admin', 1, DB, { ingress: [from('Deny', [WEB], [tcp(5432)])] }), OPEN_DB], 'web => db', BUT_5432],
  ['what no rule names, the NetworkPolicy decides', [policy('Admin', 1, DB, { ingress: [from('Accept', [RED], [tcp(1)])] }), DENY_DB], 'agent => db', NONE],
  [
    'what is passed on, the NetworkPolicy decides: it denies',
    [policy('Admin', 1, DB, { ingress: [from('Pass', [WEB]), from('Accept', [EVERYWHERE])] }), DENY_DB],
    'web => db',
    NONE,
  ],
  [
    'what is passed on, the NetworkPolicy decides: it allows',
    [policy('Admin', 1, DB, { ingress: [from('Pass', [WEB]), from('Deny', [EVERYWHERE])] }), OPEN_DB],
    'web => db',
    ALL,
  ],
  [
    'what is passed on skips later policies of the tier',
    [policy('Admin', 1, DB, { ingress: [from('Pass', [WEB], [tcp(1)])] }), policy('Admin', 2, DB, { ingress: [from('Deny', [EVERYWHERE])] })],
    'web => db',
    'TCP 1',
  ],
  ['the baseline denies what nothing guards', [policy('Baseline', 1, DB, { ingress: [from('Deny', [EVERYWHERE])] })], 'web => db', NONE],
  ['a NetworkPolicy comes before the baseline', [policy('Baseline', 1, DB, { ingress: [from('Deny', [EVERYWHERE])] }), OPEN_DB], 'web => db', ALL],
  [
    'a NetworkPolicy decides all, also against the baseline',
    [policy('Baseline', 1, DB, { ingress: [from('Accept', [EVERYWHERE])] }), DENY_DB],
    'web => db',
    NONE,
  ],
  [
    'a NetworkPolicy of the other direction leaves it to the baseline',
    [policy('Baseline', 1, DB, { ingress: [from('Deny', [EVERYWHERE])] }), netpol('blue', { podSelector: {}, policyTypes: ['Egress'] })],
    'web => db',
    NONE,
  ],
  [
    'what is passed on may come to the baseline',
    [
      policy('Admin', 1, DB, { ingress: [from('Pass', [WEB], [tcp(1)]), from('Deny', [EVERYWHERE], [tcp(2)])] }),
      policy('Baseline', 1, DB, { ingress: [from('Deny', [EVERYWHERE], [tcp(1)])] }),
    ],
    'web => db',
    'SCTP 1-65535,TCP 3-65535,UDP 1-65535',
  ],
  ['what the baseline passes on is allowed', [policy('Baseline', 1, DB, { ingress: [from('Pass', [WEB]), from('Deny', [EVERYWHERE])] })], 'web => db', ALL],
  [
    'tiers, not the order of priorities',
    [policy('Baseline', 0, DB, { ingress: [from('Accept', [WEB])] }), policy('Admin', 9, DB, { ingress: [from('Deny', [WEB])] })],
    'web => db',
    NONE,
  ],
  ['both directions must allow', [policy('Admin', 1, RED, { egress: [to('Deny', [DB], [tcp(5432)])] }), DENY_DB], 'web => db', NONE],
  ['egress to pods', [policy('Admin', 1, RED, { egress: [to('Deny', [DB], [tcp(5432)])] })], 'web => db', BUT_5432],
  ['accepted egress must still enter', [policy('Admin', 1, RED, { egress: [to('Accept', [DB])] }), DENY_DB], 'web => db', NONE],
  [
    'all of one protocol',
    [policy('Admin', 1, DB, { ingress: [from('Accept', [WEB], [{ udp: {} }]), from('Deny', [EVERYWHERE])] })],
    'web => db',
    'UDP 1-65535',
  ],
  [
    'several ports',
    [
      policy('Admin', 1, DB, {
        ingress: [
          from('Accept', [WEB], [{ tcp: { destinationPort: { range: { start: 10, end: 12 } } } }, { sctp: { destinationPort: { number: 7 } } }]),
          from('Deny', [EVERYWHERE]),
        ],
      }),
    ],
    'web => db',
    'SCTP 7,TCP 10-12',
  ],
  [
    'ports with a name, of each protocol',
    [policy('Admin', 1, DB, { ingress: [from('Accept', [WEB], [{ destinationNamedPort: 'pg' }]), from('Deny', [EVERYWHERE])] })],
    'web => db',
    'TCP 5432,UDP 5433',
  ],
  ['a network of all addresses is all pods, too', [policy('Admin', 1, RED, { egress: [to('Deny', [INTERNET])] })], 'web => db', NONE],
  ['a smaller network is taken to have no pods', [policy('Admin', 1, RED, { egress: [to('Deny', [{ networks: ['10.0.0.0/8'] }])] })], 'web => db', ALL],
  ['pods may be passed before the network', [policy('Admin', 1, RED, { egress: [to('Pass', [EVERYWHERE]), to('Deny', [INTERNET])] })], 'web => db', ALL],
  ['addresses outside', [policy('Admin', 1, RED, { egress: [to('Deny', [{ networks: ['10.0.0.0/8'] }])] })], 'web => 10.0.0.0-10.255.255.255[External]', NONE],
  [
    'other addresses outside',
    [policy('Admin', 1, RED, { egress: [to('Deny', [{ networks: ['10.0.0.0/8'] }])] })],
    'web => 11.0.0.0-255.255.255.255[External]',
    ALL,
  ],
  [
    'several networks of one peer',
    [policy('Admin', 1, RED, { egress: [to('Accept', [{ networks: ['10.0.0.0/8', '11.0.0.0/8'] }], [tcp(443)]), to('Deny', [INTERNET])] })],
    'web => 11.0.0.0-11.255.255.255[External]',
    'TCP 443',
  ],
  [
    'a name outside',
    [policy('Admin', 1, RED, { egress: [to('Accept', [{ domainNames: ['*.example.com'] }], [tcp(443)]), to('Deny', [INTERNET])] })],
    'web => *.example.com[Domain]',
    'TCP 443',
  ],
  [
    'a name outside, where all is open',
    [policy('Admin', 1, RED, { egress: [to('Accept', [{ domainNames: ['*.example.com'] }], [tcp(443)])] })],
    'web => *.example.com[Domain]',
    NONE,
  ],
  ['a pod on the network of its node is no subject', [policy('Admin', 1, BLUE, { ingress: [from('Deny', [EVERYWHERE])] })], 'web => agent', ALL],
  ['and no pod of any peer', [policy('Admin', 1, BLUE, { ingress: [from('Deny', [EVERYWHERE])] })], 'agent => db', ALL],
  ['but one of all nodes', [policy('Admin', 1, RED, { egress: [to('Deny', [{ nodes: {} }])] })], 'web => agent', NONE],
  ['pods are no nodes', [policy('Admin', 1, RED, { egress: [to('Deny', [{ nodes: {} }])] })], 'web => db', ALL],
  [
    'a peer that nobody knows accepts nothing',
    [policy('Admin', 1, DB, { ingress: [from('Accept', [{ later: {} }]), from('Deny', [EVERYWHERE])] })],
    'web => db',
    NONE,
  ],
  ['a peer that nobody knows denies all', [policy('Admin', 1, DB, { ingress: [from('Pass', [{ later: {} }])] })], 'web => db', NONE],
  ['no rules of a direction say nothing of it', [policy('Admin', 1, BLUE, { egress: [to('Deny', [EVERYWHERE])] })], 'web => db', ALL],
  [
    'v1alpha1: AdminNetworkPolicy',
    [
      older('AdminNetworkPolicy', {
        priority: 1,
        subject: DB,
        ingress: [
          { action: 'Allow', from: [WEB], ports: [{ portNumber: { protocol: 'TCP', port: 5432 } }] },
          { action: 'Deny', from: [EVERYWHERE] },
        ],
      }),
      DENY_DB,
    ],
    'web => db',
    'TCP 5432',
  ],
  [
    'v1alpha1: ports',
    [
      older('AdminNetworkPolicy', {
        priority: 1,
        subject: DB,
        ingress: [
          { action: 'Allow', from: [WEB], ports: [{ portRange: { start: 1, end: 3 } }, { namedPort: 'pg' }] },
          { action: 'Deny', from: [EVERYWHERE] },
        ],
      }),
    ],
    'web => db',
    'TCP 1-3,5432,UDP 5433',
  ],
  [
    'v1alpha1: BaselineAdminNetworkPolicy',
    [older('BaselineAdminNetworkPolicy', { subject: DB, ingress: [{ action: 'Deny', from: [EVERYWHERE] }] })],
    'web => db',
    NONE,
  ],
  [
    'v1alpha1: a NetworkPolicy comes before the baseline',
    [older('BaselineAdminNetworkPolicy', { subject: DB, ingress: [{ action: 'Deny', from: [EVERYWHERE] }] }), OPEN_DB],
    'web => db',
    ALL,
  ],
];

const factsOf = (policies: readonly Json[]) => factsIn([...WORLD, ...policies].map((one) => JSON.stringify(one)).join('\n---\n'), 'all.yaml');

/** As in `web => db`. */
function edgesOf(policies: readonly Json[]): Map<string, string> {
  const short = (text: string) => text.replace(/^(?:red|blue)\/(.*)\[Pod\]$/, '$1');
  return new Map(
    new Reach(factsOf(policies))
      .edges()
      .map(({ from: source, to: target, connections }) => [`${short(partyText(source))} => ${short(partyText(target))}`, connectionsText(connections)]),
  );
}

describe('policies of the whole cluster', () => {
  it.each(ROWS)('%s', (_what, policies, pair, connections) => {
    expect(edgesOf(policies).get(pair) ?? NONE).toBe(connections);
  });

  it('say what no file shows', () => {
    const facts = factsOf([
      policy('Admin', 1, RED, { egress: [to('Deny', [{ nodes: {} }, { networks: ['10.0.0.0/8'] }])] }, 'nodes'),
      policy('Admin', 5, DB, { ingress: [from('Deny', [WEB])] }, 'one'),
      policy('Admin', 5, BLUE, { ingress: [from('Accept', [WEB])] }, 'two'),
      policy('Baseline', 5, BLUE, { ingress: [from('Accept', [WEB])] }, 'three'),
      policy('Secret', 5, RED, { ingress: [] }, 'odd'),
    ]);
    expect(undecidedIn(facts, new Reach(facts))).toEqual([
      'all.yaml: what the ClusterNetworkPolicy nodes says of nodes is not counted: no file shows their addresses',
      'all.yaml: whether pods are in 10.0.0.0/8 of the ClusterNetworkPolicy nodes is not known: they are taken not to be',
      'all.yaml: a part of the ClusterNetworkPolicy odd is decided by a template, or is not in its API',
      'all.yaml: ClusterNetworkPolicy one and two have the same priority: which of them decides first is not known',
    ]);
  });

  it('count as protection where they deny', () => {
    const reach = new Reach(
      factsOf([policy('Admin', 1, DB, { ingress: [from('Deny', [WEB])] }), policy('Admin', 2, WEB, { ingress: [from('Accept', [DB])] })]),
    );
    const open = reach.workloads.filter((workload) => !reach.isGuarded(workload, 'ingress')).map(workloadText);
    expect(open).toEqual(['red/web[Pod]', 'red/api[Pod]', 'blue/agent[Pod]']);
  });
});
