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
  const title = fix.title.replace(/, (?:without )?which .*$/, '');
  return fitting([fullTitle(fix), plainTitle(fix), plainTitle({ ...fix, title }), title].map((words) => `${GRADES[fix.safety]}: ${words}`));
}

/** The first of some titles, each shorter than the one before, that fits into a menu; if none does, the last one up to a whole word. */
export function fitting(titles: readonly string[]): string {
  return titles.find(({ length }) => length <= MAX_TITLE) ?? cut(titles.at(-1) ?? '', MAX_TITLE);
}

/** Words that say nothing at the end of a title. */
const SAYS_NOTHING = new Set(['with', 'without', 'and', 'or', 'of', 'the', 'a', 'to', 'for', 'in', 'as', 'by', 'if', 'which']);

/** A text up to a whole word, or up to a part of a quotation, which is closed. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const part = text.slice(0, length - 2);
  if (part.split('"').length % 2 === 0) return part.endsWith('"') ? `${part.slice(0, -1).trimEnd()}…` : `${part}…"`;
  // the word that is cut goes; one that fills the whole title stays
  const words = part
    .slice(0, Math.max(part.lastIndexOf(' '), 0))
    .trimEnd()
    .split(' ');
  // nor does it end with a word that says nothing alone
  while (SAYS_NOTHING.has(words.at(-1) ?? '')) words.pop();
  const whole = words.join(' ').replace(/,$/, '');
  return `${whole.length > length / 2 ? whole : part}…`;
}
