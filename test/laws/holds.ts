import { isDeepStrictEqual } from 'node:util';
import { isAlias, isCollection, isScalar, Lexer, type Node, parseAllDocuments } from 'yaml';
import type { PathOp } from '../../server/src/fix/ops.ts';
import { applyEdits, type EditSet, editSet } from '../../server/src/text/text.ts';
import { applied, read } from './meanings.ts';

/** A text and its values as another reader than ours sees them; used for many cases. */
export interface Known {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly comments: readonly string[];
  /** The text is JSON, and must stay JSON. */
  readonly json: boolean;
  /** The first and the last line that an operation may change. Other lines may only be inserted, or removed with an entry. */
  readonly linesOf: (op: PathOp) => readonly [number, number] | undefined;
}

export function known(text: string): Known {
  const values = read(text);
  const documents = parseAllDocuments(text, { version: '1.1', uniqueKeys: false, logLevel: 'silent' });
  const starts = [0, ...[...text.matchAll(/\n/g)].map((m) => m.index + 1)];
  const lineOf = (at: number) => starts.findLastIndex((start) => start <= at);
  const linesOf = (op: PathOp): readonly [number, number] | undefined => {
    if (op.op === 'comment') return undefined;
    let node = documents[op.at.document]?.contents as Node | null;
    let key: Node | null = null;
    let found = 0;
    for (const step of op.at.path) {
      if (!node || !isCollection(node)) break;
      const pairs = node.items as { key?: Node; value?: Node | null }[];
      const item = typeof step === 'number' && !pairs[0]?.key ? (node.items[step] as Node | undefined) : undefined;
      const pair = item ? undefined : pairs.find((p) => isScalar(p.key) && String((p.key as { source?: string }).source ?? p.key.value) === String(step));
      if (!item && !pair) break;
      key = pair?.key ?? item ?? null;
      node = pair ? (pair.value ?? null) : (item ?? null);
      found++;
    }
    const own = key?.range?.[0] ?? node?.range?.[0] ?? 0;
    const inList = typeof op.at.path[found - 1] === 'number' && key === node;
    const from = inList ? Math.max(0, text.lastIndexOf('-', own - 1)) : own;
    const to = Math.max(node?.range?.[1] ?? from, from);
    // new entries go below the last one of a block collection, which does not change
    if (found < op.at.path.length && isCollection(node) && !node.flow) return undefined;
    return [lineOf(isAlias(node) || found > 0 ? from : (node?.range?.[0] ?? 0)), lineOf(to)];
  };
  return { text, values, comments: commentsIn(text), json: isJson(text), linesOf };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The comments of a text, as the lexer of `yaml` finds them. */
export function commentsIn(text: string): string[] {
  const out: string[] = [];
  let scalar = false;
  for (const lexeme of new Lexer().lex(text.replace(/^\uFEFF/, ''))) {
    if (!scalar && lexeme.startsWith('#')) out.push(lexeme.trimEnd());
    scalar = !scalar && lexeme === '\u001f';
  }
  return out;
}

/** The broken law of compiled edits, in words; `undefined` if all laws hold. */
export function broken(before: Known, ops: readonly PathOp[], edits: EditSet, after: string): string | undefined {
  return brokenOrder(before, ops, edits, after) ?? brokenMeaning(before, ops, after) ?? brokenComments(before, ops, after) ?? brokenLines(before, ops, after);
}

/** Law: edits are sorted, disjoint and can be undone; they keep the byte order mark, the line ends and the end of the text. */
function brokenOrder({ text }: Known, ops: readonly PathOp[], edits: EditSet, after: string): string | undefined {
  let at = 0;
  let shift = 0;
  const inverse = edits.map(({ span, newText }) => {
    const start = span.start + shift;
    shift += newText.length - (span.end - span.start);
    return { span: { start, end: start + newText.length }, newText: text.slice(span.start, span.end) };
  });
  for (const { span } of edits) {
    if (span.start < at || span.end < span.start || span.end > text.length) return 'edits are in order and disjoint';
    at = span.end;
  }
  if (applyEdits(after, editSet(inverse)) !== text) return 'undo restores the text';
  if (after.startsWith('\uFEFF') !== text.startsWith('\uFEFF')) return 'the byte order mark stays';
  if (text.includes('\r\n') ? /[^\r]\n/.test(after) : after.includes('\r')) return 'lines end as they did';
  if (!/[|>]/.test(text) && !ops.some((op) => op.op === 'remove') && after.endsWith('\n') !== text.endsWith('\n')) return 'the text ends as it did';
  return undefined;
}

/** Law: the values are those that the operations define; documents without an operation keep their values. */
function brokenMeaning({ values, json }: Known, ops: readonly PathOp[], after: string): string | undefined {
  let result: unknown[];
  try {
    result = read(after);
    if (json) JSON.parse(after);
  } catch (error) {
    return `the result is YAML, or JSON: ${error}`;
  }
  if (result.length !== values.length) return 'no document comes or goes';
  for (const [i, value] of values.entries()) {
    const own = ops.filter((op) => op.at.document === i);
    if (own.length === 0) {
      if (!isDeepStrictEqual(result[i], value)) return 'no other document is touched';
      continue;
    }
    const wanted = applied(value, own);
    if (!wanted || !isDeepStrictEqual(result[i], wanted.value)) return 'the meaning is what the operations say';
  }
  return undefined;
}

/** Law: comments stay, in order, except those of removed entries; new comments are there. */
function brokenComments({ comments }: Known, ops: readonly PathOp[], after: string): string | undefined {
  const written = ops.flatMap((op) => (op.op === 'comment' ? [`# ${op.text}`] : []));
  const now = commentsIn(after);
  const old = now.filter((c) => !written.includes(c));
  const kept = ops.some((op) => op.op === 'remove') ? comments.filter((c) => old.includes(c)) : comments;
  if (!isDeepStrictEqual(old, kept)) return 'comments stay';
  return now.length - old.length === written.length ? undefined : 'comments are written once';
}

/** Law: lines that no operation is about stay the same, byte for byte and in order. */
function brokenLines({ text, linesOf }: Known, ops: readonly PathOp[], after: string): string | undefined {
  if (ops.some((op) => op.op === 'remove')) return undefined; // the next entry may move up to a dash, and the collection around may become empty
  const zones = ops.map(linesOf).filter((zone) => zone !== undefined);
  const lines = (of: string) =>
    of
      .replace(/^\uFEFF/, '')
      .split('\n')
      .map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  const result = lines(after);
  let next = 0;
  for (const [i, line] of lines(text).entries()) {
    if (zones.some(([first, last]) => first <= i && i <= last)) continue;
    const found = result.indexOf(line, next);
    if (found < 0) return `line ${i + 1} stays: ${JSON.stringify(line)}`;
    next = found + 1;
  }
  return undefined;
}
