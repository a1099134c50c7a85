import type { Path } from '../syntax/site.ts';

/** The place of a key among those of the map at a path; infinite for a key that has none: it comes last, in the order in which it is asked for. */
export type KeyRank = (map: Path, key: string) => number;

/** No key has a place. */
export const unranked: KeyRank = () => Number.POSITIVE_INFINITY;

/** New entries of one map, in the order in which they are to be written. */
export function inOrder<T>(rankOf: KeyRank, map: Path, entries: readonly T[], keyOf: (entry: T) => string): T[] {
  return entries
    .map((entry) => ({ entry, rank: rankOf(map, keyOf(entry)) }))
    .sort((a, b) => (a.rank === b.rank ? 0 : a.rank - b.rank))
    .map(({ entry }) => entry);
}
