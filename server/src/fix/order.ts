import type { Path } from '../syntax/site.ts';

/**
 * The rank of a key among those of the map at a path, counted from 0; infinite for a key without a rank. Keys without a rank come last,
 * in the order in which they are given.
 */
export type KeyRank = (map: Path, key: string) => number;

/** Gives no key a rank. */
export const unranked: KeyRank = () => Number.POSITIVE_INFINITY;

/** Sorts new entries of one map by the rank of their keys. */
export function byRank<T>(rankOf: KeyRank, map: Path, entries: readonly T[], keyOf: (entry: T) => string): T[] {
  return entries
    .map((entry) => ({ entry, rank: rankOf(map, keyOf(entry)) }))
    .sort((a, b) => (a.rank === b.rank ? 0 : a.rank - b.rank))
    .map(({ entry }) => entry);
}
