import { changeBetween, LineIndex, type Span } from '../text/text.ts';
import { type Chunk, chunkDocument } from './chunk.ts';
import { namesBelow } from './names.ts';
import { type Piece, readingPiece } from './read.ts';
import { repeatedKey } from './repeated-key.ts';
import { reusing } from './reuse.ts';
import { finished, type Sliced } from './sliced.ts';
import type { AnchorDefinition, PlacedDocument, SourceFile, SyntaxDocument, SyntaxProblem } from './source-file.ts';
import { splitAgain, splitDocuments } from './split.ts';
import { maskTemplate } from './template.ts';
import type { Item, MapNode, Node, Pair } from './tree.ts';

/** How a text is read. */
export interface ParseOptions {
  /** The result of the last parse: documents, pieces and nodes that did not change are reused, as the same objects. */
  readonly previous?: SourceFile | undefined;
  /** Which branch of each template condition to keep, counted from 0 (default 0). */
  readonly variant?: number;
  /** Documents of the text that were read already: they are reused too. */
  readonly known?: readonly SyntaxDocument[];
}

/** A document with the pieces that it was read from, kept for the next parse. */
interface CachedDocument extends SyntaxDocument {
  readonly pieces: ReadonlyMap<string, Piece>;
  readonly openKey: string;
}

/** Parses a text. Never throws: any text gives a file, and its defects are `problems` of its documents. */
export function parseFile(text: string, options: ParseOptions = {}): SourceFile {
  return finished(parsing(text, options));
}

/** The same, document by document. */
export function* parsing(text: string, options: ParseOptions = {}): Sliced<SourceFile> {
  const templated = text.includes('{{');
  const variant = options.variant ?? 0;
  const masked = templated ? maskTemplate(text, variant) : { text, open: new Set<number>(), variants: 1 };
  const before = options.previous?.templated === false && !templated ? options.previous : undefined;
  const change = before && changeBetween(before.text, text);
  const spans = change ? splitAgain(text, placesOf(before), change) : splitDocuments(masked.text);
  // what stands before and behind a change stays as it is
  const isSame = (placed: PlacedDocument | undefined, { start, end }: Span, by: number) => placed?.span.start === start - by && placed.span.end === end - by;
  const taken = spans.map((span, index): PlacedDocument | undefined => {
    if (!change) return undefined;
    const same = span.end <= change.start ? before.documents[index] : undefined;
    if (same && isSame(same, span, 0)) return same;
    const moved = span.start >= change.end + change.by ? before.documents[index - spans.length + before.documents.length] : undefined;
    return moved && isSame(moved, span, change.by) ? { index, span, document: moved.document } : undefined;
  });
  const reused = new Set(taken.map((placed) => placed?.document));
  const others = [...(options.previous?.documents ?? []).map(({ document }) => document), ...(options.known ?? [])].filter((one) => !reused.has(one));
  const known = new Map<string, CachedDocument>();
  const pieces = new Map<string, Piece>();
  for (const document of others) {
    const cached = document as CachedDocument;
    known.set(cached.openKey + cached.text, cached);
  }
  const documents: PlacedDocument[] = [];
  for (const [index, span] of spans.entries()) {
    const there = taken[index];
    if (there) {
      documents.push(there);
      continue;
    }
    yield;
    const own = masked.text.slice(span.start, span.end);
    const open = [...masked.open].filter((at) => at < 0 || (span.start <= at && at < span.end)).map((at) => (at < 0 ? at : at - span.start));
    const openKey = open.join();
    let document: SyntaxDocument | undefined = known.get(openKey + own);
    if (!document) {
      if (pieces.size === 0) for (const d of known.values()) for (const [key, piece] of d.pieces) pieces.set(key, piece);
      const earlier = options.previous?.documents.length === spans.length ? options.previous.documents[index]?.document : undefined;
      document = yield* readDocument(own.length === text.length ? own : flat(own), open, openKey, pieces, earlier?.root ?? null);
    }
    documents.push({ index, span, document });
  }
  const lines = new LineIndex(text, options.previous && { lines: options.previous.lines, change: change ?? changeBetween(options.previous.text, text) });
  return { text, masked: masked.text, templated, variant, variants: masked.variants, lines, documents };
}

/** The only document of a text, which is an earlier one with changes: parts that are the same are the same objects. `undefined` if it has several. */
export function readAgain(text: string, earlier: SyntaxDocument): SyntaxDocument | undefined {
  const templated = text.includes('{{');
  const documents = templated ? parseFile(text).documents : splitDocuments(text);
  if (documents.length !== 1) return undefined;
  if (templated) return (documents[0] as PlacedDocument).document;
  return finished(readDocument(text, [], '', (earlier as CachedDocument).pieces, earlier.root));
}

function placesOf({ documents }: SourceFile): Span[] {
  return documents.map(({ span }) => span);
}

function* readDocument(
  text: string,
  open: readonly number[],
  openKey: string,
  before: ReadonlyMap<string, Piece>,
  earlier: Node | null,
): Sliced<CachedDocument> {
  const light = readLightly(text);
  if (light) return { text, root: light, problems: [], anchors: new Map(), pieces: new Map(), openKey };
  const pieces = new Map<string, Piece>();
  const chunks = open.length === 0 ? chunkDocument(text) : undefined;
  const parts = new Map<number, Piece>();
  for (const { start, end } of chunks?.flatMap(spansOf) ?? []) {
    const slice = text.slice(start, end);
    const piece = before.get(slice) ?? pieces.get(slice) ?? (yield* readingPiece(slice.length === text.length ? slice : flat(slice)));
    pieces.set(piece.text, piece);
    parts.set(start, piece);
  }
  const assembled = chunks && assemble(chunks, parts);
  if (assembled) return finish(text, assembled.root, assembled.problems, pieces, openKey);
  pieces.clear();
  const whole = before.get(text) ?? (yield* readingPiece(text));
  pieces.set(whole.text, whole);
  const root = open.length > 0 && whole.root ? markOpen(whole.root, new Set(open), open.includes(-1)) : whole.root;
  return finish(text, reusing(earlier, root), whole.problems, pieces, openKey);
}

function finish(text: string, root: Node | null, problems: readonly SyntaxProblem[], pieces: ReadonlyMap<string, Piece>, openKey: string): CachedDocument {
  const anchors = new Map<string, AnchorDefinition[]>();
  const lost: SyntaxProblem[] = [];
  if (text.includes('&') || text.includes('*')) {
    const aliases: { name: string; at: number; end: number }[] = [];
    for (const { name, base, node } of namesBelow(root)) {
      const at = base + node.span.start;
      if (node.type === 'alias') aliases.push({ name, at, end: base + node.span.end });
      else {
        const definitions = anchors.get(name);
        if (definitions) definitions.push({ offset: at, base, node });
        else anchors.set(name, [{ offset: at, base, node }]);
      }
    }
    for (const { name, at, end } of aliases)
      if (!anchors.get(name)?.some((d) => d.offset < at))
        lost.push({ code: 'unresolved-alias', message: `the alias *${name} has no anchor`, span: { start: at, end } });
  }
  return { text, root, problems: lost.length > 0 ? [...problems, ...lost.slice(0, 20)] : problems, anchors, pieces, openKey };
}

/** What is read alone of a part of a document, in order. */
function spansOf({ span, children = [] }: Chunk): readonly Span[] {
  return [{ start: span.start, end: children[0]?.start ?? span.end }, ...children];
}

/** Joins the pieces of a large document, by where they start, to one tree. `undefined` if a piece does not fit: the document must then be read as a whole. */
function assemble(chunks: readonly Chunk[], parts: ReadonlyMap<number, Piece>): { root: Node; problems: SyntaxProblem[] } | undefined {
  const problems: SyntaxProblem[] = [];
  const take = (start: number): Piece => {
    const piece = parts.get(start) as Piece;
    for (const p of piece.problems) problems.push({ ...p, span: { start: p.span.start + start, end: p.span.end + start } });
    return piece;
  };
  const pairs: Pair[] = [];
  for (const chunk of chunks) {
    const { start } = chunk.span;
    if (!chunk.children) {
      const piece = take(start);
      if (piece.root === null) continue;
      if (piece.root.type !== 'map') {
        if (piece.root.type !== 'scalar') return undefined;
        problems.push(stray(piece.root, start));
        continue;
      }
      for (const pair of piece.root.pairs) pairs.push({ ...pair, shift: pair.shift + start });
      continue;
    }
    const head = take(start);
    const owner = head.root?.type === 'map' ? head.root.pairs.at(-1) : undefined;
    if (!owner || owner.value !== null || head.root?.type !== 'map') return undefined;
    for (const pair of head.root.pairs.slice(0, -1)) pairs.push({ ...pair, shift: pair.shift + start });
    const parts = chunk.children.map((span) => ({ span, piece: take(span.start) }));
    const value = chunk.list ? listOf(parts, start) : mapOf(parts, start, problems);
    if (!value) return undefined;
    pairs.push({ key: owner.key, value, shift: start });
  }
  const root = wrap(pairs, 0);
  if (!root) return undefined;
  const check = (all: readonly Pair[], base: number) => {
    const seen = new Set<string>();
    problems.push(...all.flatMap((pair) => repeatedKey(pair.key, seen, base + pair.shift) ?? []));
  };
  check(pairs, 0);
  for (const pair of pairs)
    if (pair.value?.type === 'map' && chunks.some((c) => c.children && c.span.start === pair.shift)) check(pair.value.pairs, pair.shift);
  return { root, problems };
}

interface Part {
  readonly span: { readonly start: number };
  readonly piece: Piece;
}

function mapOf(parts: readonly Part[], parent: number, problems: SyntaxProblem[]): MapNode | undefined {
  const pairs: Pair[] = [];
  for (const { span, piece } of parts) {
    if (piece.root === null) continue;
    if (piece.root.type === 'scalar') {
      problems.push(stray(piece.root, span.start));
      continue;
    }
    if (piece.root.type !== 'map') return undefined;
    for (const pair of piece.root.pairs) pairs.push({ ...pair, shift: pair.shift + span.start - parent });
  }
  return wrap(pairs, 0);
}

function listOf(parts: readonly Part[], parent: number): Node | undefined {
  const items: Item[] = [];
  for (const { span, piece } of parts) {
    if (piece.root?.type !== 'seq') return undefined;
    for (const item of piece.root.items) items.push({ node: item.node, shift: item.shift + span.start - parent });
  }
  const first = items.find((i) => i.node);
  const last = items.findLast((i) => i.node);
  if (!first?.node || !last?.node) return undefined;
  // a block list begins at its first dash
  const dash = (parts[0] as Part).piece.root?.span.start ?? 0;
  return { type: 'seq', items, flow: false, open: false, span: { start: dash + (parts[0] as Part).span.start - parent, end: last.node.span.end + last.shift } };
}

function wrap(pairs: readonly Pair[], base: number): MapNode | undefined {
  const first = pairs[0];
  const last = pairs.at(-1);
  if (!first || !last) return undefined;
  const end = last.value ? Math.max(last.value.span.end, last.key.span.end) : last.key.span.end;
  return { type: 'map', pairs, flow: false, open: false, span: { start: base + first.shift + first.key.span.start, end: base + last.shift + end } };
}

function stray(node: Node, at: number): SyntaxProblem {
  return {
    code: 'yaml-syntax',
    message: 'a key and its value are expected here, separated by ": "',
    span: { start: node.span.start + at, end: node.span.end + at },
  };
}

/** Marks the collections to which a template adds entries that the text does not show. */
function markOpen(node: Node, open: ReadonlySet<number>, root: boolean): Node {
  const walk = (n: Node | null, force: boolean): Node | null => {
    if (!n) return n;
    if (n.type === 'map') {
      const own = force || open.has(n.span.start);
      return { ...n, open: own, pairs: n.pairs.map((p) => ({ ...p, value: walk(p.value, open.has(p.key.span.start)) })) };
    }
    if (n.type === 'seq') return { ...n, open: force, items: n.items.map((i) => ({ ...i, node: walk(i.node, false) })) };
    return n;
  };
  return walk(node, root) as Node;
}

/**
 * A CustomResourceDefinition is a schema of up to a megabyte that holds no workload: only its `apiVersion` and `kind` are read.
 * (`yaml` takes 200 to 450 ms to parse one of 790 KB.)
 */
function readLightly(text: string): MapNode | undefined {
  if (text.length < 2_000 || !/^kind:[ ]*["']?CustomResourceDefinition["']?[ ]*\r?$/m.test(text)) return undefined;
  // another key could be its kind, too, and such a line could stand in a text
  const lines = text.match(/^[^\s#].*/gm) ?? [];
  const first = /^[ ]*[^\s#-]/m.exec(text)?.[0];
  if (first?.startsWith(' ') || text.includes('\u0085') || !lines.every((line) => /^(?:(?:apiVersion|kind|metadata|spec|status):|---|\uFEFF)/.test(line)))
    return undefined;
  if (lines.filter((line) => line.startsWith('kind:')).length > 1) return undefined;
  const pairs: Pair[] = [];
  for (const match of text.matchAll(/^(apiVersion|kind):[ ]*["']?([^\s"'#]+)["']?/gm)) {
    const [whole, name, value] = match as unknown as [string, string, string];
    const start = match.index;
    const valueAt = start + whole.lastIndexOf(value);
    pairs.push({
      key: { type: 'scalar', text: name, style: 'plain', span: { start, end: start + name.length } },
      value: { type: 'scalar', text: value, style: 'plain', span: { start: valueAt, end: valueAt + value.length } },
      shift: 0,
    });
  }
  return wrap(pairs, 0);
}

declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new (encoding: string, options: { ignoreBOM: boolean }) => { decode(bytes: Uint8Array): string };

/** Copies a slice of a text. The slice itself would keep the whole text in memory for as long as the piece is reused. */
function flat(text: string): string {
  const copy = new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text));
  return copy === text ? copy : text; // lone surrogates do not survive the round trip
}
