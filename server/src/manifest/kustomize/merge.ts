import { isJoined, mergeKeys } from './merge-keys.ts';
import type { Identity } from './objects.ts';
import { at, type Budget, copyOf, isNull, type MapValue, type SeqValue, textAt, type Value } from './value.ts';

/** What a strategic merge needs to know. */
interface Merging {
  readonly identity: Identity;
  readonly budget: Budget;
}

/**
 * Merges a patch into a value, as kustomize does (not as kubectl: `$setElementOrder`, `$retainKeys` and `$deleteFromPrimitiveList` mean nothing
 * to it). Source: kyaml `merge2` and `walk`, and the answers of kustomize 5.5.
 * @returns `undefined` if the patch deletes it
 */
export function merged(own: MapValue | undefined, patch: MapValue, merging: Merging): MapValue | undefined {
  return mergedMap(own, patch, [], merging);
}

const DIRECTIVE = '$patch';

function mergedMap(own: MapValue | undefined, patch: MapValue, keys: readonly string[], merging: Merging): MapValue | undefined {
  merging.budget.spend();
  const directive = textAt(patch, DIRECTIVE);
  if (directive === 'delete') return undefined;
  const said = directive === undefined ? patch : { ...patch, entries: new Map([...patch.entries].filter(([key]) => key !== DIRECTIVE)) };
  const into: MapValue = directive === 'replace' || !own ? { ...said, entries: new Map() } : own;
  if (said.open) into.open = true;
  for (const [key, value] of said.entries) {
    const result = mergedEntry(into.entries.get(key), value, [...keys, key], merging);
    if (result) into.entries.set(key, result);
    else into.entries.delete(key);
  }
  // what the patch touches loses its entries without a value
  if (own && directive !== 'replace') for (const [key, value] of into.entries) if (isNull(value) && !said.entries.has(key)) into.entries.delete(key);
  return into;
}

function mergedEntry(own: Value | undefined, patch: Value, keys: readonly string[], merging: Merging): Value | undefined {
  if (isNull(patch)) return undefined;
  if (patch.type === 'map') return mergedMap(own?.type === 'map' ? own : undefined, patch, keys, merging);
  if (patch.type === 'seq') return mergedList(own?.type === 'seq' ? own : undefined, patch, keys, merging);
  // what a patch repeats is not of the patch
  return own?.type === 'scalar' && own.text === patch.text && own.style === patch.style ? own : patch;
}

function mergedList(own: SeqValue | undefined, patch: SeqValue, keys: readonly string[], merging: Merging): Value | undefined {
  const { identity, budget } = merging;
  const isDirective = (item: Value) => item.type === 'map' && item.entries.size === 1 && item.entries.has(DIRECTIVE);
  const whole = patch.items.find(isDirective);
  const items = patch.items.filter((item) => item !== whole);
  const names = mergeKeys(identity, keys);
  if (whole && textAt(whole, DIRECTIVE) === 'delete') return undefined;
  const lone = (item: Value) => (item.type === 'map' ? mergedMap(undefined, item, keys, merging) : copyOf(item, budget));
  if (isJoined(identity, keys) && own && !whole) {
    const given = new Set(items.map((item) => textAt(item)));
    return { ...own, items: [...items, ...own.items.filter((item) => !given.has(textAt(item)))] };
  }
  if (!names || whole || !own) return { ...patch, items: items.flatMap((item) => (isNull(item) ? [item] : (lone(item) ?? []))) };
  const used = names.filter((name) => [...items, ...own.items].some((item) => at(item, name) !== undefined));
  const keyOf = (item: Value) => JSON.stringify(used.map((name) => textAt(item, name) ?? null));
  const rest = new Map<string, Value>();
  const twice: Value[] = [];
  for (const item of own.items) {
    if (rest.has(keyOf(item))) twice.push(item);
    else rest.set(keyOf(item), item);
  }
  // of two keys, those that are there keep their places, and what has only one of them wins over a patch that has both
  const stays = used.length > 1;
  const half = (item: Value) => JSON.stringify([textAt(item, used[0] ?? ''), used.filter((name) => textAt(item, name) !== undefined).length]);
  const halves = new Set(stays ? own.items.map(half) : []);
  const out: Value[] = [];
  for (const item of items) {
    budget.spend();
    const key = keyOf(item);
    const before = rest.get(key);
    if (!before && stays && [1, 2].some((count) => halves.has(JSON.stringify([textAt(item, used[0] ?? ''), count])) && !halves.has(half(item)))) continue;
    const result = item.type === 'map' ? mergedMap(before?.type === 'map' ? before : undefined, item, keys, merging) : item;
    if (before && stays && result) rest.set(key, result);
    else rest.delete(key);
    if (result && !(before && stays)) out.push(result);
  }
  return { ...own, items: [...out, ...rest.values(), ...twice], open: own.open || patch.open };
}
