import type { Fix, FixWords, Safety } from '../fix/ops.ts';

/** How many characters a title has at most: longer ones make a menu as wide as the window, and editors cut them off. */
export const MAX_TITLE = 60;

const GRADES: Readonly<Record<Safety, string>> = { safe: 'Safe', review: 'Review', manual: 'Manual' };

/** What a fix does, its condition, its objection, and which others it changes. */
export function fullTitle({ title, reach, ...words }: FixWords): string {
  return [title, ...provisos(words), ...reachWords(reach)].join(', ');
}

/** What a fix does, and which others it changes: where its {@link provisos} stand beside it. */
export function plainTitle({ title, reach }: FixWords): string {
  return [title, ...reachWords(reach)].join(', ');
}

/** The condition of a fix and its objection. */
export function provisos({ condition, objection }: Omit<FixWords, 'title'>): string[] {
  return [...(condition ? [`${condition.word} ${condition.text}`] : []), ...(objection === undefined ? [] : [`though ${objection}`])];
}

function reachWords(reach: FixWords['reach']): string[] {
  if (!reach) return [];
  return ['only' in reach ? `only in "${reach.only}"` : `for ${reach.all === 2 ? 'both' : `all ${reach.all}`} ${reach.kind} that share it`];
}

/** The title of a fix in a menu: its grade as a word in front. What does not fit is left out: the list, the hover and the note after the fix have it. */
export function menuTitle(fix: FixWords & Pick<Fix, 'safety'>): string {
  const full = `${GRADES[fix.safety]}: ${fullTitle(fix)}`;
  return full.length <= MAX_TITLE ? full : short(`${GRADES[fix.safety]}: ${plainTitle(fix)}`);
}

/** A title that fits into a menu. */
export function short(title: string): string {
  return title.length <= MAX_TITLE ? title : `${title.slice(0, MAX_TITLE - 1).trimEnd()}…`;
}
