import type { Workload } from '../facts.ts';
import type { Direction } from '../policies.ts';
import { partition } from './addresses.ts';
import { type Connections, difference, isNone, isWithin } from './connections.ts';
import type { Party, Reach } from './reach.ts';

/** Who is on the other side: somebody, or any pod of the cluster. */
export type Side = Party | 'every-pod';

/** That something opened or closed between two states of the same files. */
export interface Change {
  readonly opened: boolean;
  readonly from: Side;
  readonly to: Side;
  readonly connections: Connections;
}

/** More workloads than these are not compared: the edit is about all of them, and its author knows. */
const MOST = 50;
/** More pairs than these are not compared: what is for every pod and for addresses says enough. */
const PAIRS = 5_000;

/**
 * What opened and what closed for the workloads that are in both states and whose policies or labels are not the same. What every pod may do is
 * not said again of each.
 */
export function changesBetween(before: Reach, after: Reach): Change[] {
  const old = new Map(before.workloads.map((workload) => [keyOf(workload), workload]));
  const pairs = after.workloads.flatMap((is) => {
    const was = old.get(keyOf(is));
    return was && standingOf(before, was) !== standingOf(after, is) ? [{ was, is }] : [];
  });
  const others = Math.min(pairs.length, MOST) * after.workloads.length > PAIRS ? [] : after.workloads;
  const seen = new Set<string>();
  const changes = pairs.slice(0, MOST).flatMap(({ was, is }) => (['ingress', 'egress'] as const).flatMap((direction) => within(direction, was, is)));
  return changes.sort((a, b) => weight(b) - weight(a));

  function within(direction: Direction, was: Workload, is: Workload): Change[] {
    const target = (workload: Workload) => (direction === 'ingress' ? workload : undefined);
    const between = (other: Side, had: Connections, has: Connections): Change[] =>
      [
        { opened: true, connections: difference(has, had) },
        { opened: false, connections: difference(had, has) },
      ].flatMap(({ opened, connections }) => {
        const own: Side = { workload: is };
        const [from, to] = direction === 'ingress' ? [other, own] : [own, other];
        const key = JSON.stringify([opened, nameOf(from), nameOf(to)]);
        if (isNone(connections) || seen.has(key)) return [];
        seen.add(key);
        return [{ opened, from, to, connections }];
      });
    const allow = (reach: Reach, workload: Workload, other: Parameters<Reach['allowed']>[2]) => reach.allowed(workload, direction, other, target(workload));
    const all = between('every-pod', allow(before, was, 'every-pod'), allow(after, is, 'every-pod'));
    const isSaid = (change: Change) => all.some((one) => one.opened === change.opened && isWithin(change.connections, one.connections));
    const addresses = partition([...before.blocks(direction), ...after.blocks(direction)]).flatMap((range) =>
      between({ range }, allow(before, was, { range }), allow(after, is, { range })),
    );
    const pods = others.flatMap((other) => {
      const earlier = old.get(keyOf(other));
      if (!earlier || other === is) return [];
      const [had, has] =
        direction === 'ingress' ? [before.between(earlier, was), after.between(other, is)] : [before.between(was, earlier), after.between(is, other)];
      return between({ workload: other }, had, has).filter((change) => !isSaid(change));
    });
    return [...all, ...addresses, ...pods];
  }
}

/** What opens counts more than what closes, and what is for all more than what is for one. */
function weight({ opened, from, to }: Change): number {
  const side = (one: Side) => (one === 'every-pod' ? 4 : 'range' in one ? 2 : 0);
  return (opened ? 8 : 0) + side(from) + side(to);
}

function keyOf({ namespace, kind, name }: Workload): string {
  return `${namespace}/${kind}/${name}`;
}

function nameOf(side: Side): string {
  if (side === 'every-pod') return side;
  return 'workload' in side ? keyOf(side.workload) : 'range' in side ? `${side.range.first}-${side.range.last}` : JSON.stringify(side);
}

/** All that decides about a workload, without places. */
function standingOf(reach: Reach, workload: Workload): string {
  const { ports, hostNetwork } = workload;
  const policies = (['ingress', 'egress'] as const).map((direction) => [
    reach.guards(workload, direction).map(written).join(),
    reach.clusterGuards(workload, direction).map(written).join(),
  ]);
  return JSON.stringify([reach.selectable(workload), ports, hostNetwork, policies]);
}

const texts = new WeakMap<object, string>();

/** What a policy says, without places: many workloads have the same one. */
function written(policy: object): string {
  const known = texts.get(policy) ?? JSON.stringify(policy, (key, value) => (key === 'at' ? undefined : value));
  texts.set(policy, known);
  return known;
}
