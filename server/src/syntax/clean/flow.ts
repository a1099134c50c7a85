import { repeatedKey } from '../repeated-key.ts';
import type { Item, Node, Pair, ScalarNode } from '../tree.ts';
import { CODE, type Cursor, notClean } from './cursor.ts';
import { alias, isFlowIndicator, plainLine, quoted } from './scalars.ts';

/**
 * Reads a flow collection, and moves behind its closing bracket.
 * @param parent the column that its lines must be beyond
 */
export function flow(cursor: Cursor, parent: number): Node {
  return cursor.nested(() => (cursor.code === CODE.openBrace ? flowMap(cursor, parent) : flowList(cursor, parent)));
}

function flowMap(cursor: Cursor, parent: number): Node {
  const start = cursor.at++;
  const pairs: Pair[] = [];
  const seen = new Set<string>();
  for (skip(cursor, parent); cursor.code !== CODE.closeBrace; endEntry(cursor, CODE.closeBrace, parent)) {
    const key = keyOf(cursor, parent);
    const problem = repeatedKey(key, seen);
    if (problem) cursor.problems.push(problem);
    pairs.push({ key, value: valueAfter(cursor, key, parent), shift: 0 });
  }
  cursor.at++;
  return { type: 'map', pairs, flow: true, open: false, span: { start, end: cursor.at } };
}

function keyOf(cursor: Cursor, parent: number): ScalarNode {
  const { at, code } = cursor;
  if (code !== CODE.doubleQuote && code !== CODE.singleQuote) return plainLine(cursor, true);
  const key = quoted(cursor, parent);
  return cursor.text.slice(at, cursor.at).includes('\n') ? notClean() : key;
}

/** The value after the colon of a key; `null` if there is none. */
function valueAfter(cursor: Cursor, key: ScalarNode, parent: number): Node | null {
  cursor.skipSpaces();
  // a key alone; if the line ends here, the colon may be on the next
  if (cursor.code !== CODE.colon) return isFlowIndicator(cursor.code) ? null : notClean();
  const next = cursor.text.charCodeAt(++cursor.at);
  if (key.style === 'plain' && !cursor.isBlank(cursor.at) && !isFlowIndicator(next)) notClean();
  skip(cursor, parent);
  const isEnd = cursor.text[cursor.at] === ',' || cursor.text[cursor.at] === '}';
  return isEnd ? null : value(cursor, parent);
}

function flowList(cursor: Cursor, parent: number): Node {
  const start = cursor.at++;
  const items: Item[] = [];
  for (skip(cursor, parent); cursor.code !== CODE.closeBracket; endEntry(cursor, CODE.closeBracket, parent))
    items.push({ node: value(cursor, parent), shift: 0 });
  cursor.at++;
  return { type: 'seq', items, flow: true, open: false, span: { start, end: cursor.at } };
}

function value(cursor: Cursor, parent: number): Node {
  switch (cursor.code) {
    case CODE.openBrace:
    case CODE.openBracket:
      return flow(cursor, parent);
    case CODE.doubleQuote:
    case CODE.singleQuote:
      return quoted(cursor, parent);
    case CODE.asterisk:
      return alias(cursor);
    default:
      return plainLine(cursor, true);
  }
}

/** Moves from the end of an entry to the next one or to the closing bracket. What goes on after the entry (a pair in a list) is not clean. */
function endEntry(cursor: Cursor, close: number, parent: number): void {
  skip(cursor, parent);
  if (cursor.code === close) return;
  if (cursor.code !== CODE.comma) notClean();
  cursor.at++;
  skip(cursor, parent);
}

/** Moves over blanks, line breaks and comments. */
function skip(cursor: Cursor, parent: number): void {
  cursor.skipSpaces();
  const isComment = cursor.code === CODE.hash;
  if (isComment && cursor.text.charCodeAt(cursor.at - 1) !== CODE.space) notClean();
  if (!isComment && !cursor.isLineEnd) return;
  cursor.endLine();
  cursor.toContent();
  if (cursor.column <= parent || cursor.column < 0) notClean();
}
