import { follow, writtenPath } from '../syntax/navigate.ts';
import { type Json, type Path, type Site, samePath, startsWith } from '../syntax/site.ts';
import type { SyntaxDocument } from '../syntax/source-file.ts';
import { HOLE } from '../syntax/tree.ts';
import { scalarMeaning } from './meaning.ts';
import type { PathOp } from './ops.ts';

type Ops = readonly [PathOp, ...PathOp[]];

/** Lists and maps with more entries than this are not copied for one of their users. */
const MAX_COPY = 64;

/** The same operations with written paths: not through aliases and merge keys. They must be compiled with the option `shared`. */
export function writtenOps(document: SyntaxDocument, ops: readonly PathOp[]): Ops {
  return onceEach(ops.map((op) => writtenOp(document, op)));
}

/**
 * The same change as local entries, for one user of a shared value alone; `undefined` if no local entries can say it.
 * @param user the service or container
 * @param neutral the value that means "not set" at a site, used to remove a value that comes from elsewhere
 */
export function localOps(document: SyntaxDocument, ops: readonly PathOp[], user: Site, neutral: (site: Site) => Json | undefined): Ops | undefined {
  const local: PathOp[] = [];
  const lists = new Map<string, ListCopy>();
  for (const op of ops) {
    if (isOwn(document, op, user)) {
      local.push(op);
      continue;
    }
    const at = op.at.file === undefined && startsWith(op.at.path, user.path) ? op.at : siteIn(op.at, user);
    if (!at || op.op === 'comment' || op.op === 'rename') return undefined;
    // a container stands in a list itself, which is not to be copied
    const list = at.path.findIndex((step, i) => i >= user.path.length && typeof step === 'number');
    if (list < 0 && op.op === 'set') local.push({ ...op, at });
    else if (list < 0 && op.op === 'remove') {
      const value = neutral(at);
      if (value === undefined) return undefined;
      local.push({ op: 'set', at, value });
    } else {
      // no local entry can win over a single item of a list: the whole list is written again
      const path = list < 0 ? at.path : at.path.slice(0, list);
      const key = JSON.stringify(path);
      const copy = lists.get(key) ?? copyOf(document, { ...at, path });
      if (!copy || !changeCopy(copy, op, at.path.slice(path.length))) return undefined;
      lists.set(key, copy);
    }
  }
  const copies = [...lists.values()].map(
    ({ at, items, added }): PathOp => ({ op: 'set', at, value: [...items.filter((item) => item !== undefined), ...added] }),
  );
  return onceEach([...local, ...copies]);
}

/**
 * What another user of the values that operations on one of them change has to write to keep its own; `undefined` if that cannot be written.
 * @param user the service or container that the operations are meant for
 */
export function keepingOps(document: SyntaxDocument, ops: readonly PathOp[], user: Path, other: Path): readonly PathOp[] | undefined {
  const kept: PathOp[] = [];
  for (const { at } of ops) {
    if (at.file !== undefined || !startsWith(at.path, user)) continue;
    const list = at.path.findIndex((step) => typeof step === 'number');
    const path = [...other, ...at.path.slice(user.length, list < 0 ? undefined : list)];
    if (!follow(document, path) || samePath(writtenPath(document, path), path)) continue;
    const value = jsonAt(document, path);
    if (value === undefined) return undefined;
    kept.push({ op: 'set', at: { document: at.document, path, part: 'pair' }, value });
  }
  return kept.length > 0 ? onceEach(kept) : undefined;
}

/** Whether an operation changes what the user itself writes. */
function isOwn(document: SyntaxDocument, { at: { file, path } }: PathOp, user: Site): boolean {
  return file === undefined && samePath(writtenPath(document, path), path) && (startsWith(path, user.path) || path[0] !== 'services');
}

/** The place in a service that wins over a place of another service, which it extends; none wins over an item of a list. */
function siteIn({ path, part }: Site, { document, path: own }: Site): Site | undefined {
  const isEntry = path[0] === 'services' && path.length > 2 && path.every((step) => typeof step === 'string');
  return isEntry && own[0] === 'services' ? { document, part, path: [...own, ...path.slice(2)] } : undefined;
}

function writtenOp(document: SyntaxDocument, op: PathOp): PathOp {
  if (op.at.file !== undefined) return op;
  const at: Site = { ...op.at, path: writtenPath(document, op.at.path) };
  return op.op === 'remove' ? { ...op, at, prune: op.prune === true && !emptiesAnchored(document, at.path) } : { ...op, at };
}

/** Whether the removal of an entry, with the parents that are then empty, would reach an anchored block. It must stay: aliases refer to it. */
function emptiesAnchored(document: SyntaxDocument, path: Path): boolean {
  for (let depth = path.length - 1; depth > 0; depth--) {
    const node = follow(document, path.slice(0, depth))?.node;
    if (node?.anchor !== undefined) return true;
    if ((node?.type === 'map' ? node.pairs : node?.type === 'seq' ? node.items : []).length !== 1) return false;
  }
  return false;
}

function onceEach(ops: readonly PathOp[]): Ops {
  const kept = new Map(ops.map((op) => [JSON.stringify(op), op]));
  return [...kept.values()] as unknown as Ops;
}

/** A list that one user gets for itself. */
interface ListCopy {
  readonly at: Site;
  /** The items that it had, by their indexes; `undefined` for one that is removed. */
  readonly items: (Json | undefined)[];
  readonly added: Json[];
}

function copyOf(document: SyntaxDocument, at: Site): ListCopy | undefined {
  const items = jsonAt(document, at.path);
  return Array.isArray(items) ? { at, items: [...items], added: [] } : undefined;
}

/**
 * Makes the change of an operation in a copy of its list; false if that is not possible.
 * @param path the path of the operation in the list
 */
function changeCopy({ items, added }: ListCopy, op: PathOp, [index, ...rest]: Path): boolean {
  if (op.op === 'append' || op.op === 'ensure') {
    const there = op.op === 'ensure' && [...items, ...added].some((item) => JSON.stringify(item) === JSON.stringify(op.value));
    if (!there) added.push(op.value);
    return index === undefined;
  }
  if (typeof index !== 'number' || (op.op !== 'set' && (op.op !== 'remove' || rest.length > 0))) return false;
  items[index] = op.op === 'set' ? changed(items[index], rest, op.value) : undefined;
  return true;
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
