/**
 * Positions and edits in one text. Everything is counted in UTF-16 units, as JavaScript, `yaml` and the Language Server Protocol do.
 */

/** A half-open range of UTF-16 offsets: `start` is in it, `end` is not. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Replaces the text of `span` by `newText`. An empty span inserts. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

declare const editSetBrand: unique symbol;
/** Edits of one text: sorted by position and disjoint. {@link editSet} is the only constructor. */
export type EditSet = readonly TextEdit[] & { readonly [editSetBrand]: true };

/** Edits by position; those at the same position in the order given. */
export function byPosition(edits: readonly TextEdit[]): TextEdit[] {
  return [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

/**
 * Sorts edits. Insertions at the same offset are joined to one edit, in the order given.
 * @throws RangeError if two edits overlap: that is a bug of the caller.
 */
export function editSet(edits: readonly TextEdit[]): EditSet {
  const out: TextEdit[] = [];
  for (const edit of byPosition(edits)) {
    const last = out.at(-1);
    if (last && edit.span.start < last.span.end) throw new RangeError(`edits overlap at ${edit.span.start}`);
    if (last && last.span.start === last.span.end && last.span.end === edit.span.start) {
      out[out.length - 1] = { span: { start: last.span.start, end: edit.span.end }, newText: last.newText + edit.newText };
    } else out.push(edit);
  }
  return out as unknown as EditSet;
}

/** Returns the text after the edits. */
export function applyEdits(text: string, edits: EditSet): string {
  let out = '';
  let at = 0;
  for (const { span, newText } of edits) {
    out += text.slice(at, span.start) + newText;
    at = span.end;
  }
  return out + text.slice(at);
}

/** Where a text differs from the text before it: `start` to `end` became `start` to `end + by`. */
export interface Change extends Span {
  readonly by: number;
}

/** The smallest change that leads from one text to another. */
export function changeBetween(before: string, after: string): Change {
  const length = Math.min(before.length, after.length);
  const start = mostAlike(length, (from, to) => before.slice(from, to) === after.slice(from, to));
  const isAlikeFromEnd = (from: number, to: number) =>
    before.slice(before.length - to, before.length - from) === after.slice(after.length - to, after.length - from);
  return { start, end: before.length - mostAlike(length - start, isAlikeFromEnd), by: after.length - before.length };
}

/** How many units are alike. Strings are compared many times faster than their units one by one. */
function mostAlike(length: number, isAlike: (from: number, to: number) => boolean): number {
  let [alike, unknown] = [0, length];
  while (alike < unknown) {
    const middle = (alike + unknown + 1) >> 1;
    if (isAlike(alike, middle)) alike = middle;
    else unknown = middle - 1;
  }
  return alike;
}

/** A position as the Language Server Protocol counts it: zero-based line, zero-based column in UTF-16 units. */
export interface LineColumn {
  readonly line: number;
  readonly character: number;
}

/** A range of a text as the Language Server Protocol writes it: `end` is not in it. */
export interface LineRange {
  readonly start: LineColumn;
  readonly end: LineColumn;
}

/**
 * Translates between offsets and lines of one text. `\n`, `\r\n` and a lone `\r` each end a line. Offsets and lines past the end mean
 * the end.
 */
export class LineIndex {
  readonly #starts: number[];
  readonly #length: number;

  /** @param before the lines of the text before a change: only what changed is then read */
  constructor(text: string, before?: { readonly lines: LineIndex; readonly change: Change }) {
    const { start, end, by } = before?.change ?? { start: 0, end: 0, by: text.length };
    const known = before ? before.lines.#starts : [0];
    // whether a line starts somewhere is decided by the units on both sides
    const kept = before ? Math.max(1, before.lines.#startsBelow(start)) : 1;
    const starts = known.slice(0, kept);
    for (let i = Math.max(0, start - 1); i < end + by; i++) {
      const c = text.charCodeAt(i);
      if (c === 10) starts.push(i + 1);
      else if (c === 13 && text.charCodeAt(i + 1) !== 10) starts.push(i + 1);
    }
    for (let i = Math.max(kept, before ? before.lines.#startsBelow(end + 1) : 1); i < known.length; i++) starts.push((known[i] as number) + by);
    this.#starts = starts;
    this.#length = text.length;
  }

  /** How many lines start before an offset. */
  #startsBelow(offset: number): number {
    const line = this.lineOf(offset);
    return (this.#starts[line] as number) < offset ? line + 1 : line;
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** The offset at which a zero-based line begins; lines past the end give the length of the text. */
  lineStart(line: number): number {
    return this.#starts[line] ?? this.#length;
  }

  /** Where the lines behind the one of an offset start, up to the line `last`, relative to that offset. */
  startsAfter(offset: number, last: number): readonly number[] {
    return this.#starts.slice(this.lineOf(offset) + 1, last + 1).map((start) => start - offset);
  }

  /** Whether the lines behind an offset start there. */
  haveStarts(offset: number, starts: readonly number[]): boolean {
    const first = this.lineOf(offset) + 1;
    return starts.every((start, i) => this.#starts[first + i] === start + offset);
  }

  /** The zero-based line of an offset. */
  lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The line and column of an offset. */
  position(offset: number): LineColumn {
    const bounded = Math.max(0, Math.min(offset, this.#length));
    const line = this.lineOf(bounded);
    return { line, character: bounded - (this.#starts[line] as number) };
  }

  /** A span in lines and columns. */
  range(span: Span): LineRange {
    return { start: this.position(span.start), end: this.position(span.end) };
  }

  /** The offset of a line and column; a column past the end of its line gives the start of the next line. */
  offset(position: LineColumn): number {
    const start = this.lineStart(position.line);
    const next = position.line + 1 < this.#starts.length ? (this.#starts[position.line + 1] as number) : this.#length;
    return Math.max(start, Math.min(start + position.character, next));
  }
}
