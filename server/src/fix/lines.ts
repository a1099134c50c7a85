import type { Comment } from '../syntax/clean/text-reader.ts';
import type { SourceFile } from '../syntax/source-file.ts';
import type { Span } from '../text/text.ts';

/** The line end of new text: CRLF if the file has one anywhere. */
export function lineEndOf({ text }: Pick<SourceFile, 'text'>): '\n' | '\r\n' {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/**
 * The lines of the text of one document. A text without a final line break is treated as if it had one: offsets reach up to
 * {@link Lines.limit}, and `Draft` removes the additional break again.
 */
export class Lines {
  readonly text: string;
  readonly comments: readonly Comment[];
  readonly eol: '\n' | '\r\n';
  /** The length of the text with its final line break. */
  readonly limit: number;

  constructor(text: string, comments: readonly Comment[], fallbackEol: '\n' | '\r\n') {
    this.text = text;
    this.comments = comments;
    const first = text.indexOf('\n');
    this.eol = first < 0 ? fallbackEol : text[first - 1] === '\r' ? '\r\n' : '\n';
    this.limit = text.endsWith('\n') ? text.length : text.length + this.eol.length;
  }

  /** The start of the line of `at`, after a byte order mark. */
  lineStart(at: number): number {
    const start = at === 0 ? 0 : this.text.lastIndexOf('\n', at - 1) + 1;
    return start === 0 && this.text.startsWith('\uFEFF') ? Math.min(1, Math.max(at, 1)) : start;
  }

  /** The end of the line of `at`, before its line break. */
  lineEnd(at: number): number {
    const next = this.text.indexOf('\n', at);
    if (next < 0) return this.text.endsWith('\r') ? Math.max(at, this.text.length - 1) : this.text.length;
    return next > at && this.text[next - 1] === '\r' ? next - 1 : next;
  }

  /** The start of the line after the content that ends at `end`; `end` itself if the content ends with a line break. */
  lineAfter(end: number): number {
    if (end > 0 && this.text[end - 1] === '\n') return end;
    const next = this.text.indexOf('\n', end);
    return next < 0 ? this.limit : next + 1;
  }

  /** The end of the line before the one that starts at `at`. */
  breakBefore(at: number): number {
    if (at > this.text.length || this.text[at - 1] !== '\n') return Math.min(at, this.text.length);
    return this.text[at - 2] === '\r' ? at - 2 : at - 1;
  }

  /** The end of the content in `[start, end)` without the blank lines that a block scalar keeps. */
  inkEnd(start: number, end: number): number {
    return this.text[end - 1] === '\n' ? start + this.text.slice(start, end).trimEnd().length : end;
  }

  /** The zero-based column of an offset, in UTF-16 units. */
  column(at: number): number {
    return at - this.lineStart(at);
  }

  /** Whether only white space stands before this offset on its line. */
  leads(at: number): boolean {
    return this.text.slice(this.lineStart(at), at).trim() === '';
  }

  /** The white space at the start of the line of `at`. */
  indentOf(at: number): string {
    const start = this.lineStart(at);
    return (/^[ \t]*/.exec(this.text.slice(start, this.lineEnd(start))) as RegExpExecArray)[0];
  }

  /** The comment after `at`, on the same line. */
  commentAfter(at: number): Comment | undefined {
    const end = this.lineEnd(at);
    return this.commentsIn(at, end + 1)[0];
  }

  /** The comments that begin in `[start, end)`. */
  commentsIn(start: number, end: number): Comment[] {
    let low = 0;
    let high = this.comments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.comments[middle] as Comment).start < start) low = middle + 1;
      else high = middle;
    }
    const found: Comment[] = [];
    for (let i = low; i < this.comments.length && (this.comments[i] as Comment).start < end; i++) found.push(this.comments[i] as Comment);
    return found;
  }

  /** The start of the spaces and tabs before `at`. */
  spaceBefore(at: number): number {
    let i = at;
    while (i > 0 && (this.text[i - 1] === ' ' || this.text[i - 1] === '\t')) i--;
    return i;
  }

  /** The end of the spaces and tabs after `at`. */
  spaceAfter(at: number): number {
    let i = at;
    while (this.text[i] === ' ' || this.text[i] === '\t') i++;
    return i;
  }

  /** From the start of an entry to the end of its lines. If its value is a block collection, comments below with deeper indentation belong to it. */
  owned(entry: { readonly start: number; readonly end: number; readonly value: { readonly kind: string; readonly flow?: boolean } }): Span {
    const { kind, flow } = entry.value;
    let end = this.lineAfter(entry.end);
    if ((kind === 'map' || kind === 'seq') && flow === false) {
      const column = this.column(entry.start);
      for (let at = end; at < this.text.length; ) {
        const first = this.spaceAfter(at);
        const stop = this.lineEnd(at);
        if (this.text[first] === '#' && first - at > column) end = this.lineAfter(stop);
        else if (first < stop) break;
        const next = this.text.indexOf('\n', stop);
        if (next < 0) break;
        at = next + 1;
      }
    }
    return { start: entry.start, end };
  }
}
