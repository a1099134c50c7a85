import type { Fix, Safety } from '../fix/ops.ts';
import type { Json, Site } from '../syntax/site.ts';

/** Removes an entry or item, and each parent that is then empty. */
export function removal(title: string, at: Site, safety: Safety = 'review'): Fix {
  return { title, safety, ops: [{ op: 'remove', at, prune: true }] };
}

/** What an author wrote against the safer value is a decision: only a fix that is proven overrules it. */
export function decided(fix: Fix): Fix {
  return fix.safety === 'safe' ? fix : { ...fix, objection: fix.objection ?? 'the file decides otherwise', safety: 'manual' };
}

/** Sets one value. */
export function setting(title: string, at: Site, value: Json): Fix {
  return { title, safety: 'review', ops: [{ op: 'set', at, value }] };
}
