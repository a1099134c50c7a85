import type { Path } from '../../syntax/site.ts';
import type { Spot } from '../spot.ts';
import type { PodPlace } from './kinds/place.ts';

/** A place that a pattern found. */
export interface Found {
  readonly spot: Spot;
  /** The items and entries that `*` stood for: names of items, keys of entries. */
  readonly names: readonly string[];
}

/** Every map that a pattern (see {@link PodPlace}) finds below a place. */
export function expand(from: Spot, pattern: string): Found[] {
  let found: Found[] = [{ spot: from, names: [] }];
  if (pattern === '.') return found;
  for (const step of pattern.split('.')) found = found.flatMap((one) => stepped(one, step));
  return found.filter(({ spot }) => spot.type === 'map');
}

function stepped({ spot, names }: Found, step: string): Found[] {
  if (!step.startsWith('*')) return spot.type === 'map' ? [{ spot: spot.get(step), names }] : [];
  if (spot.type === 'seq') return step === '*' ? spot.items().map((item) => ({ spot: item, names: [...names, nameOf(item)] })) : [];
  return spot
    .keys()
    .filter((key) => key.endsWith(step.slice(1)))
    .map((key) => ({ spot: spot.get(key), names: [...names, key] }));
}

/** The name of a list item, as people call it. */
export function nameOf(item: Spot): string {
  const name = ['name', 'groupName'].map((key) => item.get(key).text().value).find((value) => value !== undefined);
  return name ?? `[${item.path.at(-1)}]`;
}

/** A place at a fixed path. */
export function at(root: Spot, path: string): Spot {
  return path === '.' ? root : root.get(...(path.split('.') as Path));
}
