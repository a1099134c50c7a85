import { follow, writtenPath } from '../syntax/navigate.ts';
import { type Json, type Path, type Site, samePath } from '../syntax/site.ts';
import type { SyntaxDocument } from '../syntax/source-file.ts';
import { HOLE } from '../syntax/tree.ts';
import { scalarMeaning } from './meaning.ts';
import type { Fix, PathOp } from './ops.ts';

/** Lists and maps with more entries than this are not copied for one of their users. */
const MAX_COPY = 64;

/**
 * The variants of a fix for a value that several services or containers share through an anchor:
 * - for all of them, at the place where the value is written;
 * - for one alone, by a local entry that wins over the shared value.
 *
 * A fix of a value that is not shared is returned unchanged.
 * @param one the service or container that the finding belongs to: its name, and the plural of its kind
 * @param users how many share the value at a site; at least 1
 * @param neutral the value that means "not set" at a site, used to remove a value that a merge key brings
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
  // where the value itself is written, there is no other place for a local entry
  const local = fix.ops.map((op, i) => (!isThere(op, i) ? localOp(document, op, neutral) : users(op.at) > 1 ? undefined : op));
  const all: Fix = { ...everywhere, scope: 'shared', reach: { all: n, kind: one.kind } };
  if (!local.every((op) => op !== undefined)) return [all];
  return [all, { ...fix, reach: { only: one.name }, ops: onceEach(local as PathOp[]) }];
}

/** The same operations with written paths: not through aliases and merge keys. They must be compiled with the option `shared`. */
export function writtenOps(document: SyntaxDocument, ops: readonly PathOp[]): readonly PathOp[] {
  return onceEach(ops.map((op) => writtenOp(document, op)));
}

function writtenOp(document: SyntaxDocument, op: PathOp): PathOp {
  if (op.at.file !== undefined) return op;
  const at: Site = { ...op.at, path: writtenPath(document, op.at.path) };
  // an anchored block may become empty, but must stay: aliases refer to it
  const anchored = follow(document, at.path.slice(0, -1))?.node?.anchor !== undefined;
  return op.op === 'remove' ? { ...op, at, prune: op.prune === true && !anchored } : { ...op, at };
}

function onceEach(ops: readonly PathOp[]): readonly [PathOp, ...PathOp[]] {
  const kept = new Map(ops.map((op) => [JSON.stringify(op), op]));
  return [...kept.values()] as unknown as readonly [PathOp, ...PathOp[]];
}

/** The same change as a local entry, for one user of the shared value alone; `undefined` if no local entry can say it. */
function localOp(document: SyntaxDocument, op: PathOp, neutral: (site: Site) => Json | undefined): PathOp | undefined {
  const { path } = op.at;
  const list = path.findIndex((step) => typeof step === 'number');
  if (op.op === 'comment' || op.op === 'rename') return undefined;
  if (list < 0 && op.op === 'set') return op;
  if (list < 0 && op.op === 'remove') {
    const value = neutral(op.at);
    return value === undefined ? undefined : { op: 'set', at: op.at, value };
  }
  // no local entry can win over a single item of a list: the whole list is written again
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

/** A written value as JSON; `undefined` if it has something that JSON cannot express, such as a tag or a template action, or is too large. */
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
