import { type Line, linesOf, type Start, tabbedLines } from './outline.ts';

/** A line whose indentation fits none of the lines around it. */
export interface WrongLine extends Start {
  /** The column of its siblings. */
  readonly wanted: number;
  /** It is indented with a tab. */
  readonly tab: boolean;
}

/** A text in which every wrong line stands in the column of its siblings. */
export interface Reindented {
  readonly text: string;
  /** The wrong lines, in order; of several that are wrong together, the first tells it. */
  readonly wrong: readonly WrongLine[];
  /** The offset in the text as written of an offset in `text`. */
  readonly original: (offset: number) => number;
}

/** The columns that a tab may stand for; the first that fits the most lines is taken. */
const TAB_WIDTHS = [2, 4, 8];

/**
 * Moves the lines whose indentation is wrong to the column of their siblings. `undefined` if there are none. For a text that is not YAML
 * as it stands: in one that is, each line has the meaning that YAML gives it.
 */
export function reindented(text: string): Reindented | undefined {
  const readings = (/^[ ]*\t[ \t]*[^\s#]/m.test(text) ? TAB_WIDTHS : [0]).map((width) => wrongLines(text, width));
  const wrong = readings.reduce((best, one) => (one.length < best.length ? one : best));
  if (wrong.length === 0) return undefined;
  const moved: { readonly now: number; readonly was: number }[] = [];
  let now = '';
  let from = 0;
  for (const { line, content, wanted } of wrong) {
    now += text.slice(from, line) + ' '.repeat(wanted);
    from = content;
    moved.push({ now: now.length, was: content });
  }
  const original = (offset: number): number => {
    let next = 0; // the first moved line whose content starts behind the offset
    for (let end = moved.length; next < end; ) {
      const middle = (next + end) >> 1;
      if ((moved[middle] as { now: number }).now <= offset) next = middle + 1;
      else end = middle;
    }
    const before = moved[next - 1] ?? { now: 0, was: 0 };
    // an offset within an indentation stays in it
    return Math.min(offset - before.now + before.was, moved[next]?.was ?? Number.POSITIVE_INFINITY);
  };
  const firstTab = wrong.find(({ tab }) => tab);
  const told = wrong.filter((line, i) => {
    if (line.tab) return line === firstTab;
    const last = wrong[i - 1];
    return !last || last.tab || last.column !== line.column || last.wanted !== line.wanted;
  });
  return { text: now + text.slice(from), wrong: told, original };
}

/** A block collection that is open where a line starts. */
interface Level {
  readonly column: number;
  readonly list: boolean;
  /** The index of the line whose key or dash holds it; -1 at the root. */
  readonly owner: number;
  /** The index of its first line. */
  readonly first: number;
}

/** A line that can stand in none of the open collections. */
interface Misfit {
  readonly at: number;
  readonly levels: readonly Level[];
  /** The index of the line before it. */
  readonly last: number;
}

/** How many lines the search for wrong ones may look at again: enough for a few in a document of a thousand lines. */
const BUDGET = 100_000;
/** A move that makes so many more lines fit is as good as one for all. */
const HORIZON = 200;

function wrongLines(text: string, tabWidth: number): WrongLine[] {
  // in a flow collection, indentation means nothing
  if (/^\uFEFF?\s*[[{]/.test(text)) return [];
  const lines = linesOf(text, tabWidth);
  const columns = lines.map(({ column }) => column);
  const given = new Set<number>();
  const steps = usualSteps(lines);
  let budget = BUDGET;
  for (let { misfit } = scan(lines, columns, given, steps); misfit && budget > 0; misfit = scan(lines, columns, given, steps).misfit) {
    const until = misfit.at + HORIZON;
    let best: { readonly move: Move; readonly costs: readonly number[] } | undefined;
    for (const move of movesFor(misfit, lines, columns)) {
      const { misfit: next, odd } = scan(lines, columns.with(move.index, move.column), given, steps, until);
      budget -= Math.min(until, lines.length);
      const reach = next?.at ?? until;
      const costs = [-reach, Math.abs(move.column - (columns[move.index] as number)), odd, -move.index, -move.column];
      if (reach > misfit.at && (!best || isLess(costs, best.costs))) best = { move, costs };
    }
    if (best) columns[best.move.index] = best.move.column;
    else given.add(misfit.at);
  }
  const tabbed = (tabWidth > 0 ? tabbedLines(text, tabWidth) : []).map((line): [number, WrongLine] => [line.line, { ...line, wanted: line.column, tab: true }]);
  const wrong = new Map(tabbed);
  for (const [i, line] of lines.entries()) {
    const wanted = columns[i] as number;
    if (wanted !== line.column) wrong.set(line.line, { ...line, wanted, tab: wrong.has(line.line) });
  }
  return [...wrong.values()].sort((a, b) => a.line - b.line);
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
  const i = a.findIndex((n, at) => n !== b[at]);
  return i >= 0 && (a[i] as number) < (b[i] as number);
}

/** By how many columns what a key holds is usually deeper than the key. */
interface Steps {
  readonly map: number;
  readonly list: number;
}

function usualSteps(lines: readonly Line[]): Steps {
  const most = (list: boolean): number => {
    const counts = new Map<number, number>();
    for (const [i, { opens, key }] of lines.entries()) {
      const next = lines[i + 1];
      const by = (next?.column ?? 0) - (key ?? Number.POSITIVE_INFINITY);
      if (opens && next && list === next.dashes.length > 0 && by >= (list ? 0 : 1)) counts.set(by, (counts.get(by) ?? 0) + 1);
    }
    return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 2;
  };
  return { map: most(false), list: most(true) };
}

/**
 * Goes through the lines up to the first that fits nowhere, or to the one at `until`. `odd` counts what is strange though it fits: keys that
 * hold something by another step than usual, and keys that hold nothing.
 * @param columns where the lines stand
 * @param given the lines that fit nowhere, wherever they stand
 */
function scan(
  lines: readonly Line[],
  columns: readonly number[],
  given: ReadonlySet<number>,
  steps: Steps,
  until = lines.length,
): { readonly misfit: Misfit | undefined; readonly odd: number } {
  let levels: Level[] = [];
  let last = -1;
  let odd = 0;
  for (let at = 0; at < lines.length && at < until; at++) {
    const line = lines[at] as Line;
    const column = columns[at] as number;
    const list = line.dashes.length > 0;
    const left = levels.filter((level) => level.column <= column);
    const nothingEnds = left.length === levels.length;
    // the dashes of a list may stand below the key that holds it
    if (!list && left.at(-1)?.list && left.at(-1)?.column === column && left.at(-2)?.column === column) left.pop();
    const top = left.at(-1);
    const opened = last < 0 || (lines[last] as Line).opens;
    const child = opened && nothingEnds && (!top || column > top.column || (list && !top.list && column === top.column));
    if (!child && (top?.column !== column || top.list !== list)) {
      // a text goes on in the next line
      if (given.has(at) || (!list && line.key === undefined)) continue;
      return { misfit: { at, levels, last }, odd };
    }
    if (child ? top && column - top.column !== (list ? steps.list : steps.map) : opened) odd++;
    if (child) left.push({ column, list, owner: last, first: at });
    const inItem = (inner: number, of: boolean) => left.push({ column: inner + column - line.column, list: of, owner: at, first: at });
    for (const dash of line.dashes.slice(1)) inItem(dash, true);
    if (list && line.key !== undefined) inItem(line.key, false);
    levels = left;
    last = at;
  }
  return { misfit: undefined, odd };
}

/** A line, by its index, in another column. */
interface Move {
  readonly index: number;
  readonly column: number;
}

/** What may have been meant: the line, the one before it, or one that began a collection around it stands in another column. */
function movesFor({ at, levels, last }: Misfit, lines: readonly Line[], columns: readonly number[]): Move[] {
  const indexes = [at, last, ...levels.flatMap(({ first, owner }) => [first, owner])].filter((index) => index >= 0);
  const own = columns[at] as number;
  const next = columns[at + 1] ?? own;
  const known = [...levels.map(({ column }) => column), own, next];
  return [...new Set(indexes)].flatMap((index) => {
    const line = lines[index] as Line;
    const from = columns[index] as number;
    const inItem = (line.key ?? line.column) - line.column;
    const wanted = new Set([...known, next - inItem, own - inItem, from + 1, from - 1, from + 2, from - 2]);
    return [...wanted].filter((column) => column >= 0 && column !== from && keepsChild(index, column, lines, columns)).map((column) => ({ index, column }));
  });
}

/** Whether what a line holds, if it is deeper, still is in it at another column. */
function keepsChild(index: number, column: number, lines: readonly Line[], columns: readonly number[]): boolean {
  const [line, next] = [lines[index] as Line, lines[index + 1]];
  const below = columns[index + 1] as number;
  if (!line.opens || !next || below <= (columns[index] as number)) return true;
  return column < below || (column === below && next.dashes.length > 0);
}
