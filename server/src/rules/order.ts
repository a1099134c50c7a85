import type { Rule } from './rule.ts';

type Placed = Pick<Rule, 'id' | 'before' | 'after'>;

/**
 * Sorts rules so that each stands after those that it names in `after` and before those that it names in `before`; otherwise they stay as given.
 * @throws if a rule names an id that no rule has, or if the names lead round in a circle
 */
export function inOrder<R extends Placed>(rules: readonly R[]): R[] {
  const waitsFor = new Map(rules.map(({ id, after = [] }) => [id, new Set(after)]));
  for (const { id, before = [], after = [] } of rules) {
    const unknown = [...before, ...after].find((other) => !waitsFor.has(other));
    if (unknown !== undefined) throw new Error(`the rule ${id} has a place before or after ${unknown}, which is no rule`);
    for (const later of before) waitsFor.get(later)?.add(id);
  }
  const sorted: R[] = [];
  const placed = new Set<string>();
  const isReady = ({ id }: R) => [...(waitsFor.get(id) ?? [])].every((other) => placed.has(other));
  const waiting = [...rules];
  while (waiting.length > 0) {
    const next = waiting.findIndex(isReady);
    if (next < 0) throw new Error(`rules wait for each other in a circle: ${waiting.map(({ id }) => id).join(', ')}`);
    for (const rule of waiting.splice(next, 1)) {
      sorted.push(rule);
      placed.add(rule.id);
    }
  }
  return sorted;
}
