import type { Span } from '../../text/text.ts';
import type { SyntaxProblem } from '../source-file.ts';

/** A comment: its offsets, and its text with the `#`, without the blanks at its end. */
export interface Comment extends Span {
  readonly text: string;
}

/** The text has something that only `yaml` reads: see {@link notClean}. */
class NotClean extends Error {}
// one object for all texts: making a new one with its stack takes longer than reading
const NOT_CLEAN = new NotClean('not clean');

/** Ends the reading: the text is broken, or written in a way that is left to `yaml`. */
export function notClean(): never {
  throw NOT_CLEAN;
}

/** What `read` returns; `undefined` if it met something that is not clean, or if the text is nested too deeply for the stack. */
export function ifClean<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error === NOT_CLEAN || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The codes of the characters that have a meaning in YAML. */
export const CODE = {
  tab: 9,
  newline: 10,
  return: 13,
  space: 32,
  doubleQuote: 34,
  hash: 35,
  ampersand: 38,
  singleQuote: 39,
  asterisk: 42,
  comma: 44,
  dash: 45,
  colon: 58,
  greater: 62,
  question: 63,
  openBracket: 91,
  closeBracket: 93,
  openBrace: 123,
  pipe: 124,
  closeBrace: 125,
  backslash: 92,
} as const;

/** Nested collections beyond this are left to `yaml`, which says that they are too deep. */
const MAX_DEPTH = 100;

/** A place in a text that is read from its start to its end. Offsets are UTF-16 units. */
export class TextReader {
  at = 0;
  /** The column of the content at `at`, as {@link toContent} found it; -1 at the end of the text. */
  column = -1;
  readonly comments: Comment[] = [];
  readonly problems: SyntaxProblem[] = [];
  #depth = 0;
  /** Content was found. From then on, no marker of a document may follow. */
  #isStarted = false;

  constructor(readonly text: string) {}

  /** The code of the character at `at`; NaN at the end of the text. */
  get code(): number {
    return this.text.charCodeAt(this.at);
  }

  /** Moves from the start of a line to the next content, over empty lines and comments, and sets `column`. */
  toContent(): void {
    const { text } = this;
    for (;;) {
      let at = this.at;
      while (text.charCodeAt(at) === CODE.space) at++;
      const code = text.charCodeAt(at);
      if (code === CODE.newline) this.at = at + 1;
      else if (code === CODE.return) this.at = this.#afterReturn(at);
      else if (code === CODE.hash) this.comment(at);
      else {
        this.column = at < text.length ? at - this.at : -1;
        this.at = at;
        if (code === CODE.tab || (this.#isStarted && this.isMarker)) notClean();
        this.#isStarted = true;
        return;
      }
    }
  }

  /** Whether a marker that starts or ends a document may stand at `at`. */
  get isMarker(): boolean {
    return this.column === 0 && (this.text.startsWith('---', this.at) || this.text.startsWith('...', this.at));
  }

  /** Moves over blanks. */
  skipSpaces(): void {
    const { text } = this;
    while (text.charCodeAt(this.at) === CODE.space) this.at++;
  }

  /** Moves from the end of a value over blanks and a comment to the start of the next line. Anything else there is not clean. */
  endLine(): void {
    const from = this.at;
    this.skipSpaces();
    const { code } = this;
    if (code === CODE.newline) this.at++;
    else if (code === CODE.return) this.at = this.#afterReturn(this.at);
    else if (code === CODE.hash && (this.at > from || this.#isBlankBefore())) this.comment(this.at);
    else if (this.at < this.text.length) notClean();
  }

  #isBlankBefore(): boolean {
    return this.at === 0 || this.text.charCodeAt(this.at - 1) === CODE.space;
  }

  /** Notes the comment that begins at an offset, and moves to the start of the next line. */
  comment(start: number): void {
    const { text } = this;
    const newline = text.indexOf('\n', start);
    const lineEnd = newline < 0 ? text.length : newline;
    const end = newline > 0 && text.charCodeAt(newline - 1) === CODE.return ? newline - 1 : lineEnd;
    this.comments.push({ start, end, text: text.slice(start, end).trimEnd() });
    this.at = newline < 0 ? lineEnd : newline + 1;
  }

  /** Whether the line ends at `at`. */
  get isLineEnd(): boolean {
    const { code } = this;
    if (code === CODE.return) this.#afterReturn(this.at);
    return code === CODE.newline || code === CODE.return || this.at >= this.text.length;
  }

  /** The offset after the line break whose first character is at an offset. */
  #afterReturn(at: number): number {
    return this.text.charCodeAt(at + 1) === CODE.newline ? at + 2 : notClean();
  }

  /** Whether the character at an offset is a blank, a line break or the end. */
  isBlank(at: number): boolean {
    const code = this.text.charCodeAt(at);
    return code === CODE.space || code === CODE.newline || (code === CODE.return && this.text.charCodeAt(at + 1) === CODE.newline) || at >= this.text.length;
  }

  /** Whether an item of a block list begins at `at`. */
  get isItem(): boolean {
    return this.code === CODE.dash && this.isBlank(this.at + 1);
  }

  /** Calls `read` one level deeper. */
  nested<T>(read: () => T): T {
    if (++this.#depth > MAX_DEPTH) notClean();
    const node = read();
    this.#depth--;
    return node;
  }
}
