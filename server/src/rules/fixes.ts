import type { Fix } from '../fix/ops.ts';
import type { Json, Site } from '../syntax/site.ts';

/** Removes an entry or item, and its parents where nothing else is in them. */
export function removal(title: string, at: Site): Fix {
  return { title, safety: 'review', ops: [{ op: 'remove', at, prune: true }] };
}

/** Sets one value. */
export function setting(title: string, at: Site, value: Json): Fix {
  return { title, safety: 'review', ops: [{ op: 'set', at, value }] };
}
