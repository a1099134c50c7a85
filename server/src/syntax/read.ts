import { Composer, type CST, type Document, isAlias, isMap, isPair, isScalar, isSeq, Lexer, type ParsedNode, Parser, type Scalar } from 'yaml';
import type { Span } from '../text/text.ts';
import { readClean } from './clean/read.ts';
import { reindented, type WrongLine } from './indentation.ts';
import { repeatedKey } from './repeated-key.ts';
import { finished, type Sliced } from './sliced.ts';
import type { SyntaxProblem } from './source-file.ts';
import type { Item, Node, Pair, ScalarNode } from './tree.ts';
import { binaryText } from './yaml11.ts';

/** A document, or a part of one, that was read into our tree. Offsets are relative to its text. */
export interface Piece {
  readonly text: string;
  readonly root: Node | null;
  readonly problems: readonly SyntaxProblem[];
}

/** At most this many syntax errors are kept per piece: an unclosed bracket gives one for each line that follows. */
const MAX_PROBLEMS = 20;

/**
 * Reads the text of a document or of a part of one. Never throws: errors become problems, and the readable parts are kept.
 * If the text is broken, it is read again without tabs on blank lines, with the lines of a wrong indentation in the column of their siblings,
 * and then with the line of an error blanked out, as long as that makes more of it readable.
 */
export function readPiece(text: string): Piece {
  return finished(readingPiece(text));
}

/** The same, slice by slice: `yaml` takes half a second for a hundred kilobytes of brackets that nobody closed. */
export function* readingPiece(text: string): Sliced<Piece> {
  const asWritten = yield* readOnce(text);
  if (errors(asWritten).length === 0) return asWritten;
  // what stands on no line can't be wrong: blank lines with tabs, which YAML refuses below a key without value
  const blank = text.replace(/^[ \t]+$/gm, (line) => ' '.repeat(line.length));
  const moved = reindented(blank);
  const read = moved && (yield* readOnce(moved.text));
  if (!read || !better(read, asWritten)) {
    const cleared = blank === text ? asWritten : yield* readOnce(blank);
    return { ...asWritten, root: (yield* withoutLines(better(cleared, asWritten) ? cleared : asWritten)).root };
  }
  const { root, problems } = yield* withoutLines(read);
  const at = ({ start, end }: Span): Span => ({ start: moved.original(start), end: moved.original(end) });
  return { text, root: root && placed(root, at), problems: [...moved.wrong.map(wrongIndentation), ...problems.map((p) => ({ ...p, span: at(p.span) }))] };
}

function wrongIndentation({ content, column, wanted, tab, word }: WrongLine): SyntaxProblem {
  const message = tab ? 'a tab indents this line, and YAML takes only spaces' : `this line is indented by ${column}, its siblings by ${wanted}`;
  return { code: 'wrong-indentation', message, span: { start: content, end: content + word } };
}

/** A node with its spans, and those below it, in another text. */
function placed(node: Node, at: (span: Span) => Span): Node {
  const span = at(node.span);
  if (node.type === 'map') {
    const pairs = node.pairs.map(({ key, value, shift }) => ({ key: { ...key, span: at(key.span) }, value: value && placed(value, at), shift }));
    return { ...node, span, pairs };
  }
  if (node.type === 'seq') return { ...node, span, items: node.items.map((item) => ({ ...item, node: item.node && placed(item.node, at) })) };
  return { ...node, span };
}

/** Reads a broken piece again without the lines of its errors. The problems stay those of the whole text. */
function* withoutLines(piece: Piece): Sliced<Piece> {
  const { text, problems } = piece;
  let best = piece;
  let source = text;
  let budget = RETRY_BUDGET;
  for (let round = 0; round < 3 && errors(best).length > 0; round++) {
    let found: { piece: Piece; source: string } | undefined;
    for (const at of suspects(source, (errors(best)[0] as SyntaxProblem).span)) {
      if (budget < text.length) break;
      const candidate = blankLineOf(source, at);
      if (candidate === undefined) continue;
      budget -= text.length;
      const piece = yield* readOnce(candidate);
      if (better(piece, found?.piece ?? best)) found = { piece, source: candidate };
    }
    if (!found) break;
    best = found.piece;
    source = found.source;
  }
  return { text, root: best.root, problems };
}

/** Offsets in the lines that may have caused an error: its own, the next to it, and the last one before it with a quotation that stays open. */
function suspects(text: string, { start, end }: Span): ReadonlySet<number> {
  const found = [start, end];
  const isContent = (line: string) => !/^\s*(?:#.*)?$/.test(line);
  const below = nextLine(text, start, 1, isContent);
  const above = nextLine(text, start, -1, isContent);
  const unquoted = (line: string) => line.replace(/"(?:[^"\\]|\\.)*("?)|'[^']*'/g, (_, end?: string) => (end === '' ? '"' : ''));
  const quote = nextLine(text, start, -1, (line) => /(?:^|[\s:[{,-])["']/.test(unquoted(line)));
  for (const at of [below, above, quote]) if (at !== undefined) found.push(at);
  return new Set(found);
}

/** The start of the next line, downwards (1) or upwards (-1), that is wanted. The line of `at` is not asked. */
function nextLine(text: string, at: number, step: 1 | -1, wanted: (line: string) => boolean): number | undefined {
  for (let start = text.lastIndexOf('\n', at - 1) + 1; ; ) {
    start = step === 1 ? text.indexOf('\n', start) + 1 : start < 2 ? 0 : text.lastIndexOf('\n', start - 2) + 1;
    if (start === 0 && step === 1) return undefined;
    const end = text.indexOf('\n', start);
    if (wanted(text.slice(start, end < 0 ? text.length : end))) return start;
    if (start === 0) return undefined;
  }
}

/** UTF-16 units that may be read again to repair one piece: enough for a few tries on a typical mistake, too few to be noticed. */
const RETRY_BUDGET = 40_000;

/** The problems that hide a part of the text. A duplicate key does not: its last entry counts. With an alias as its key, an entry can be read. */
function errors({ problems }: Piece): SyntaxProblem[] {
  return problems.filter(({ code }) => code !== 'duplicate-key' && code !== 'alias-key');
}

function better(a: Piece, b: Piece): boolean {
  const [own, other] = [errors(a).length, errors(b).length];
  return own < other || (own === other && countNodes(a.root) > countNodes(b.root));
}

function blankLineOf(text: string, at: number): string | undefined {
  const start = text.lastIndexOf('\n', Math.max(0, at - 1)) + 1;
  const next = text.indexOf('\n', at);
  const end = next < 0 ? text.length : next;
  const line = text.slice(start, end);
  if (line.trim() === '' || /^---/.test(line)) return undefined;
  return text.slice(0, start) + line.replace(/[^\r]/g, ' ') + text.slice(end);
}

function countNodes(node: Node | null): number {
  if (!node) return 0;
  if (node.type === 'map') return node.pairs.reduce((sum, pair) => sum + 1 + countNodes(pair.value), 1);
  if (node.type === 'seq') return node.items.reduce((sum, item) => sum + countNodes(item.node), 1);
  return 1;
}

const TOO_DEEP = 'nested too deeply to be analysed';

function* readOnce(text: string): Sliced<Piece> {
  const clean = readClean(text);
  return clean ? { text, root: clean.root, problems: clean.problems } : yield* readingWithYaml(text);
}

/** Reads any text with `yaml`, which is the authority on what it means. */
export function readWithYaml(text: string): Piece {
  return finished(readingWithYaml(text));
}

/** So many words and signs are read in a slice. */
const IN_SLICE = 1_000;

/** The tokens of a text, as `Parser.parse` gives them. */
function* tokensOf(text: string): Sliced<CST.Token[]> {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let read = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (read++ % IN_SLICE === 0) yield;
    tokens.push(...parser.next(lexeme));
  }
  tokens.push(...parser.end());
  return tokens;
}

function* readingWithYaml(text: string): Sliced<Piece> {
  const problems: SyntaxProblem[] = [];
  let root: Node | null = null;
  try {
    const composer = new Composer({ schema: 'failsafe', uniqueKeys: false, keepSourceTokens: false, logLevel: 'silent', merge: false });
    const documents: Document.Parsed[] = [];
    const tokens = yield* tokensOf(text);
    yield;
    for (const document of composer.compose(tokens, true, text.length)) documents.push(document);
    const document = documents.find((d) => d.contents !== null) ?? documents[0];
    const told = new Set<string>();
    for (const d of documents) {
      for (const error of d.errors) {
        if (problems.length >= MAX_PROBLEMS) break;
        if (error.code === 'DUPLICATE_KEY') continue;
        const [start, end] = error.pos;
        // `yaml` catches a stack overflow itself, and then reports an error for every open bracket, all at the same place
        const deep = /call stack/i.test(error.message);
        const message = deep ? TOO_DEEP : firstLine(error.message);
        if (told.has(TOO_DEEP) || told.has(`${start} ${message}`)) continue;
        told.add(deep ? TOO_DEEP : `${start} ${message}`);
        problems.push({ code: deep ? 'too-deep' : 'yaml-syntax', message, span: { start, end: Math.max(start, Math.min(end, text.length)) } });
      }
    }
    root = document?.contents ? convert(document.contents as ParsedNode, text, problems) : null;
  } catch (error) {
    // `yaml` is recursive: very deep nesting overflows the stack
    const deep = error instanceof RangeError;
    problems.length = 0;
    problems.push({
      code: deep ? 'too-deep' : 'yaml-syntax',
      message: deep ? TOO_DEEP : 'this document could not be read',
      span: { start: 0, end: Math.min(text.length, Math.max(1, text.indexOf('\n'))) },
    });
    root = null;
  }
  return { text, root, problems };
}

function firstLine(message: string): string {
  return (message.split('\n', 1)[0] as string).replace(/ at line \d+, column \d+:?$/, '');
}

function convert(node: ParsedNode, text: string, problems: SyntaxProblem[]): Node | null {
  const [start, valueEnd] = node.range;
  const extra = { ...('anchor' in node && node.anchor ? { anchor: node.anchor } : {}), ...(node.tag && tagWritten(node, text) ? { tag: node.tag } : {}) };
  if (isAlias(node)) return { type: 'alias', name: node.source, span: { start, end: valueEnd } };
  if (isScalar(node)) {
    const scalar = scalarOf(node as Scalar.Parsed, text);
    if (scalar === null) return extra.anchor || extra.tag ? { type: 'scalar', text: '', style: 'plain', span: { start, end: start }, ...extra } : null;
    const { tag, ...untagged } = extra;
    const decoded = binaryText(scalar.text, tag);
    return decoded === undefined ? { ...scalar, ...extra } : { ...scalar, ...untagged, text: decoded, style: 'double' };
  }
  if (isMap(node)) {
    const pairs: Pair[] = [];
    const seen = new Set<string>();
    for (const pair of node.items) {
      const key = pair.key as unknown as ParsedNode | null;
      if (isAlias(key)) problems.push(aliasKey(key.source, key.range));
      const keyNode = key && isScalar(key) ? convert(key, text, problems) : null;
      // a key that is a collection or empty is no field
      if (keyNode?.type !== 'scalar' || (keyNode.text === '' && keyNode.style === 'plain')) continue;
      const problem = repeatedKey(keyNode, seen);
      if (problem) problems.push(problem);
      const value = pair.value as ParsedNode | null;
      pairs.push({ key: keyNode, value: value ? convert(value, text, problems) : null, shift: 0 });
    }
    return {
      type: 'map',
      pairs,
      flow: node.flow === true,
      open: false,
      span: { start, end: contentEnd(pairs.at(-1), valueEnd, node.flow === true) },
      ...extra,
    };
  }
  if (isSeq(node)) {
    const items: Item[] = [];
    for (const item of node.items as unknown as (ParsedNode | null)[]) {
      if (item === null) items.push({ node: null, shift: 0 });
      else if (isPair(item)) items.push({ node: null, shift: 0 });
      else items.push({ node: convert(item, text, problems), shift: 0 });
    }
    const last = items.at(-1)?.node;
    return { type: 'seq', items, flow: node.flow === true, open: false, span: { start, end: node.flow ? valueEnd : (last?.span.end ?? valueEnd) }, ...extra };
  }
  return null;
}

/** Another piece may have what it names: the entry is not in the tree. */
function aliasKey(name: string, [start, end]: readonly [number, number, number]): SyntaxProblem {
  return { code: 'alias-key', message: `the key of this entry is what the alias *${name} names: the entry is not judged`, span: { start, end } };
}

/** The end of a map. A block collection of `yaml` ends after trailing comments; ours ends with the content of the last entry. */
function contentEnd(last: Pair | undefined, valueEnd: number, flow: boolean): number {
  if (flow || !last) return valueEnd;
  return last.value ? Math.max(last.value.span.end, last.key.span.end) : last.key.span.end;
}

/** Whether a tag stands in the text: `yaml` also gives tags of its own to values that have none. Those are never local tags such as `!reset`. */
function tagWritten(node: ParsedNode, text: string): boolean {
  if (/^![^!]/.test(node.tag ?? '')) return true;
  const before = text.slice(Math.max(0, node.range[0] - 60), node.range[0]);
  return /!\S*\s+(?:&\S+\s+)?$/.test(before);
}

function scalarOf(node: Scalar.Parsed, text: string): ScalarNode | null {
  const [start, valueEnd] = node.range;
  const value = node.value as unknown;
  // `yaml` makes an object of `!!timestamp` and `!!binary`: the text as written is kept instead
  const content = typeof value === 'string' ? value : (node.source ?? '');
  const style =
    node.type === 'QUOTE_DOUBLE'
      ? 'double'
      : node.type === 'QUOTE_SINGLE'
        ? 'single'
        : node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED'
          ? 'block'
          : 'plain';
  if (style === 'plain' && content === '' && valueEnd === start) return null;
  // in `yaml`, the range of a block scalar ends after its last line break
  let end = valueEnd;
  if (style === 'block') while (end > start && (text[end - 1] === '\n' || text[end - 1] === '\r')) end--;
  return { type: 'scalar', text: content, style, span: { start, end } };
}
