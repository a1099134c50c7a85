import { repeatedKey } from '../repeated-key.ts';
import type { SyntaxProblem } from '../source-file.ts';
import type { Item, MapNode, Node, Pair, ScalarNode, SeqNode } from '../tree.ts';
import { block } from './block-scalar.ts';
import { flow } from './flow.ts';
import { alias, name, plainLine, plainRest, quoted } from './scalars.ts';
import { CODE, type Comment, ifClean, notClean, TextReader } from './text-reader.ts';

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
  // the text of a fix is read for its values, and at once again for its comments
  if (last?.text !== text) last = { text, clean: readAnew(text) };
  return last.clean;
}

let last: { readonly text: string; readonly clean: CleanText | undefined } | undefined;

function readAnew(text: string): CleanText | undefined {
  return ifClean(() => {
    const reader = new TextReader(text);
    if (text.startsWith(BYTE_ORDER_MARK)) reader.at = 1;
    if (text.includes(BYTE_ORDER_MARK, 1)) notClean();
    const hasMark = reader.at > 0;
    reader.toContent();
    if (reader.isMarker) {
      if (reader.code !== CODE.dash || !reader.isBlank(reader.at + 3)) notClean();
      reader.at += 3;
      reader.endLine();
      reader.toContent();
      // `yaml` counts the byte order mark as a column
    } else if (hasMark && reader.isItem) notClean();
    if (reader.column < 0) return { root: null, comments: reader.comments, problems: [] };
    const root = node(reader, -1);
    return reader.column < 0 ? { root, comments: reader.comments, problems: reader.problems } : notClean();
  });
}

/**
 * Reads the node that begins a line, or stands behind the dash of an item, and moves to the content after it.
 * @param parent the column of what it belongs to
 */
function node(reader: TextReader, parent: number): Node {
  return reader.nested(() => (reader.isItem ? list(reader, reader.column) : mapOrValue(reader, parent)));
}

function mapOrValue(reader: TextReader, parent: number): Node {
  const { column } = reader;
  const key = keyAt(reader, parent);
  return key.isKey ? map(reader, column, key.node) : endOf(reader, key.node, parent);
}

/** Reads a value that stands behind its key: it is no block collection, unless an anchor and a line break stand between. */
function inlineValue(reader: TextReader, parent: number): Node {
  const read = keyAt(reader, parent);
  return read.isKey ? notClean() : endOf(reader, read.node, parent);
}

type Read = { readonly isKey: true; readonly node: ScalarNode } | { readonly isKey: false; readonly node: Node };

/** Reads a scalar, an alias or a flow collection. It is a key if a colon follows, behind which the reader is then. */
function keyAt(reader: TextReader, parent: number): Read {
  const { at, code } = reader;
  switch (code) {
    case CODE.openBrace:
    case CODE.openBracket:
      return { isKey: false, node: flow(reader, parent) };
    case CODE.asterisk:
      return { isKey: false, node: alias(reader) };
    case CODE.pipe:
    case CODE.greater:
      return { isKey: false, node: block(reader, parent) };
    case CODE.ampersand:
      return { isKey: false, node: anchored(reader, parent, () => (reader.column > parent ? node(reader, parent) : null)) };
    default: {
      const read = code === CODE.doubleQuote || code === CODE.singleQuote ? quoted(reader, parent) : plainLine(reader, false);
      const end = reader.at;
      reader.skipSpaces();
      if (reader.code !== CODE.colon || !reader.isBlank(reader.at + 1)) {
        reader.at = end;
        return { isKey: false, node: read };
      }
      if (end - at > MAX_KEY || reader.text.slice(at, end).includes('\n')) notClean();
      reader.at++;
      return { isKey: true, node: read };
    }
  }
}

/** Moves from a value to the content after it, which does not belong to it. */
function endOf(reader: TextReader, value: Node, parent: number): Node {
  // the reader is behind these already
  if ((value.type === 'scalar' && value.style === 'block') || value.anchor !== undefined) return value;
  if (value.type === 'scalar' && value.style === 'plain') return plainRest(reader, value, parent);
  reader.endLine();
  reader.toContent();
  return reader.column > parent ? notClean() : value;
}

/**
 * Reads an anchor and its value, and moves to the content after it.
 * @param below reads the value that begins on another line; `null` if there is none
 */
function anchored(reader: TextReader, parent: number, below: () => Node | null): Node {
  const anchor = name(reader);
  if (!reader.isLineEnd && reader.code !== CODE.space) notClean();
  reader.skipSpaces();
  const isBelow = reader.isLineEnd || reader.code === CODE.hash;
  if (isBelow) nextLine(reader);
  const value = isBelow ? below() : inlineValue(reader, parent);
  return !value || value.type === 'alias' || value.anchor !== undefined ? notClean() : { ...value, anchor };
}

function nextLine(reader: TextReader): void {
  reader.endLine();
  reader.toContent();
}

/** @param first the key that was read, with its colon */
function map(reader: TextReader, column: number, first: ScalarNode): MapNode {
  const pairs: Pair[] = [];
  const seen = new Set<string>();
  let end = 0;
  for (let key = first; ; ) {
    const problem = repeatedKey(key, seen);
    if (problem) reader.problems.push(problem);
    const value = mapValue(reader, column);
    end = Math.max(key.span.end, value?.span.end ?? 0);
    pairs.push({ key, value, shift: 0 });
    if (reader.column < column) break;
    const next = reader.column === column && !reader.isItem ? keyAt(reader, column) : undefined;
    if (!next?.isKey) return notClean();
    key = next.node;
  }
  return { type: 'map', pairs, flow: false, open: false, span: { start: first.span.start, end } };
}

/** Reads what stands behind the colon of a key in a column, and moves to the content after it. */
function mapValue(reader: TextReader, column: number): Node | null {
  return valueAt(reader, column, () => {
    if (reader.column > column) return node(reader, column);
    // a list may begin in the column of its key
    return reader.column === column && reader.isItem ? reader.nested(() => list(reader, column)) : null;
  });
}

/** Reads the value behind a colon or dash, on its line or `below`. */
function valueAt(reader: TextReader, column: number, below: () => Node | null): Node | null {
  reader.skipSpaces();
  if (reader.code === CODE.ampersand) return anchored(reader, column, below);
  if (!reader.isLineEnd && reader.code !== CODE.hash) return inlineValue(reader, column);
  nextLine(reader);
  return below();
}

function list(reader: TextReader, column: number): SeqNode {
  const start = reader.at;
  const items: Item[] = [];
  do {
    items.push({ node: itemOf(reader, column), shift: 0 });
  } while (reader.column === column && reader.isItem);
  const last = items.at(-1)?.node;
  if (!last || reader.column > column) return notClean();
  return { type: 'seq', items, flow: false, open: false, span: { start, end: last.span.end } };
}

/** Reads what stands behind the dash of an item in a column, and moves to the content after it. */
function itemOf(reader: TextReader, column: number): Node | null {
  const dash = reader.at++;
  const below = () => (reader.column > column ? node(reader, column) : null);
  reader.skipSpaces();
  if (reader.isLineEnd || reader.code === CODE.hash || reader.code === CODE.ampersand) return valueAt(reader, column, below);
  // unlike the value of a key, an item on the line of its dash may be a block collection
  reader.column = column + reader.at - dash;
  return node(reader, column);
}
