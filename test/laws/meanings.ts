import { parseAllDocuments } from 'yaml';
import type { PathOp } from '../../server/src/fix/ops.ts';
import type { Json } from '../../server/src/syntax/site.ts';

/** The values of the documents of a text, by another reader than ours: the YAML 1.1 of `yaml`. */
export function read(text: string): unknown[] {
  return parseAllDocuments(text, { version: '1.1', merge: true, uniqueKeys: false, logLevel: 'silent' }).map((document) => {
    if (document.errors.length > 0) throw new Error(`${document.errors[0]?.message}`);
    return document.toJS({ maxAliasCount: 10_000 }) as unknown;
  });
}

const GONE = Symbol('gone');
type Slot = Record<string | number, unknown>;

/** Applies operations to a plain value: this defines what a fix must mean. `undefined` if an operation makes no sense there. */
export function applied(before: unknown, ops: readonly PathOp[]): { value: unknown } | undefined {
  const holder: Slot = { root: structuredClone(JSON.parse(JSON.stringify(before))) };
  const renamed = new Set<string>();
  const added: { list: unknown[]; depth: number; value: Json; unique: boolean }[] = [];
  // all operations refer to the old value: so outer maps are made first, then values below them; removals come last, pruning ones at the very end
  const rank = (op: PathOp) => (op.op === 'set' && JSON.stringify(op.value).startsWith('{') ? 0 : op.op !== 'remove' ? 1 : op.prune ? 3 : 2);
  const inOrder = [...ops].sort((a, b) => rank(a) - rank(b) || (rank(a) === 0 ? a.at.path.length - b.at.path.length : 0));
  for (const op of inOrder) {
    if (op.op === 'comment') continue;
    const path = ['root', ...op.at.path];
    if (op.op === 'remove') {
      const trail = trailTo(holder, path);
      if (trail === 'gone') continue;
      if (!trail) return undefined;
      for (let i = trail.length - 1; i >= 0; i--) {
        const { parent, key } = trail[i] as { parent: Slot; key: string | number };
        if (
          i < trail.length - 1 &&
          (!op.prune || i === 0 || added.some((a) => a.list === parent[key]) || Object.values(parent[key] as Slot).some((v) => v !== GONE))
        )
          break;
        parent[key] = GONE;
      }
      continue;
    }
    const parent = makeParents(holder, path.slice(0, -1));
    const key = path.at(-1) as string | number;
    if (!parent || (Array.isArray(parent) && !(Number(key) < parent.length))) return undefined;
    if (op.op === 'set') parent[key] = merged(parent[key], op.value);
    else if (op.op === 'rename') {
      if (renamed.has(JSON.stringify(op.at))) continue; // the same operation twice
      renamed.add(JSON.stringify(op.at));
      if (Array.isArray(parent) || !(key in parent) || op.to in parent) return undefined;
      parent[op.to] = parent[key];
      parent[key] = GONE;
    } else {
      if (parent[key] === undefined || parent[key] === null) parent[key] = [];
      if (!Array.isArray(parent[key])) return undefined;
      added.push({ list: parent[key] as unknown[], depth: path.length, value: op.value, unique: op.op === 'ensure' });
    }
  }
  // whether a list has a value already depends on its new items: so inner lists come first
  added.sort((a, b) => b.depth - a.depth);
  for (const { list, value, unique } of added) if (!unique || !list.some((item) => JSON.stringify(swept(item)) === JSON.stringify(value))) list.push(value);
  return { value: swept(holder['root']) };
}

function trailTo(holder: Slot, path: readonly (string | number)[]): { parent: Slot; key: string | number }[] | 'gone' | undefined {
  const trail: { parent: Slot; key: string | number }[] = [];
  let at: unknown = holder;
  for (const key of path) {
    if (at === GONE) return 'gone';
    if (typeof at !== 'object' || at === null || !(key in at)) return undefined;
    trail.push({ parent: at as Slot, key });
    at = (at as Slot)[key];
  }
  return trail;
}

function makeParents(holder: Slot, path: readonly (string | number)[]): Slot | undefined {
  let at: Slot = holder;
  for (const key of path) {
    if (Array.isArray(at) && !(Number(key) < at.length)) return undefined;
    if (at[key] === undefined || at[key] === null) at[key] = {};
    if (typeof at[key] !== 'object') return undefined;
    at = at[key] as Slot;
  }
  return at;
}

function merged(before: unknown, value: Json): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const base: Slot = typeof before === 'object' && before !== null && !Array.isArray(before) ? { ...(before as Slot) } : {};
  for (const [key, part] of Object.entries(value)) base[key] = merged(base[key], part);
  return base;
}

function swept(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((v) => v !== GONE).map(swept);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, part]) => (part === GONE ? [] : [[key, swept(part)]])));
}
