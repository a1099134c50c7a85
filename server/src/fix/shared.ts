import { follow, writtenPath } from '../syntax/navigate.ts';
import { type Json, type Path, type Site, samePath } from '../syntax/site.ts';
import type { SyntaxDocument } from '../syntax/source-file.ts';
import { HOLE } from '../syntax/tree.ts';
import { scalarMeaning } from './meaning.ts';
import type { Fix, PathOp } from './ops.ts';

/** Lists and maps larger than this are not copied into one of their users. */
const MAX_COPY = 64;

/**
 * The ways to apply a fix to a value that several things share through an anchor: for all of them, where it is written, and for the one
 * alone, by an entry of its own that wins. A fix of what is not shared is returned as it is.
 * @param users how many things share what is written at a path; at least one
 * @param one the one that the finding belongs to, and what those like it are called
 * @param neutral the value that stands for "not set" at a place, where a merge key brings a value that has to go
 */
export function sharedVariants(
  fix: Fix,
  document: SyntaxDocument,
  one: { readonly name: string; readonly kind: string },
  users: (site: Site) => number,
  neutral: (site: Site) => Json | undefined,
): readonly Fix[] {
  if ('blocked' in fix) return [fix];
  const written = fix.ops.map((op) => writtenOp(document, op));
  const isThere = (op: PathOp, i: number) => samePath(op.at.path, (written[i] as PathOp).at.path);
  const shared = fix.ops.filter((op, i) => !isThere(op, i) || users(op.at) > 1);
  const [first] = shared;
  if (!first) return [fix];
  const n = Math.max(...shared.map((op) => users(op.at)));
  const everywhere: Fix = { ...fix, scope: 'single', ops: onceEach(written) };
  if (n < 2) return [everywhere];
  // the one at whose place it is written has no other place for an entry of its own
  const local = fix.ops.map((op, i) => (!isThere(op, i) ? localOp(document, op, neutral) : users(op.at) > 1 ? undefined : op));
  const all: Fix = { ...everywhere, scope: 'shared', reach: { all: n, kind: one.kind } };
  if (!local.every((op) => op !== undefined)) return [all];
  return [all, { ...fix, reach: { only: one.name }, ops: onceEach(local as PathOp[]) }];
}

/** Operations on what stands behind aliases and merge keys, where it is written; to be compiled as shared. */
export function writtenOps(document: SyntaxDocument, ops: readonly PathOp[]): readonly PathOp[] {
  return onceEach(ops.map((op) => writtenOp(document, op)));
}

function writtenOp(document: SyntaxDocument, op: PathOp): PathOp {
  if (op.at.file !== undefined) return op;
  const at: Site = { ...op.at, path: writtenPath(document, op.at.path) };
  // an anchored block may become empty, but aliases still stand for it
  const anchored = follow(document, at.path.slice(0, -1))?.node?.anchor !== undefined;
  return op.op === 'remove' ? { ...op, at, prune: op.prune === true && !anchored } : { ...op, at };
}

function onceEach(ops: readonly PathOp[]): readonly [PathOp, ...PathOp[]] {
  const kept = new Map(ops.map((op) => [JSON.stringify(op), op]));
  return [...kept.values()] as unknown as readonly [PathOp, ...PathOp[]];
}

/** The same change as an entry of the one thing that has it from elsewhere; `undefined` if there is no such entry. */
function localOp(document: SyntaxDocument, op: PathOp, neutral: (site: Site) => Json | undefined): PathOp | undefined {
  const { path } = op.at;
  const list = path.findIndex((step) => typeof step === 'number');
  if (op.op === 'comment' || op.op === 'rename') return undefined;
  if (list < 0 && op.op === 'set') return op;
  if (list < 0 && op.op === 'remove') {
    const value = neutral(op.at);
    return value === undefined ? undefined : { op: 'set', at: op.at, value };
  }
  // a list has no entry that wins over one item: it is written anew
  const at: Site = { ...op.at, path: list < 0 ? path : path.slice(0, list) };
  const before = jsonAt(document, at.path);
  if (!Array.isArray(before)) return undefined;
  const index = path[list] as number;
  if (op.op === 'append' || op.op === 'ensure') {
    const there = op.op === 'ensure' && before.some((item) => JSON.stringify(item) === JSON.stringify(op.value));
    return list < 0 ? { op: 'set', at, value: there ? before : [...before, op.value] } : undefined;
  }
  if (op.op === 'remove' && list === path.length - 1) return { op: 'set', at, value: before.toSpliced(index, 1) };
  if (op.op === 'set') return { op: 'set', at, value: before.with(index, changed(before[index], path.slice(list + 1), op.value)) };
  return undefined;
}

function changed(before: Json | undefined, [step, ...rest]: Path, value: Json): Json {
  if (step === undefined) return value;
  const map = typeof before === 'object' && before !== null && !Array.isArray(before) ? (before as { readonly [key: string]: Json }) : {};
  return { ...map, [step]: changed(map[step], rest, value) };
}

/** A written value as JSON; `undefined` if a template or a tag says something that JSON cannot. */
function jsonAt(document: SyntaxDocument, path: Path): Json | undefined {
  const node = follow(document, path)?.node;
  if (!node || node.type === 'alias') return undefined;
  if (node.type === 'scalar') {
    const meaning = scalarMeaning(node.text, node.style === 'plain', node.tag);
    return meaning.tag !== undefined || node.text.includes(HOLE) || typeof meaning.value === 'bigint' ? undefined : meaning.value;
  }
  if (node.tag !== undefined || node.open) return undefined;
  if (node.type === 'seq') {
    const items = node.items.length > MAX_COPY ? [undefined] : node.items.map((_, i) => jsonAt(document, [...path, i]));
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  const entries =
    node.pairs.length > MAX_COPY ? [['', undefined] as const] : node.pairs.map(({ key }) => [key.text, jsonAt(document, [...path, key.text])] as const);
  return entries.every(([key, value]) => value !== undefined && key !== '<<') ? (Object.fromEntries(entries) as Json) : undefined;
}
