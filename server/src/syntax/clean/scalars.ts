import type { AliasNode, ScalarNode } from '../tree.ts';
import { CODE, notClean, type TextReader } from './text-reader.ts';

/** No plain scalar begins with these. Those with a meaning of their own were looked at before. */
const NEVER_FIRST = new Set([...',[]{}#&*!|>\'"%@`'].map((one) => one.charCodeAt(0)));

/** Whether a character is punctuation of flow collections. */
export function isFlowIndicator(code: number): boolean {
  return code === CODE.comma || code === CODE.openBracket || code === CODE.closeBracket || code === CODE.openBrace || code === CODE.closeBrace;
}

/** A scalar with its content. */
export function scalar(text: string, style: ScalarNode['style'], start: number, end: number): ScalarNode {
  return { type: 'scalar', text, style, span: { start, end } };
}

/**
 * Reads the part of a plain scalar that is on this line. It ends before a colon that makes it a key, a comment, the end of the line or, in a
 * flow collection, before its punctuation; the reader is then there.
 */
export function plainLine(reader: TextReader, inFlow: boolean): ScalarNode {
  const { text, at: start } = reader;
  const first = text.charCodeAt(start);
  const second = text.charCodeAt(start + 1);
  const isIndicator = first === CODE.dash || first === CODE.question || first === CODE.colon;
  if (NEVER_FIRST.has(first) || (isIndicator && (reader.isBlank(start + 1) || second === CODE.tab || (inFlow && isFlowIndicator(second))))) notClean();
  const { length } = text;
  let at = start;
  let end = start;
  for (; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code === CODE.space) {
      if (text.charCodeAt(at + 1) === CODE.hash) break;
      continue;
    }
    if (code === CODE.newline) break;
    if (code === CODE.colon) {
      const next = text.charCodeAt(at + 1);
      if (reader.isBlank(at + 1) || (inFlow && isFlowIndicator(next))) break;
      if (next === CODE.tab) notClean();
    } else if (code === CODE.return) {
      if (!reader.isBlank(at)) notClean();
      break;
    } else if (code === CODE.tab) notClean();
    else if (inFlow && isFlowIndicator(code)) break;
    end = at + 1;
  }
  reader.at = at;
  return scalar(text.slice(start, end), 'plain', start, end);
}

/**
 * Reads the lines on which a plain scalar goes on, and moves to the next content.
 * @param parent the column that the lines must be beyond
 */
export function plainRest(reader: TextReader, first: ScalarNode, parent: number): ScalarNode {
  const { text } = reader;
  const { start } = first.span;
  let { end } = first.span;
  let content = first.text;
  const { length } = reader.comments;
  reader.endLine();
  let from = reader.at;
  reader.toContent();
  while (reader.column > parent) {
    if (reader.comments.length > length) notClean();
    let breaks = 0;
    for (let at = text.indexOf('\n', from); at >= 0 && at < reader.at; at = text.indexOf('\n', at + 1)) breaks++;
    // a line that goes on may begin with any character
    const line = continued(reader);
    content += (breaks === 0 ? ' ' : '\n'.repeat(breaks)) + text.slice(line.start, line.end);
    end = line.end;
    reader.endLine();
    from = reader.at;
    reader.toContent();
  }
  return scalar(content, 'plain', start, end);
}

function continued(reader: TextReader): { readonly start: number; readonly end: number } {
  const { text, at: start } = reader;
  if (text.charCodeAt(start) === CODE.hash) notClean();
  let at = start;
  let end = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === CODE.space) continue;
    if (code === CODE.newline || code === CODE.return) break;
    // a key, or a comment, ends the scalar in the middle of the line
    if (code === CODE.tab || (code === CODE.colon && reader.isBlank(at + 1)) || (code === CODE.hash && at > start && text.charCodeAt(at - 1) === CODE.space))
      notClean();
    end = at + 1;
  }
  reader.at = at;
  return { start, end };
}

/**
 * Reads a quoted scalar, and moves behind its closing quote.
 * @param parent the column that its other lines must be beyond
 */
export function quoted(reader: TextReader, parent: number): ScalarNode {
  const { text, at: start } = reader;
  const single = text.charCodeAt(start) === CODE.singleQuote;
  const close = single ? singleQuoteEnd(text, start + 1) : doubleQuoteEnd(text, start + 1);
  const raw = text.slice(start + 1, close);
  const escaped = raw.includes(single ? "''" : '\\');
  const isLong = raw.includes('\n');
  if (!isLong && raw.includes('\r')) notClean();
  if (isLong && ((escaped && !single) || parent < 0)) notClean();
  const unfolded = isLong ? folded(raw, parent) : raw;
  const content = !escaped ? unfolded : single ? unfolded.replaceAll("''", "'") : unescaped(unfolded);
  reader.at = close + 1;
  return scalar(content, single ? 'single' : 'double', start, close + 1);
}

function singleQuoteEnd(text: string, from: number): number {
  let at = text.indexOf("'", from);
  while (at >= 0 && text.charCodeAt(at + 1) === CODE.singleQuote) at = text.indexOf("'", at + 2);
  return at < 0 ? notClean() : at;
}

function doubleQuoteEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === CODE.doubleQuote) return at;
    if (code === CODE.backslash) at++;
  }
  return notClean();
}

/** Folds the lines of a quoted scalar: a line break is a blank, and each empty line is a line break. */
function folded(raw: string, parent: number): string {
  if (raw.includes('\t')) notClean();
  const lines = raw.split('\n').map((line, i, { length }) => {
    const own = i < length - 1 && line.endsWith('\r') ? line.slice(0, -1) : line;
    return own.includes('\r') ? notClean() : own;
  });
  let content = spacesTrimmed(lines[0] as string, false);
  let breaks = 0;
  for (const [i, line] of lines.entries()) {
    if (i === 0) continue;
    const isLast = i === lines.length - 1;
    const start = indentOf(line);
    // the closing quote alone counts, too
    if ((start < line.length || isLast) && start <= parent) notClean();
    const own = isLast ? line.slice(start) : spacesTrimmed(line, true);
    if (own === '' && !isLast) {
      breaks++;
      continue;
    }
    content += (breaks === 0 ? ' ' : '\n'.repeat(breaks)) + own;
    breaks = 0;
  }
  return content;
}

/** The blanks that a line begins with. */
export function indentOf(line: string): number {
  let at = 0;
  while (line.charCodeAt(at) === CODE.space) at++;
  return at;
}

function spacesTrimmed(line: string, both: boolean): string {
  let end = line.length;
  while (end > 0 && line.charCodeAt(end - 1) === CODE.space) end--;
  return line.slice(both ? Math.min(indentOf(line), end) : 0, end);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
};
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4 };

function unescaped(raw: string): string {
  let content = '';
  let from = 0;
  for (let at = raw.indexOf('\\'); at >= 0; at = raw.indexOf('\\', from)) {
    const name = raw[at + 1] as string;
    const digits = Object.hasOwn(HEX_DIGITS, name) ? raw.slice(at + 2, at + 2 + (HEX_DIGITS[name] as number)) : undefined;
    if (digits === undefined ? !Object.hasOwn(ESCAPES, name) : digits.length !== HEX_DIGITS[name] || !/^[\da-fA-F]+$/.test(digits)) notClean();
    content += raw.slice(from, at) + (digits === undefined ? ESCAPES[name] : String.fromCodePoint(Number.parseInt(digits, 16)));
    from = at + 2 + (digits?.length ?? 0);
  }
  return content + raw.slice(from);
}

/** Reads the name after `&` or `*`. */
export function name(reader: TextReader): string {
  const { text } = reader;
  const start = ++reader.at;
  for (let code = reader.code; code > CODE.space && !isFlowIndicator(code); code = text.charCodeAt(++reader.at));
  const read = text.slice(start, reader.at);
  if (read === '' || read.includes(':') || reader.code === CODE.tab) notClean();
  return read;
}

/** Reads an alias. */
export function alias(reader: TextReader): AliasNode {
  const start = reader.at;
  if (reader.code !== CODE.asterisk) notClean();
  return { type: 'alias', name: name(reader), span: { start, end: reader.at } };
}
