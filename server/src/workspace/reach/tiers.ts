import type { Action, ClusterPolicy, ClusterRule, Tier } from '../cluster-policies.ts';
import type { Workload } from '../facts.ts';
import type { Direction, RulePort } from '../policies.ts';
import { matches } from '../selectors.ts';
import { ALL, type Connections, difference, intersection, isNone, NONE, only, PROTOCOLS, union } from './connections.ts';
import { isClusterPeer, type Other, type Selectable } from './peers.ts';

/** A rule of a policy of the cluster, with its place in it. */
export interface Ranked {
  readonly policy: ClusterPolicy;
  /** From 1. */
  readonly number: number;
  readonly rule: ClusterRule;
}

/** What one rule decides of what no rule before it decided. */
export interface Decision {
  readonly policy: ClusterPolicy;
  readonly rule: number;
  readonly action: Action;
  readonly connections: Connections;
}

/** What a tier makes of some connections. */
export interface Decided {
  readonly accepted: Connections;
  /** What the next tier has to decide. */
  readonly open: Connections;
  readonly decisions: readonly Decision[];
}

/** The policies of the cluster that hold for a pod in a direction. Pods on the network of their node are no subject of any. */
export function holding(policies: readonly ClusterPolicy[], pod: Selectable, direction: Direction): ClusterPolicy[] {
  if (pod.onNode) return [];
  return policies.filter(
    (policy) =>
      policy[direction].length > 0 && matches(policy.namespaces, pod.namespaceLabels) && (policy.pods === undefined || matches(policy.pods, pod.labels)),
  );
}

/** The rules of a tier in the order in which they decide. Of policies of the same priority any may come first: see {@link sameRank}. */
export function ranked(policies: readonly ClusterPolicy[], tier: Tier, direction: Direction): Ranked[] {
  const own = policies.filter((policy) => policy.tier === tier).sort((a, b) => a.priority - b.priority);
  return own.flatMap((policy) => policy[direction].map((rule, i) => ({ policy, number: i + 1, rule })));
}

/** The policies of one tier and priority which do not do the same: which of them decides, nobody can know. */
export function sameRank(policies: readonly ClusterPolicy[], direction: Direction): (readonly [ClusterPolicy, ClusterPolicy])[] {
  const action = (policy: ClusterPolicy) => [...new Set(policy[direction].map((rule) => rule.action))].join();
  return policies.flatMap((one, i) =>
    policies
      .slice(i + 1)
      .flatMap((other) =>
        one.tier === other.tier && one.priority === other.priority && (action(one) !== action(other) || action(one).includes(','))
          ? [[one, other] as const]
          : [],
      ),
  );
}

/**
 * What the rules of a tier make of connections with somebody: the first that names one decides.
 * @param target whose ports the names of ports mean; `undefined` if nobody knows them
 */
export function decided(rules: readonly Ranked[], asked: Connections, other: Other, target: Workload | undefined): Decided {
  let [rest, accepted, passed] = [asked, NONE, NONE];
  const decisions: Decision[] = [];
  for (const { policy, number, rule } of rules) {
    const { action, named } = meant(rule, other, target);
    const connections = intersection(rest, named);
    if (isNone(connections)) continue;
    decisions.push({ policy, rule: number, action, connections });
    rest = difference(rest, connections);
    if (action === 'Accept') accepted = union(accepted, connections);
    if (action === 'Pass') passed = union(passed, connections);
  }
  return { accepted, open: union(rest, passed), decisions };
}

/** A rule with a peer that is not in the API fails closed: it accepts nothing, or denies everything. */
function meant({ action, peers, ports }: ClusterRule, other: Other, target: Workload | undefined): { readonly action: Action; readonly named: Connections } {
  const isStrange = peers.some((peer) => 'strange' in peer);
  if (isStrange && action !== 'Accept') return { action: 'Deny', named: ALL };
  return { action, named: !isStrange && peers.some((peer) => isClusterPeer(peer, other)) ? portsOf(ports, target) : NONE };
}

/** The connections that the ports of a rule mean. A name means the ports with that name and protocol of the one who is connected to. */
export function portsOf(ports: readonly RulePort[], target: Workload | undefined): Connections {
  if (ports.length === 0) return ALL;
  return ports.map((port) => portOf(port, target)).reduce(union, NONE);
}

function portOf({ protocol, port, endPort }: RulePort, target: Workload | undefined): Connections {
  if (typeof port === 'string') {
    const named = target?.ports.filter((one) => one.name === port && (protocol === undefined || one.protocol === protocol)) ?? [];
    return named.map((one) => portOf({ protocol: one.protocol, port: one.number, endPort: undefined }, undefined)).reduce(union, NONE);
  }
  const known = PROTOCOLS.find((one) => one === protocol);
  if (known === undefined) return NONE;
  return port === undefined ? only(known) : only(known, [[port, endPort ?? port]]);
}
