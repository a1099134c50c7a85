import { repeatedKey } from '../repeated-key.ts';
import type { Item, Node, Pair, ScalarNode } from '../tree.ts';
import { alias, isFlowIndicator, plainLine, quoted } from './scalars.ts';
import { CODE, notClean, type TextReader } from './text-reader.ts';

/**
 * Reads a flow collection, and moves behind its closing bracket.
 * @param parent the column that its lines must be beyond
 */
export function flow(reader: TextReader, parent: number): Node {
  return reader.nested(() => (reader.code === CODE.openBrace ? flowMap(reader, parent) : flowList(reader, parent)));
}

function flowMap(reader: TextReader, parent: number): Node {
  const start = reader.at++;
  const pairs: Pair[] = [];
  const seen = new Set<string>();
  for (skip(reader, parent); reader.code !== CODE.closeBrace; endEntry(reader, CODE.closeBrace, parent)) {
    const key = keyOf(reader, parent);
    const problem = repeatedKey(key, seen);
    if (problem) reader.problems.push(problem);
    pairs.push({ key, value: valueAfter(reader, key, parent), shift: 0 });
  }
  reader.at++;
  return { type: 'map', pairs, flow: true, open: false, span: { start, end: reader.at } };
}

function keyOf(reader: TextReader, parent: number): ScalarNode {
  const { at, code } = reader;
  if (code !== CODE.doubleQuote && code !== CODE.singleQuote) return plainLine(reader, true);
  const key = quoted(reader, parent);
  return reader.text.slice(at, reader.at).includes('\n') ? notClean() : key;
}

/** The value after the colon of a key; `null` if there is none. */
function valueAfter(reader: TextReader, key: ScalarNode, parent: number): Node | null {
  reader.skipSpaces();
  // a key alone; if the line ends here, the colon may be on the next
  if (reader.code !== CODE.colon) return isFlowIndicator(reader.code) ? null : notClean();
  const next = reader.text.charCodeAt(++reader.at);
  if (key.style === 'plain' && !reader.isBlank(reader.at) && !isFlowIndicator(next)) notClean();
  skip(reader, parent);
  const isEnd = reader.text[reader.at] === ',' || reader.text[reader.at] === '}';
  return isEnd ? null : value(reader, parent);
}

function flowList(reader: TextReader, parent: number): Node {
  const start = reader.at++;
  const items: Item[] = [];
  for (skip(reader, parent); reader.code !== CODE.closeBracket; endEntry(reader, CODE.closeBracket, parent))
    items.push({ node: value(reader, parent), shift: 0 });
  reader.at++;
  return { type: 'seq', items, flow: true, open: false, span: { start, end: reader.at } };
}

function value(reader: TextReader, parent: number): Node {
  switch (reader.code) {
    case CODE.openBrace:
    case CODE.openBracket:
      return flow(reader, parent);
    case CODE.doubleQuote:
    case CODE.singleQuote:
      return quoted(reader, parent);
    case CODE.asterisk:
      return alias(reader);
    default:
      return plainLine(reader, true);
  }
}

/** Moves from the end of an entry to the next one or to the closing bracket. What goes on after the entry (a pair in a list) is not clean. */
function endEntry(reader: TextReader, close: number, parent: number): void {
  skip(reader, parent);
  if (reader.code === close) return;
  if (reader.code !== CODE.comma) notClean();
  reader.at++;
  skip(reader, parent);
}

/** Moves over blanks, line breaks and comments. */
function skip(reader: TextReader, parent: number): void {
  reader.skipSpaces();
  const isComment = reader.code === CODE.hash;
  if (isComment && reader.text.charCodeAt(reader.at - 1) !== CODE.space) notClean();
  if (!isComment && !reader.isLineEnd) return;
  const known = reader.comments.length;
  reader.endLine();
  reader.toContent();
  // one without indentation is none to `yaml`
  if (reader.comments.slice(known).some(({ start }) => reader.text.charCodeAt(start - 1) !== CODE.space)) notClean();
  if (reader.column <= parent || reader.column < 0) notClean();
}
