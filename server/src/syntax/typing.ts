import type { Span } from '../text/text.ts';
import { follow, pathAt } from './navigate.ts';
import { parseFile } from './parse.ts';
import type { Path } from './site.ts';
import { documentAt, type PlacedDocument, type SourceFile } from './source-file.ts';

/** The word at a cursor, which a completion replaces. */
export interface Word {
  /** With its quotes; empty where nothing is written yet. Offsets in the file, on one line. */
  readonly span: Span;
  /** What is written before the cursor, without an opening quote. */
  readonly typed: string;
  readonly quote: '' | '"' | "'";
  /** What a value needs in front of it: a space directly behind a colon. */
  readonly lead: '' | ' ';
  /** What stands before it: nothing but indentation, or the last character before the blanks. */
  readonly after: '' | '-' | '?' | ':' | '[' | '{' | ',';
  /** A colon follows: it is a key already. */
  readonly hasColon: boolean;
  /** At most a comment follows on its line. */
  readonly isLast: boolean;
  /** The brackets that its line opens and does not close, as they would be closed. */
  readonly unclosed: string;
}

/** One way to read the word: as a value, as an item that still needs its dash, or as a key. */
export interface TypedAs {
  readonly as: 'value' | 'item' | 'key';
  /** The file with {@link STAND_IN} in place of the word. */
  readonly file: SourceFile;
  readonly placed: PlacedDocument;
  /** Of the value, or of the entry with that key. */
  readonly path: Path;
  /** It stands inside `[…]` or `{…}`. */
  readonly flow: boolean;
}

/** Stands for what is to be written: a character that no manifest has. */
const STAND_IN = '\uE001';

/** The word at an offset; `undefined` in a comment, and behind a blank in a text of several words. */
export function wordAt({ text, lines }: SourceFile, offset: number): Word | undefined {
  const line = lines.lineOf(offset);
  const start = lines.lineStart(line);
  const before = text.slice(start, offset);
  const after = /^[^\r\n]*/.exec(text.slice(offset, lines.lineStart(line + 1)))?.[0] ?? '';
  let from = 0;
  let separator = '' as Word['after'];
  let quote: Word['quote'] = '';
  let closed = -1;
  let unclosed = '';
  const begin = (at: number, behind: Word['after']) => {
    from = at;
    separator = behind;
  };
  for (let i = 0; i < before.length; i++) {
    const c = before[i] as string;
    const next = before[i + 1] ?? after[0] ?? '';
    if (quote !== '') {
      if (c === '\\' && quote === '"') i++;
      else if (c === quote) [quote, closed] = ['', i];
    } else if ((c === '"' || c === "'") && i === from) quote = c;
    else if (c === '#' && (i === 0 || isBlank(before[i - 1]))) return undefined;
    else if (i === from && isBlank(c)) from = i + 1;
    else if (i === from && (c === '-' || c === '?') && isBlank(next)) begin(i + 1, c);
    else if (c === '[' || c === '{' || c === ',') {
      begin(i + 1, c);
      if (c !== ',') unclosed = `${c === '[' ? ']' : '}'}${unclosed}`;
    } else if (c === unclosed[0]) unclosed = unclosed.slice(1);
    else if (c === ':' && i > from && (isBlank(next) || i === closed + 1)) begin(i + 1, c);
    else if (c === '\r' || c === '\uFEFF') from = i + 1;
  }
  const typed = before.slice(from + quote.length);
  if (quote === '' && (/\s/.test(typed) || closed >= from)) return undefined;
  const rest = quote === '' && typed === '' && after.startsWith('#') ? 0 : restOf(after, quote);
  return {
    span: { start: start + from, end: offset + rest },
    typed,
    quote,
    lead: separator === ':' && before[from - 1] === ':' ? ' ' : '',
    after: separator,
    hasColon: /^[ \t]*:(?:\s|$)/.test(after.slice(rest)),
    isLast: /^[ \t]*$|^[ \t]+#/.test(after.slice(rest)),
    unclosed: /[\]}]/.test(after) ? '' : unclosed,
  };
}

/** How many units behind the cursor belong to the word. */
function restOf(after: string, quote: Word['quote']): number {
  const closing = quote === '' ? -1 : after.indexOf(quote);
  return closing >= 0 ? closing + 1 : (/^(?:[^\s,[\]{}:]|:(?=[^\s,[\]{}]))*/.exec(after)?.[0].length ?? 0);
}

function isBlank(c: string | undefined): boolean {
  return c === undefined || c === '' || c === ' ' || c === '\t' || c === '\r';
}

/** What a word may be, by what stands before it. Each way costs a reading, and one that does not fit the text costs most. */
function waysOf({ text, lines }: SourceFile, { span, after }: Word): readonly TypedAs['as'][] {
  if (after === '-' || after === ',') return ['value', 'key'];
  if (after !== '') return after === '?' ? [] : [after === '{' ? 'key' : 'value'];
  const line = lines.lineOf(span.start);
  const column = span.start - lines.lineStart(line);
  let isNext = true;
  for (let above = line - 1; above >= 0; above--) {
    const [, indent = '', dash, rest = ''] = /^([ \t]*)(-(?=\s))?([^\r\n]*)/.exec(text.slice(lines.lineStart(above), lines.lineStart(above + 1))) ?? [];
    const content = rest.replace(/(?:^|\s)#.*$/, '').trimEnd();
    if (content === '' && dash === undefined) continue;
    // a value, a list or a map may begin below its key; in brackets, anything may follow a line
    if (isNext && /[:[{,]$/.test(content)) return ['value', 'item', 'key'];
    isNext = false;
    if (indent.length <= column) return [dash !== undefined && indent.length === column ? 'item' : 'key'];
  }
  return ['key'];
}

/**
 * How a word can be read: the text is read again with a stand-in in its place, so that the reader says where it belongs, also in half-typed
 * text. Where the text had no error, a stand-in makes none either.
 */
export function readingsOf(file: SourceFile, word: Word): TypedAs[] {
  const ways = waysOf(file, word);
  let most = problemsIn(file);
  let best: TypedAs[] = [];
  // an open bracket hides what stands in it: it is read as if it were closed, unless a line below does that
  const ends = most > 0 && word.unclosed !== '' ? ['', word.unclosed] : [''];
  for (const end of ends)
    for (const as of ways) {
      const read = readAs(file, word, as, end);
      const problems = read ? problemsIn(read.file) : Number.POSITIVE_INFINITY;
      if (!read || problems > most) continue;
      best = problems < most ? [read] : [...best, read];
      most = problems;
    }
  return best;
}

/** A text of {@link TypedAs} without the key that the word was read as. */
export function withoutWord(text: string): string {
  return text.replace(`${STAND_IN}: `, '');
}

function problemsIn({ documents }: SourceFile): number {
  return documents.reduce((sum, { document }) => sum + document.problems.length, 0);
}

function readAs(file: SourceFile, { span, lead, hasColon }: Word, as: TypedAs['as'], end: string): TypedAs | undefined {
  const front = as === 'item' ? '- ' : as === 'value' ? lead : '';
  const text = `${file.text.slice(0, span.start)}${front}${STAND_IN}${as === 'key' && !hasColon ? ': ' : ''}${end}${file.text.slice(span.end)}`;
  const read = parseFile(text, { previous: file });
  const at = span.start + front.length;
  const placed = documentAt(read, at);
  const found = placed && pathAt(placed.document, at - placed.span.start);
  if (!found || found.onKey !== (as === 'key')) return undefined;
  const isIt = found.onKey ? found.path.at(-1) === STAND_IN : found.node?.type === 'scalar' && found.node.text === STAND_IN;
  if (!isIt) return undefined;
  const holder = follow(placed.document, found.path.slice(0, -1))?.node;
  return { as, file: read, placed, path: found.path, flow: (holder?.type === 'map' || holder?.type === 'seq') && holder.flow };
}
