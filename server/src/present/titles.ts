import type { FixWords } from '../fix/ops.ts';

/** Longer titles make a menu as wide as the window. */
const MAX_TITLE = 120;

/** What a fix does, its condition, its objection, and which others it changes. */
export function fullTitle({ title, condition, objection, reach }: FixWords): string {
  const parts = [title];
  if (condition) parts.push(`${condition.word} ${condition.text}`);
  if (objection !== undefined) parts.push(`though ${objection}`);
  if (reach) parts.push('only' in reach ? `only in "${reach.only}"` : `for ${reach.all === 2 ? 'both' : `all ${reach.all}`} ${reach.kind} that share it`);
  return parts.join(', ');
}

/** The title for a menu. A long condition is left out: the note after the fix has it. */
export function menuTitle(fix: FixWords): string {
  const full = fullTitle(fix);
  return full.length <= MAX_TITLE || !fix.condition ? full : fullTitle({ title: fix.title, reach: fix.reach });
}
