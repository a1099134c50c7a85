import type { Fix, FixWords, Safety } from '../fix/ops.ts';

/** How many characters a title has at most: longer ones make a menu as wide as the window, and editors cut them off. */
export const MAX_TITLE = 60;

const GRADES: Readonly<Record<Safety, string>> = { safe: 'Safe', review: 'Review', manual: 'Manual' };

/** What a fix does, its condition, its objection, and which others it changes. */
export function fullTitle({ title, condition, objection, reach }: FixWords): string {
  const parts = [title];
  if (condition) parts.push(`${condition.word} ${condition.text}`);
  if (objection !== undefined) parts.push(`though ${objection}`);
  if (reach) parts.push('only' in reach ? `only in "${reach.only}"` : `for ${reach.all === 2 ? 'both' : `all ${reach.all}`} ${reach.kind} that share it`);
  return parts.join(', ');
}

/** The title of a fix in a menu: its grade as a word in front. What does not fit is left out: the list, the hover and the note after the fix have it. */
export function menuTitle(fix: FixWords & Pick<Fix, 'safety'>): string {
  const graded = (words: FixWords) => `${GRADES[fix.safety]}: ${fullTitle(words)}`;
  const full = graded(fix);
  return full.length <= MAX_TITLE ? full : short(graded({ title: fix.title, reach: fix.reach }));
}

/** A title that fits into a menu. */
export function short(title: string): string {
  return title.length <= MAX_TITLE ? title : `${title.slice(0, MAX_TITLE - 1).trimEnd()}…`;
}
