import type { Workload } from '../facts.ts';
import type { Direction, Policy } from '../policies.ts';
import { type Connections, intersection, isNone, NONE } from './connections.ts';
import { hasPeer, type Reach } from './reach.ts';
import { type Decision, portsOf } from './tiers.ts';

/** What NetworkPolicies say: no policy guards the workload, or which rules of which allow something, or that none does. */
export type Reason =
  | { readonly kind: 'unguarded' }
  | { readonly kind: 'allowed'; readonly by: readonly { readonly policy: Policy; readonly rule: number; readonly connections: Connections }[] }
  | { readonly kind: 'denied'; readonly by: readonly Policy[] };

/** Why something is allowed or not in one direction, in the order of decision. */
export interface Reasons {
  /** The rules of policies of the cluster that decide something before NetworkPolicies. */
  readonly admin: readonly Decision[];
  /** `undefined` if nothing is left to decide. */
  readonly reason: Reason | undefined;
  /** The rules of policies of the cluster that decide something after them. */
  readonly baseline: readonly Decision[];
  /** Something is allowed because nothing decides it. */
  readonly undecided: boolean;
}

/** Why one workload may connect to another, or not: what leaves the first, and what enters the second. */
export interface Explained {
  readonly from: Workload;
  readonly to: Workload;
  readonly connections: Connections;
  readonly egress: Reasons;
  readonly ingress: Reasons;
}

/**
 * Every pair of different workloads, explained.
 * @param about if given, only the pairs with this workload
 */
export function explained(reach: Reach, about?: Workload): Explained[] {
  return reach.workloads.flatMap((from) =>
    reach.workloads.flatMap((to) => {
      if (from === to || (about && from !== about && to !== about)) return [];
      const [egress, ingress] = [reasonsOf(reach, from, 'egress', to), reasonsOf(reach, to, 'ingress', from)];
      return [{ from, to, connections: reach.between(from, to), egress, ingress }];
    }),
  );
}

function reasonsOf(reach: Reach, workload: Workload, direction: Direction, other: Workload): Reasons {
  const pod = reach.selectable(other);
  const target = direction === 'ingress' ? workload : other;
  const { admin, left, baseline, undecided } = reach.verdict(workload, direction, { pod }, target);
  const reason = isNone(left) ? undefined : reasonOf(reach, workload, direction, other, left);
  return { admin, reason, baseline, undecided: !isNone(undecided) };
}

function reasonOf(reach: Reach, workload: Workload, direction: Direction, other: Workload, left: Connections): Reason {
  const guards = reach.guards(workload, direction);
  if (guards.length === 0) return { kind: 'unguarded' };
  const target = direction === 'ingress' ? workload : other;
  const by = guards.flatMap((policy) =>
    reach.meant(policy, direction).flatMap((rule, i) => {
      const connections = hasPeer(rule, { pod: reach.selectable(other) }) ? intersection(portsOf(rule.ports, target), left) : NONE;
      return isNone(connections) ? [] : [{ policy, rule: i + 1, connections }];
    }),
  );
  return by.length > 0 ? { kind: 'allowed', by } : { kind: 'denied', by: guards };
}
