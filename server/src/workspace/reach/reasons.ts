import type { Workload } from '../facts.ts';
import type { Policy } from '../policies.ts';
import { type Connections, isNone, NONE } from './connections.ts';
import { type Direction, isPeer, portsOf, type Reach } from './reach.ts';

/** Why something is allowed or not in one direction: no policy guards the workload, or which rules of which allow something, or that none does. */
export type Reason =
  | { readonly kind: 'unguarded' }
  | { readonly kind: 'allowed'; readonly by: readonly { readonly policy: Policy; readonly rule: number; readonly connections: Connections }[] }
  | { readonly kind: 'denied'; readonly by: readonly Policy[] };

/** Why one workload may connect to another, or not: what leaves the first, and what enters the second. */
export interface Explained {
  readonly from: Workload;
  readonly to: Workload;
  readonly connections: Connections;
  readonly egress: Reason;
  readonly ingress: Reason;
}

/** Every pair of different workloads, explained. */
export function explained(reach: Reach): Explained[] {
  return reach.workloads.flatMap((from) =>
    reach.workloads.flatMap((to) => {
      if (from === to) return [];
      const [egress, ingress] = [reasonOf(reach, from, 'egress', to), reasonOf(reach, to, 'ingress', from)];
      return [{ from, to, connections: reach.between(from, to), egress, ingress }];
    }),
  );
}

function reasonOf(reach: Reach, workload: Workload, direction: Direction, other: Workload): Reason {
  const guards = reach.guards(workload, direction);
  if (guards.length === 0) return { kind: 'unguarded' };
  const target = direction === 'ingress' ? workload : other;
  const by = guards.flatMap((policy) =>
    reach.meant(policy, direction).flatMap((rule, i) => {
      const connections = isPeer(rule, { pod: reach.selectable(other) }) ? portsOf(rule.ports, target) : NONE;
      return isNone(connections) ? [] : [{ policy, rule: i + 1, connections }];
    }),
  );
  return by.length > 0 ? { kind: 'allowed', by } : { kind: 'denied', by: guards };
}
