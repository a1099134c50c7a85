/** Where a line starts. Offsets and lengths are UTF-16 units of the text. */
export interface Start {
  readonly line: number;
  /** Where its content starts. */
  readonly content: number;
  /** The length of its first word. */
  readonly word: number;
  /** The number of columns by which it is indented. */
  readonly column: number;
}

/** A line of a block collection: it begins entries of lists, then a key, or it goes on with a plain text. */
export interface Line extends Start {
  /** The columns of the dashes with which it begins. */
  readonly dashes: readonly number[];
  /** The column of its key; `undefined` if it has none. */
  readonly key: number | undefined;
  /** Its last entry has no value yet: what follows may be deeper. */
  readonly opens: boolean;
}

const DASH = /^-(?: +|$)/;

/** The start of an entry: a plain or quoted key with its colon. */
const KEY = /^(?:(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*')[ \t]*|[^\s#"'[\]{},&*!|>%@`?-][^#\n]*?|[-?][^\s#][^#\n]*?):(?=[ \t\r\n]|$)/;

/**
 * The lines of a text that begin an entry or go on with a plain text: without comments, and without the insides of other scalars and of flow
 * collections. Takes linear time.
 * @param tabWidth how many columns a tab stands for
 */
export function linesOf(text: string, tabWidth: number): Line[] {
  const lines: Line[] = [];
  const ends = new Ends(text);
  let inside = -1; // in a block scalar: the column that its lines exceed
  let first = false; // its first line, which says where the others stand, is still to come
  for (let next = 0; next < text.length; ) {
    const start = next;
    const end = lineEnd(text, start);
    next = end + 1;
    const [lead, white] = /^\uFEFF?([ \t]*)/.exec(text.slice(start, end)) as unknown as [string, string];
    const content = start + lead.length;
    const column = widthOf(white, tabWidth);
    const rest = text.slice(content, end).trimEnd();
    if (rest === '' || (inside < 0 && rest.startsWith('#'))) continue;
    if (inside >= 0 && column > inside) {
      if (first) inside = column - 1;
      first = false;
      continue;
    }
    inside = -1;
    if (rest.startsWith('#')) continue;
    if (column === 0 && /^(?:---(?:\s|$)|\.\.\.|%)/.test(rest)) continue;
    const dashes: number[] = [];
    let at = 0;
    for (let dash = DASH.exec(rest); dash; dash = DASH.exec(rest.slice(at))) {
      dashes.push(column + at);
      at += dash[0].length;
    }
    const key = KEY.exec(rest.slice(at));
    const value = rest.slice(at + (key?.[0].length ?? 0)).replace(/^[ \t]*(?:[&!]\S*[ \t]*)*/, '');
    const entry = key !== null || dashes.length > 0;
    if (entry && /^[|>][\d+-]{0,2}(?:[ \t]+#.*)?$/.test(value)) inside = key ? column + at : (dashes.at(-1) as number);
    first = inside >= 0;
    if (/^["'[{]/.test(value)) next = Math.max(next, lineEnd(text, ends.after(content + rest.length - value.length)) + 1);
    lines.push({
      line: start,
      content,
      word: rest.search(/\s|$/),
      column,
      dashes,
      key: key ? column + at : undefined,
      opens: entry && /^(?:#.*)?$/.test(value),
    });
  }
  // a dash with nothing behind it and below it is half-typed
  return lines.filter(({ dashes, key, opens, column }, i) => {
    const next = lines[i + 1];
    return dashes.length === 0 || key !== undefined || !opens || (next && (next.column > column || (next.column === column && next.dashes.length > 0)));
  });
}

function widthOf(white: string, tabWidth: number): number {
  return white.length + (white.split('\t').length - 1) * (tabWidth - 1);
}

/** The lines that are indented with a tab, also those inside of a scalar or a flow collection. YAML does not allow it, but for comments. */
export function tabbedLines(text: string, tabWidth: number): Start[] {
  return [...text.matchAll(/^( *\t[ \t]*)([^\s#]\S*)/gm)].map(({ index, 1: white = '', 2: word = '' }) => ({
    line: index,
    content: index + white.length,
    word: word.length,
    column: widthOf(white, tabWidth),
  }));
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** Finds the ends of quoted scalars and flow collections. */
class Ends {
  /** How many UTF-16 units may still be looked at. Of many brackets that are never closed, each would be looked for up to the end of the text. */
  private budget: number;

  constructor(private readonly text: string) {
    this.budget = 4 * text.length;
  }

  /** The offset behind what begins at `at`; `at` itself if it is never closed. */
  after(at: number): number {
    let depth = 0;
    for (let i = at; i < this.text.length && this.budget > 0; i++) {
      this.budget--;
      const c = this.text[i] as string;
      if (c === '"' || c === "'") {
        const close = this.quote(i, c);
        if (close < 0) return at;
        i = close;
      } else if (c === '#' && /\s/.test(this.text[i - 1] ?? '')) i = lineEnd(this.text, i);
      else if (c === '[' || c === '{') depth++;
      else if (c === ']' || c === '}') depth--;
      if (depth <= 0) return i + 1;
    }
    return at;
  }

  /** The offset of the quotation mark that closes the one at `open`; -1 if there is none. */
  private quote(open: number, mark: string): number {
    for (let i = open + 1; i < this.text.length && this.budget > 0; i++) {
      this.budget--;
      if (mark === '"' && this.text[i] === '\\') i++;
      else if (this.text[i] === mark) {
        if (mark === '"' || this.text[i + 1] !== mark) return i;
        i++;
      }
    }
    return -1;
  }
}
