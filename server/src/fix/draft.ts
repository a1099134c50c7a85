import { byPosition, type Span, type TextEdit } from '../text/text.ts';
import type { Lines } from './lines.ts';
import type { KeyRank } from './order.ts';
import type { Style } from './style.ts';

/** Everything needed to write edits: the draft that collects them, and the style of new text. */
export interface Emitter {
  readonly draft: Draft;
  readonly lines: Lines;
  readonly style: Style;
  /** The document is JSON, which has no comments. */
  readonly json: boolean;
  /** The file is a template. */
  readonly templated: boolean;
  /** The order of keys: it decides where new keys go. */
  readonly rankOf: KeyRank;
}

/** Collects the edits of one document, and the conditions that they must meet. Offsets are relative to the document. */
export class Draft {
  readonly lines: Lines;
  /** Spans whose lines must not contain a template action. */
  readonly touched: Span[] = [];
  /** Offsets that must be in the same branch of a template. */
  readonly together: { readonly parent: number; readonly insertion: number }[] = [];
  /** Ends of missing or removed values. A template action that follows could print the rest of such a value, so none may. */
  readonly vacant: number[] = [];
  /** Ends of blocks below which lines are written. A printing template action that follows could continue the block, so none may. */
  readonly closed: number[] = [];
  /**
   * The entries that stay when others of their collection are removed. One of them must be in the same template branch as the
   * collection: otherwise the collection would be null if the template leaves out the branches of the others.
   */
  readonly remaining: { readonly parent: number; readonly entries: readonly number[] }[] = [];
  /** Comments in these spans are removed with the entry that they belong to. */
  readonly owned: Span[] = [];
  /** The comments that the edits add, with the `#`. */
  readonly written: string[] = [];
  readonly #edits: TextEdit[] = [];
  /** Those of the edits that write comments above a line. */
  readonly #above = new Set<TextEdit>();

  readonly #openScalars: readonly number[];

  /** @param openScalars the ends of block scalars whose value includes the last line break */
  constructor(lines: Lines, openScalars: readonly number[]) {
    this.lines = lines;
    this.#openScalars = openScalars;
  }

  /** Replaces text within its lines. */
  replace(start: number, end: number, newText: string): void {
    if (start === end && newText === '') return;
    this.touched.push({ start, end });
    this.#edits.push({ span: { start, end }, newText });
  }

  /** Removes whole lines, with the comments on them. */
  removeLines(span: Span): void {
    this.replace(span.start, span.end, '');
    this.owned.push(span);
  }

  /**
   * Writes lines below the content that ends at `contentEnd`.
   * @param parent an offset in the collection that gets the lines
   * @param at the offset at which the lines begin; by default the line after the content
   */
  insertBelow(contentEnd: number, lines: readonly string[], parent: number, at = this.lines.lineAfter(contentEnd)): void {
    const last = Math.max(0, contentEnd - 1);
    this.touched.push({ start: last, end: last });
    this.together.push({ parent, insertion: Math.min(at, this.lines.text.length) });
    this.together.push({ parent, insertion: contentEnd });
    this.#edits.push({ span: { start: at, end: at }, newText: lines.map((line) => line + this.lines.eol).join('') });
  }

  /** Writes comments on lines of their own above the line of `at`. */
  commentAbove(at: number, comments: readonly string[]): void {
    const start = this.lines.lineStart(at);
    const indent = this.lines.indentOf(at);
    this.touched.push({ start: at, end: at });
    const edit = { span: { start, end: start }, newText: comments.map((comment) => indent + comment + this.lines.eol).join('') };
    this.#above.add(edit);
    this.#edits.push(edit);
  }

  /**
   * Whether lines are written below a block scalar that ends with the text. Most readers give its value no line break then, and would give it
   * one before those lines; `yaml` reads both alike.
   */
  get lengthensScalar(): boolean {
    const { limit, text } = this.lines;
    if (limit === text.length || !this.#openScalars.includes(text.length)) return false;
    const isCut = this.#edits.some(({ span }) => span.start < limit && span.end > text.length);
    return !isCut && this.#edits.some(({ span, newText }) => span.start === limit && newText !== '');
  }

  /** The edits, sorted and disjoint, for the real text: without the final line break that {@link Lines} may have added. */
  finish(): TextEdit[] {
    const removals = this.#edits.filter((e) => e.span.end > e.span.start && e.newText === '');
    const moved = this.#edits.map((edit) => {
      if (edit.span.start !== edit.span.end) return edit;
      const around = removals.find((r) => r.span.start < edit.span.start && edit.span.start < r.span.end);
      if (!around) return edit;
      // what is above a line that moves up to a dash stays above it
      const at = this.#above.has(edit) ? this.lines.lineStart(around.span.start) : around.span.end;
      return { ...edit, span: { start: at, end: at } };
    });
    const edits = byPosition(moved);
    return this.lines.limit === this.lines.text.length ? edits : this.#withoutFinalBreak(edits);
  }

  /** Corrects the edits at the end of a text to which `Lines` added a final line break. */
  #withoutFinalBreak(edits: readonly TextEdit[]): TextEdit[] {
    const { limit, eol, text } = this.lines;
    const tail = edits.filter((e) => e.span.start === limit).map((e) => e.newText);
    const inner = edits.filter((e) => e.span.start < limit);
    const cut = inner.findIndex((e) => e.span.end > text.length);
    const addition = tail.join('');
    if (cut >= 0) {
      const edit = inner[cut] as TextEdit;
      inner[cut] = { span: { start: edit.span.start, end: text.length }, newText: edit.newText };
      if (addition !== '') return [...inner, { span: { start: text.length, end: text.length }, newText: addition.slice(0, -eol.length) }];
      return this.#dropBreakBefore(inner, cut);
    }
    if (addition === '') return inner;
    return [...inner, { span: { start: text.length, end: text.length }, newText: eol + addition.slice(0, -eol.length) }];
  }

  /** If the last lines are removed, removes the line break before them too. */
  #dropBreakBefore(edits: TextEdit[], from: number): TextEdit[] {
    let at = (edits[from] as TextEdit).span.start;
    for (let i = from - 1; i >= 0; i--) {
      const edit = edits[i] as TextEdit;
      if (edit.span.end !== at) break;
      if (edit.newText !== '') {
        if (edit.newText.endsWith(this.lines.eol)) edits[i] = { span: edit.span, newText: edit.newText.slice(0, -this.lines.eol.length) };
        return edits;
      }
      at = edit.span.start;
    }
    const { text } = this.lines;
    if (this.#openScalars.some((end) => this.lines.lineAfter(end) === at)) return edits;
    const width = text[at - 1] !== '\n' ? 0 : text[at - 2] === '\r' ? 2 : 1;
    return width === 0 ? edits : [...edits, { span: { start: at - width, end: at }, newText: '' }];
  }
}
