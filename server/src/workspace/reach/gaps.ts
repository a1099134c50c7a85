import { editDistance } from '../../manifest/spelling.ts';
import type { Workload } from '../facts.ts';
import type { Direction, Peer, Policy, Rule } from '../policies.ts';
import { isEverything, matches, type Selector } from '../selectors.ts';
import { type AddressRange, hasRange, rangeOf } from './addresses.ts';
import { intersection, isNone, isWithin, only } from './connections.ts';
import { isPeer, type Selectable } from './peers.ts';
import { hasPeer, type Reach, type ReachFacts } from './reach.ts';
import { portsOf } from './tiers.ts';

// What the policies of a folder leave open. Each answer leaves out what files that are not there may change: other policies may hold, other
// workloads may be selected.

/** Where cloud machines ask for credentials. Source: the documentation of AWS, Azure, Google Cloud and OpenStack. */
const METADATA = rangeOf('169.254.169.254/32') as AddressRange;
const HTTP = only('TCP', [[80, 80]]);

/** The DNS of a cluster, as installers label it. Source: the cluster add-ons CoreDNS and kube-dns. */
const CLUSTER_DNS: Selectable = {
  namespace: 'kube-system',
  labels: { 'k8s-app': 'kube-dns' },
  namespaceLabels: { 'kubernetes.io/metadata.name': 'kube-system' },
};
/** Some DNS servers of clusters listen at 5353, behind a Service at 53. */
const DNS = only('UDP', [
  [53, 53],
  [5353, 5353],
]);

/** What of a folder does not protect a workload in a direction. */
export interface Unguarded {
  readonly direction: Direction;
  /** The NetworkPolicies of its namespace for this direction, which do not select it. */
  readonly besides: readonly Policy[];
}

/** The directions in which no policy of the folder guards a workload; none if one may, or if policies of another kind decide. */
export function unguarded(facts: ReachFacts, reach: Reach, workload: Workload): Unguarded[] {
  if (facts.otherPolicies.length > 0 || workload.hostNetwork || workload.moreLabels) return [];
  const beside = reach.beside(workload);
  return (['ingress', 'egress'] as const).flatMap((direction) => {
    if (beside.some((policy) => mayGuard(policy, workload, direction)) || reach.isGuarded(workload, direction)) return [];
    return [{ direction, besides: beside.filter((policy) => policy[direction] !== undefined) }];
  });
}

function mayGuard(policy: Policy, workload: Workload, direction: Direction): boolean {
  if (policy.unknown) return isBeside(policy, workload);
  return policy[direction] !== undefined && isBeside(policy, workload) && matches(policy.selector, workload.labels);
}

/** Whether both may be in one namespace: where none is written, whoever applies the files decides. */
function isBeside({ namespace }: { readonly namespace: string }, other: { readonly namespace: string }): boolean {
  return namespace === other.namespace || namespace === 'default' || other.namespace === 'default';
}

/** A selector of a policy that selects nothing: its own, or that of a peer. */
export interface NoMatch {
  readonly direction: Direction | undefined;
  readonly rule: number;
  readonly peer: number;
  /** A workload with nearly the same labels: what may have been meant. */
  readonly near: Workload;
}

/**
 * The selectors of a policy that select no workload of its namespace, although one there has all the labels that it asks for, with values that
 * are nearly the same. Where none has, the pods are somewhere else: in files that are not read, in a chart, in what an operator makes.
 */
export function noMatches(reach: Reach, policy: Policy): NoMatch[] {
  if (policy.unknown) return [];
  const beside = reach.workloads.filter((workload) => isBeside(policy, workload));
  if (beside.some(({ moreLabels }) => moreLabels)) return [];
  const own = nearTo(policy.selector, beside);
  const peers = (['ingress', 'egress'] as const).flatMap((direction) =>
    (policy[direction] ?? []).flatMap(({ peers: list }, rule) =>
      list.flatMap((item, peer) => {
        const near = 'cidr' in item || item.namespaces !== undefined || item.pods === undefined ? undefined : nearTo(item.pods, beside);
        return near ? [{ direction, rule, peer, near }] : [];
      }),
    ),
  );
  return [...(own ? [{ direction: undefined, rule: 0, peer: 0, near: own }] : []), ...peers];
}

function nearTo(selector: Selector, workloads: readonly Workload[]): Workload | undefined {
  const inLists = selector.expressions.flatMap(({ key, operator, values }) => (operator === 'In' ? [[key, values] as const] : []));
  const asked = [...Object.entries(selector.labels).map(([key, value]) => [key, [value]] as const), ...inLists];
  if (asked.length === 0 || selector.unknown || workloads.some(({ labels }) => matches(selector, labels))) return undefined;
  return workloads.find(({ labels }) => asked.every(([key, values]) => isMeant(Object.hasOwn(labels, key) ? labels[key] : undefined, values)));
}

function isMeant(value: string | undefined, asked: readonly string[]): boolean {
  return value !== undefined && asked.some((one) => one === value || isMisspelt(one, value));
}

/** Whether two names are so alike that they mean the same. `worker-1` and `worker-2`, `shard-a` and `shard-b` are brothers. */
function isMisspelt(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => text.toLowerCase().replace(/[-_.]/g, '')) as [string, string];
  if (a === b) return true;
  const shorter = Math.min(a.length, b.length);
  if (editDistance(a, b) > (shorter < 4 ? 0 : shorter < 9 ? 1 : 2)) return false;
  const stem = (text: string) => text.replace(/\d+/g, '').replace(/[-_.][^-_.]{1,2}$/, '');
  return stem(one) !== stem(other);
}

/** The workloads on the network of their node that a policy is for. One that is for all pods is not for them. */
export function onNodeNetwork(reach: Reach, policy: Policy): Workload[] {
  if (isEverything(policy.selector) || policy.unknown) return [];
  return reach.workloads.filter(({ hostNetwork, namespace, labels }) => hostNetwork && namespace === policy.namespace && matches(policy.selector, labels));
}

/** A policy that allows what another one excepts, for the same workload. */
export interface Voided {
  readonly rule: number;
  readonly peer: number;
  readonly by: Policy;
  readonly workload: Workload;
}

/** The exceptions of the metadata address in a policy that another policy of the same workload makes void. */
export function voidedExceptions(reach: Reach, policy: Policy): Voided[] {
  const rules = policy.egress ?? [];
  const excepted = rules.flatMap(({ peers }, rule) => peers.flatMap((peer, at) => (excepts(peer) ? [{ rule, peer: at }] : [])));
  if (excepted.length === 0 || policy.unknown) return [];
  for (const workload of reach.workloads) {
    const guards = reach.guards(workload, 'egress');
    const by = guards.includes(policy) ? guards.find((other) => other !== policy && !other.unknown && opensMetadata(other)) : undefined;
    if (by) return excepted.map((one) => ({ ...one, by, workload }));
  }
  return [];
}

function excepts(peer: Peer): boolean {
  return 'cidr' in peer && hasRange({ cidr: peer.cidr, except: [] }, METADATA) && !hasRange(peer, METADATA);
}

function opensMetadata({ egress = [] }: Policy): boolean {
  return egress.some((rule) => hasPeer(rule, { range: METADATA }) && isWithin(HTTP, portsOf(rule.ports, undefined)));
}

/**
 * The policy in which DNS may have been forgotten: a workload may connect to pods, which it finds by name, but to no DNS of the cluster and no
 * address at its port. The answer is the first of its policies that lets it connect to pods.
 */
export function withoutDns(facts: ReachFacts, reach: Reach, workload: Workload): Policy | undefined {
  if (facts.otherPolicies.length > 0 || facts.clusterPolicies.length > 0 || workload.hostNetwork || workload.moreLabels) return undefined;
  const guards = reach.guards(workload, 'egress');
  if (guards.length === 0) return undefined;
  const beside = reach.beside(workload);
  if (beside.some((policy) => policy.unknown)) return undefined;
  // another policy may be for it where a namespace is not written
  const all = beside.filter((policy) => mayGuard(policy, workload, 'egress'));
  if (all.length > guards.length || all.some((policy) => reach.meant(policy, 'egress').some(mayBeDns))) return undefined;
  return guards.find(({ egress = [] }) => egress.some(({ peers }) => peers.some((peer) => !('cidr' in peer))));
}

function mayBeDns(rule: Rule): boolean {
  if (rule.ports.some(({ port }) => typeof port === 'string')) return true;
  const ports = portsOf(rule.ports, undefined);
  if (isNone(intersection(ports, DNS))) return false;
  const isNamed = rule.ports.some(({ port, endPort }) => port === 53 || port === 5353 || endPort !== undefined);
  // a namespace that no file shows may be that of the DNS
  return isNamed || rule.peers.length === 0 || rule.peers.some((peer) => 'cidr' in peer || isPeer(peer, { pod: CLUSTER_DNS }) || isElsewhere(peer));
}

/** A peer in a namespace that may be the one of the DNS: nobody knows the labels of that, but the name that the API server gives it. */
function isElsewhere({ namespaces }: Exclude<Peer, { readonly cidr: string }>): boolean {
  const { labels = {}, expressions = [] } = namespaces ?? {};
  return expressions.length > 0 || Object.entries(labels).some(([key, value]) => key !== 'kubernetes.io/metadata.name' || /dns|kube-system/.test(value));
}
