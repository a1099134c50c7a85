import { oncePer } from '../isolation/once.ts';
import type { Leaf } from '../manifest/place.ts';
import type { Path } from '../syntax/site.ts';

/** A path with every index as `*`. */
export function generalised(path: Path): string {
  return path.map((step) => (typeof step === 'number' ? '*' : step)).join('/');
}

/** The same for the same value at the same place, wherever it stands in a list. */
export function keyOf(path: Path, text: string): string {
  return `${generalised(path)} ${text}`;
}

/** The first leaf of `some` that is not meant, and not among the others; equal ones are counted. */
export function moreOf(some: readonly Leaf[], others: readonly Leaf[], isMeant: (leaf: Leaf) => boolean): Leaf | undefined {
  const left = new Map<string, number>();
  for (const key of keysOf(others)) left.set(key, (left.get(key) ?? 0) + 1);
  // nearly all are the same in both: whether they are meant is not asked
  const keys = keysOf(some);
  const more = new Map(left);
  for (const key of keys) more.set(key, (more.get(key) ?? 0) - 1);
  return some.find((leaf, i) => {
    const key = keys[i] as string;
    if ((more.get(key) ?? 0) >= 0 || isMeant(leaf)) return false;
    const n = left.get(key) ?? 0;
    left.set(key, n - 1);
    return n <= 0;
  });
}

/** The keys of leaves, in order. Those of a service are asked for with each change of it. */
export const keysOf = oncePer((leaves: readonly Leaf[]): readonly string[] => leaves.map(({ path, text }) => keyOf(path, text)));
