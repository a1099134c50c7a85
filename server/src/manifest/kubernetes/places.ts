import type { Path } from '../../syntax/site.ts';
import type { Spot } from '../spot.ts';
import type { PodPlace } from './kinds/place.ts';

/** A place that matches a path pattern. */
export interface Found {
  readonly spot: Spot;
  /** What each `*` matched: the name of an item, or the key of an entry. */
  readonly names: readonly string[];
}

/** Every map below a place that matches a path pattern (see {@link PodPlace}). */
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

/** The name of a list item: its `name` or `groupName`, else its index in brackets. */
export function nameOf(item: Spot): string {
  const name = ['name', 'groupName'].map((key) => item.get(key).text().value).find((value) => value !== undefined);
  return name ?? `[${item.path.at(-1)}]`;
}

/** The place at a path without `*`, relative to `root`. */
export function at(root: Spot, path: string): Spot {
  return path === '.' ? root : root.get(...(path.split('.') as Path));
}
