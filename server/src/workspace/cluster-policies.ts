import type { ResourceView } from '../manifest/kubernetes/views.ts';
import type { Spot } from '../manifest/spot.ts';
import type { Place } from './place.ts';
import type { Direction, RulePort } from './policies.ts';
import { type Selector, selectorAt } from './selectors.ts';

/** What a rule does with the connections that it names: the first that names one decides, and `Pass` leaves it to the next tier. */
export type Action = 'Accept' | 'Deny' | 'Pass';

/** Before NetworkPolicies, or after them. */
export type Tier = 'Admin' | 'Baseline';

/** One peer of a rule: pods by their namespaces and labels, addresses, nodes or a name; `strange` if it is none of those that we know. */
export type ClusterPeer =
  | { readonly namespaces: Selector; readonly pods: Selector | undefined }
  | { readonly cidr: string }
  | { readonly nodes: Selector }
  | { readonly domain: string }
  | { readonly strange: true };

/** One rule of a policy of the whole cluster. No ports mean all of them. */
export interface ClusterRule {
  readonly action: Action;
  readonly peers: readonly ClusterPeer[];
  readonly ports: readonly RulePort[];
  readonly at: Place;
}

/** A policy of the whole cluster. Source: policy.networking.k8s.io, v1alpha2 and v1beta1: ClusterNetworkPolicy; v1alpha1: its two forerunners. */
export interface ClusterPolicy {
  readonly kind: string;
  readonly name: string;
  readonly tier: Tier;
  /** 0 to 1000; the lowest decides first in its tier. */
  readonly priority: number;
  readonly namespaces: Selector;
  readonly pods: Selector | undefined;
  readonly ingress: readonly ClusterRule[];
  readonly egress: readonly ClusterRule[];
  /** A template decides a part of it, or what it says is not in the API. */
  readonly unknown?: true;
  readonly at: Place;
}

const TIERS: Readonly<Record<string, Tier | undefined>> = { AdminNetworkPolicy: 'Admin', BaselineAdminNetworkPolicy: 'Baseline' };

/** Reads a ClusterNetworkPolicy, AdminNetworkPolicy or BaselineAdminNetworkPolicy. */
export function clusterPolicyOf({ ref, spot }: ResourceView, file: string): ClusterPolicy[] {
  const { kind, name, apiVersion = '' } = ref;
  if (name === undefined || !/^policy\.networking\.k8s\.io\//.test(apiVersion) || !/^(?:Cluster|Admin|BaselineAdmin)NetworkPolicy$/.test(kind)) return [];
  const spec = spot.get('spec');
  const written = spec.get('tier').text().value;
  const tier = TIERS[kind] ?? (written === 'Admin' || written === 'Baseline' ? written : undefined);
  const subject = podsAt(spec.get('subject'));
  const [ingress, egress] = [rulesAt(spec, 'ingress', file), rulesAt(spec, 'egress', file)];
  const priority = spec.get('priority').integer().value;
  const isWhole = tier && subject && [...ingress, ...egress].every((rule) => rule !== undefined) && !spec.undecided;
  return [
    {
      kind,
      name,
      tier: tier ?? 'Admin',
      // there is one BaselineAdminNetworkPolicy, and it has none
      priority: priority ?? 0,
      namespaces: subject?.namespaces ?? NOTHING,
      pods: subject?.pods,
      ingress: ingress.flatMap((rule) => rule ?? []),
      egress: egress.flatMap((rule) => rule ?? []),
      ...(isWhole ? {} : { unknown: true as const }),
      at: { file, site: spot.get('metadata', 'name').site },
    },
  ];
}

/** A selector that selects nothing. */
const NOTHING: Selector = { labels: {}, expressions: [{ key: '', operator: 'Exists', values: [] }] };

function podsAt(spot: Spot): { readonly namespaces: Selector; readonly pods: Selector | undefined } | undefined {
  const [namespaces, pods] = [spot.get('namespaces'), spot.get('pods')];
  if (namespaces.written) return { namespaces: selectorAt(namespaces), pods: undefined };
  return pods.written ? { namespaces: selectorAt(pods.get('namespaceSelector')), pods: selectorAt(pods.get('podSelector')) } : undefined;
}

function rulesAt(spec: Spot, direction: Direction, file: string): (ClusterRule | undefined)[] {
  return spec
    .get(direction)
    .items()
    .map((item) => {
      const action = actionAt(item.get('action'));
      if (action === undefined) return undefined;
      const peers = item
        .get(direction === 'ingress' ? 'from' : 'to')
        .items()
        .flatMap(peersAt);
      // two names for nearly the same: `protocols` since v1alpha2
      const ports = [...item.get('protocols').items().flatMap(protocolAt), ...item.get('ports').items().flatMap(portAt)];
      return { action, peers, ports, at: { file, site: item.site } };
    });
}

function actionAt(spot: Spot): Action | undefined {
  const { value } = spot.text();
  return value === 'Allow' ? 'Accept' : value === 'Accept' || value === 'Deny' || value === 'Pass' ? value : undefined;
}

function peersAt(item: Spot): ClusterPeer[] {
  const pods = podsAt(item);
  if (pods) return [pods];
  if (item.get('nodes').written) return [{ nodes: selectorAt(item.get('nodes')) }];
  const texts = (key: string) =>
    item
      .get(key)
      .list()
      .items.flatMap(({ value }) => value ?? []);
  const named = [...texts('networks').map((cidr) => ({ cidr })), ...texts('domainNames').map((domain) => ({ domain }))];
  return named.length > 0 ? named : [{ strange: true }];
}

/** Of v1alpha2 and later. */
function protocolAt(item: Spot): RulePort[] {
  const name = item.get('destinationNamedPort').text().value;
  if (name !== undefined) return [{ protocol: undefined, port: name, endPort: undefined }];
  return ['tcp', 'udp', 'sctp'].flatMap((key) => {
    if (!item.get(key).written) return [];
    const port = item.get(key, 'destinationPort');
    const [number, start, end] = [port.get('number'), port.get('range', 'start'), port.get('range', 'end')].map((one) => one.integer().value);
    return [{ protocol: key.toUpperCase(), port: number ?? start, endPort: number === undefined ? end : undefined }];
  });
}

/** Of v1alpha1. */
function portAt(item: Spot): RulePort[] {
  const name = item.get('namedPort').text().value;
  if (name !== undefined) return [{ protocol: undefined, port: name, endPort: undefined }];
  const [one, range] = [item.get('portNumber'), item.get('portRange')];
  const written = one.written ? one : range;
  if (!written.written) return [];
  const [port, start, end] = [one.get('port'), range.get('start'), range.get('end')].map((spot) => spot.integer().value);
  return [{ protocol: written.get('protocol').text().value ?? 'TCP', port: port ?? start, endPort: port === undefined ? end : undefined }];
}
