import { repeatedKey } from '../repeated-key.ts';
import type { SyntaxProblem } from '../source-file.ts';
import type { Item, MapNode, Node, Pair, ScalarNode, SeqNode } from '../tree.ts';
import { block } from './block-scalar.ts';
import { CODE, type Comment, Cursor, ifClean, notClean } from './cursor.ts';
import { flow } from './flow.ts';
import { alias, name, plainLine, plainRest, quoted } from './scalars.ts';

/** A text that was read, with offsets relative to it. */
export interface CleanText {
  readonly root: Node | null;
  readonly comments: readonly Comment[];
  /** Keys that are written twice: nothing else is wrong with the text. */
  readonly problems: readonly SyntaxProblem[];
}

const BYTE_ORDER_MARK = '\uFEFF';

/** The longest key that is read here, in UTF-16 units. `yaml` refuses one of more than 1,024. */
const MAX_KEY = 1_000;

/**
 * Reads the text of one document or of a part of one, if it is clean YAML: block and flow collections, all styles of scalars, comments,
 * anchors and aliases, either kind of line break. It is several times as fast as `yaml`, which stays the authority: a law holds both to
 * the same tree.
 * @returns `undefined` if the text is broken or has rarer syntax (tags, explicit keys, directives, tabs, `|2`, `|+`): `yaml` reads it then
 */
export function readClean(text: string): CleanText | undefined {
  return ifClean(() => {
    const cursor = new Cursor(text);
    if (text.startsWith(BYTE_ORDER_MARK)) cursor.at = 1;
    if (text.includes(BYTE_ORDER_MARK, 1)) notClean();
    const hasMark = cursor.at > 0;
    cursor.toContent();
    if (cursor.isMarker) {
      if (cursor.code !== CODE.dash || !cursor.isBlank(cursor.at + 3)) notClean();
      cursor.at += 3;
      cursor.endLine();
      cursor.toContent();
      // `yaml` counts the byte order mark as a column
    } else if (hasMark && cursor.isItem) notClean();
    if (cursor.column < 0) return { root: null, comments: cursor.comments, problems: [] };
    const root = node(cursor, -1);
    return cursor.column < 0 ? { root, comments: cursor.comments, problems: cursor.problems } : notClean();
  });
}

/**
 * Reads the node that begins a line, or stands behind the dash of an item, and moves to the content after it.
 * @param parent the column of what it belongs to
 */
function node(cursor: Cursor, parent: number): Node {
  return cursor.nested(() => (cursor.isItem ? list(cursor, cursor.column) : mapOrValue(cursor, parent)));
}

function mapOrValue(cursor: Cursor, parent: number): Node {
  const { column } = cursor;
  const key = keyAt(cursor, parent);
  return key.isKey ? map(cursor, column, key.node) : endOf(cursor, key.node, parent);
}

/** Reads a value that stands behind its key: it is no block collection, unless an anchor and a line break stand between. */
function inlineValue(cursor: Cursor, parent: number): Node {
  const read = keyAt(cursor, parent);
  return read.isKey ? notClean() : endOf(cursor, read.node, parent);
}

type Read = { readonly isKey: true; readonly node: ScalarNode } | { readonly isKey: false; readonly node: Node };

/** Reads a scalar, an alias or a flow collection. It is a key if a colon follows, behind which the cursor is then. */
function keyAt(cursor: Cursor, parent: number): Read {
  const { at, code } = cursor;
  switch (code) {
    case CODE.openBrace:
    case CODE.openBracket:
      return { isKey: false, node: flow(cursor, parent) };
    case CODE.asterisk:
      return { isKey: false, node: alias(cursor) };
    case CODE.pipe:
    case CODE.greater:
      return { isKey: false, node: block(cursor, parent) };
    case CODE.ampersand:
      return { isKey: false, node: anchored(cursor, parent, () => (cursor.column > parent ? node(cursor, parent) : null)) };
    default: {
      const read = code === CODE.doubleQuote || code === CODE.singleQuote ? quoted(cursor, parent) : plainLine(cursor, false);
      const end = cursor.at;
      cursor.skipSpaces();
      if (cursor.code !== CODE.colon || !cursor.isBlank(cursor.at + 1)) {
        cursor.at = end;
        return { isKey: false, node: read };
      }
      if (end - at > MAX_KEY || cursor.text.slice(at, end).includes('\n')) notClean();
      cursor.at++;
      return { isKey: true, node: read };
    }
  }
}

/** Moves from a value to the content after it, which does not belong to it. */
function endOf(cursor: Cursor, value: Node, parent: number): Node {
  // the cursor is behind these already
  if ((value.type === 'scalar' && value.style === 'block') || value.anchor !== undefined) return value;
  if (value.type === 'scalar' && value.style === 'plain') return plainRest(cursor, value, parent);
  cursor.endLine();
  cursor.toContent();
  return cursor.column > parent ? notClean() : value;
}

/**
 * Reads an anchor and its value, and moves to the content after it.
 * @param below reads the value that begins on another line; `null` if there is none
 */
function anchored(cursor: Cursor, parent: number, below: () => Node | null): Node {
  const anchor = name(cursor);
  cursor.skipSpaces();
  const isBelow = cursor.isLineEnd || cursor.code === CODE.hash;
  if (isBelow) nextLine(cursor);
  const value = isBelow ? below() : inlineValue(cursor, parent);
  return !value || value.type === 'alias' || value.anchor !== undefined ? notClean() : { ...value, anchor };
}

function nextLine(cursor: Cursor): void {
  cursor.endLine();
  cursor.toContent();
}

/** @param first the key that was read, with its colon */
function map(cursor: Cursor, column: number, first: ScalarNode): MapNode {
  const pairs: Pair[] = [];
  const seen = new Set<string>();
  let end = 0;
  for (let key = first; ; ) {
    const problem = repeatedKey(key, seen);
    if (problem) cursor.problems.push(problem);
    const value = mapValue(cursor, column);
    end = Math.max(key.span.end, value?.span.end ?? 0);
    pairs.push({ key, value, shift: 0 });
    if (cursor.column < column) break;
    const next = cursor.column === column && !cursor.isItem ? keyAt(cursor, column) : undefined;
    if (!next?.isKey) return notClean();
    key = next.node;
  }
  return { type: 'map', pairs, flow: false, open: false, span: { start: first.span.start, end } };
}

/** Reads what stands behind the colon of a key in a column, and moves to the content after it. */
function mapValue(cursor: Cursor, column: number): Node | null {
  return valueAt(cursor, column, () => {
    if (cursor.column > column) return node(cursor, column);
    // a list may begin in the column of its key
    return cursor.column === column && cursor.isItem ? cursor.nested(() => list(cursor, column)) : null;
  });
}

/** Reads the value behind a colon or dash, on its line or `below`. */
function valueAt(cursor: Cursor, column: number, below: () => Node | null): Node | null {
  cursor.skipSpaces();
  if (cursor.code === CODE.ampersand) return anchored(cursor, column, below);
  if (!cursor.isLineEnd && cursor.code !== CODE.hash) return inlineValue(cursor, column);
  nextLine(cursor);
  return below();
}

function list(cursor: Cursor, column: number): SeqNode {
  const start = cursor.at;
  const items: Item[] = [];
  do {
    items.push({ node: itemOf(cursor, column), shift: 0 });
  } while (cursor.column === column && cursor.isItem);
  const last = items.at(-1)?.node;
  if (!last || cursor.column > column) return notClean();
  return { type: 'seq', items, flow: false, open: false, span: { start, end: last.span.end } };
}

/** Reads what stands behind the dash of an item in a column, and moves to the content after it. */
function itemOf(cursor: Cursor, column: number): Node | null {
  const dash = cursor.at++;
  const below = () => (cursor.column > column ? node(cursor, column) : null);
  cursor.skipSpaces();
  if (cursor.isLineEnd || cursor.code === CODE.hash || cursor.code === CODE.ampersand) return valueAt(cursor, column, below);
  // unlike the value of a key, an item on the line of its dash may be a block collection
  cursor.column = column + cursor.at - dash;
  return node(cursor, column);
}
