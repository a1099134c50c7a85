import type { Span } from '../text/text.ts';
import { type Cursor, cursorOf, isMergeKey, loneMerge, mergesOf, pairOf, resolve, rootCursor } from './cursor.ts';
import type { Path, Site } from './site.ts';
import type { SyntaxDocument } from './source-file.ts';
import type { Item, Node } from './tree.ts';

/**
 * The entry of a map, its own or a merged one, or the item of a list. `undefined` if it does not exist. A key with nothing behind it
 * gives a cursor with `node: null`.
 * @param asked used by the search itself: see {@link mergesOf}
 */
export function child(cursor: Cursor, step: string | number, asked?: Set<Node>): Cursor | undefined {
  const { node } = cursor;
  if (node?.type === 'map') {
    const name = String(step);
    const pair = pairOf(node, name);
    if (pair) {
      const base = cursor.base + pair.shift;
      return resolve(cursorOf(cursor.anchors, pair.value, base, [...cursor.path, step], cursor.through, { node: pair.key, base }));
    }
    return mergedChild(cursor, step, asked);
  }
  if (node?.type === 'seq' && typeof step === 'number') {
    const item = node.items[step];
    if (!item) return undefined;
    return resolve(cursorOf(cursor.anchors, item.node, cursor.base + item.shift, [...cursor.path, step], cursor.through));
  }
  return undefined;
}

/**
 * The entry that a map gets through `<<`, even if the map itself has an entry with that key.
 * @param after only by a `<<` behind so many entries
 */
export function mergedChild(cursor: Cursor, step: string | number, asked?: Set<Node>, after = 0): Cursor | undefined {
  if (cursor.node?.type !== 'map' || !pairOf(cursor.node, '<<')) return undefined;
  const lone = asked || after > 0 ? undefined : loneMerge(cursor, cursor.node);
  if (lone) {
    const pair = pairOf(lone.node, String(step));
    const base = lone.base + (pair?.shift ?? 0);
    return pair && resolve(cursorOf(cursor.anchors, pair.value, base, [...cursor.path, step], 'merge', { node: pair.key, base }));
  }
  const followed = asked ?? new Set<Node>();
  for (const merged of mergesOf(cursor, followed, after)) {
    const found = child(merged, step, followed);
    if (found) return { ...found, path: [...cursor.path, step], through: 'merge' };
  }
  return undefined;
}

/** Whether a map or list may have entries that the file does not show: a template adds some, or `<<` names something that is not a map. */
export function isOpen(cursor: Cursor, asked?: Set<Node>): boolean {
  const { node } = cursor;
  if (node?.type === 'seq') return node.open;
  if (node?.type !== 'map') return false;
  if (node.open) return true;
  if (!pairOf(node, '<<') || !node.pairs.some(({ key }) => isMergeKey(key)) || asked?.has(node)) return false;
  const lone = asked ? undefined : loneMerge(cursor, node);
  if (lone) return lone.node.open;
  const all = asked ?? new Set();
  const merges = mergesOf(cursor, all);
  return merges.length === 0 || merges.some((m) => isOpen(m, all));
}

/** The keys of a map, each once: first its own, in order, then those of merged maps. */
export function keys(cursor: Cursor, asked?: Set<Node>): string[] {
  const { node } = cursor;
  if (node?.type !== 'map') return [];
  const names = new Set<string>();
  for (const pair of node.pairs) if (!isMergeKey(pair.key)) names.add(pair.key.text);
  // nearly every map merges nothing, and is asked often
  if (!asked && !pairOf(node, '<<')) return [...names];
  const lone = asked ? undefined : loneMerge(cursor, node);
  if (lone) {
    for (const { key } of lone.node.pairs) names.add(key.text);
    return [...names];
  }
  const all = asked ?? new Set();
  for (const merged of mergesOf(cursor, all)) for (const name of keys(merged, all)) names.add(name);
  return [...names];
}

/** Follows a path from the root of a document; `undefined` if it leads nowhere. */
export function follow(document: SyntaxDocument, path: Path): Cursor | undefined {
  let at: Cursor | undefined = rootCursor(document);
  for (const step of path) {
    at = child(at, step);
    if (!at) return undefined;
  }
  return at;
}

/**
 * The path at which a logical path is written in the text: through the anchored node instead of the alias or merge key. If only the
 * first steps exist, the other steps are appended to their written path.
 */
export function writtenPath(document: SyntaxDocument, path: Path): Path {
  let at = rootCursor(document);
  let written: Path = [];
  for (const [i, step] of path.entries()) {
    const holder = holderOf(at, step);
    const next = holder && child(holder.cursor, step);
    if (!holder || !next) return [...written, ...path.slice(i)];
    written = [...(holder.cursor === at ? written : (pathOfNode(document, holder.cursor.node) ?? written)), step];
    if (holder.alias) written = pathOfNode(document, next.node) ?? written;
    at = next;
  }
  return written;
}

/** The map or list in whose text an entry is written (the map itself or one that it merges), and whether its value is an alias there. */
function holderOf(cursor: Cursor, step: string | number, asked = new Set<Node>()): { readonly cursor: Cursor; readonly alias: boolean } | undefined {
  const { node } = cursor;
  if (node?.type === 'seq') return { cursor, alias: typeof step === 'number' && node.items[step]?.node?.type === 'alias' };
  if (node?.type !== 'map') return undefined;
  const pair = pairOf(node, String(step));
  if (pair) return { cursor, alias: pair.value?.type === 'alias' };
  for (const merged of mergesOf(cursor, asked)) {
    const holder = holderOf(merged, step, asked);
    if (holder) return holder;
  }
  return undefined;
}

/** The path of a node in the text, without following aliases; `undefined` if the document does not have that node. */
function pathOfNode(document: SyntaxDocument, wanted: Node | null): Path | undefined {
  const search = (node: Node | null): Path | undefined => {
    if (node === wanted) return [];
    const below =
      node?.type === 'map'
        ? node.pairs.map((pair) => [pair.key.text, pair.value] as const)
        : node?.type === 'seq'
          ? node.items.map((item, i) => [i, item.node] as const)
          : [];
    for (const [step, value] of below) {
      const found = value && search(value);
      if (found) return [step, ...found];
    }
    return undefined;
  };
  return wanted ? search(document.root) : undefined;
}

/** Whether the map at a cursor is `node`, or merges it with `<<`, directly or not. An entry that is added to `node` then is in the map too. */
export function hasEntriesOf(cursor: Cursor, node: Node | null, asked = new Set<Node>()): boolean {
  return cursor.node === node || mergesOf(cursor, asked).some((merged) => hasEntriesOf(merged, node, asked));
}

/** The span of a site, relative to its document; `undefined` if nothing is written there. */
export function locate(document: SyntaxDocument, site: Site): Span | undefined {
  const cursor = follow(document, site.path);
  if (!cursor) return undefined;
  const key = cursor.key ? shifted(cursor.key.node.span, cursor.key.base) : undefined;
  // the value of an alias is written elsewhere: the span is then the key alone
  const inPlace = cursor.key === undefined || !(cursor.through === 'alias' || cursor.broken) || sameNeighbourhood(cursor);
  const value = cursor.node && inPlace ? shifted(cursor.node.span, cursor.base) : undefined;
  switch (site.part) {
    case 'key':
      return key ?? value;
    case 'value':
      return value ?? key;
    case 'pair':
      if (!key) return value;
      return value && value.start >= key.start ? { start: key.start, end: Math.max(key.end, value.end) } : key;
  }
}

/** Whether the value stands behind its key, in the same piece of the document. */
function sameNeighbourhood(cursor: Cursor): boolean {
  return cursor.key !== undefined && cursor.node !== null && cursor.base === cursor.key.base && cursor.node.span.start >= cursor.key.node.span.end;
}

function shifted(span: Span, by: number): Span {
  return { start: span.start + by, end: span.end + by };
}

/** A scalar, alias or key of the text. */
interface Written {
  readonly path: Path;
  readonly onKey: boolean;
  /** In a key: its value. */
  readonly node: Node | null;
  /** UTF-16 units to add to the spans of `node`, which gives offsets in the document. */
  readonly base: number;
}

/** The innermost scalar, alias or key at an offset of the document, as written: aliases are not followed. `undefined` if none is there. */
export function pathAt(document: SyntaxDocument, offset: number): Written | undefined {
  const walk = (node: Node | null, base: number, path: Path): Written | undefined => {
    if (!node) return undefined;
    if (node.type === 'map') {
      for (const pair of node.pairs) {
        const shift = base + pair.shift;
        const next = [...path, pair.key.text];
        if (contains(pair.key.span, shift, offset)) return { path: next, onKey: true, node: pair.value, base: shift };
        if (pair.value && contains(pair.value.span, shift, offset)) return walk(pair.value, shift, next);
      }
      return undefined;
    }
    if (node.type === 'seq') {
      for (let i = 0; i < node.items.length; i++) {
        const item = node.items[i] as Item;
        const shift = base + item.shift;
        if (item.node && contains(item.node.span, shift, offset)) return walk(item.node, shift, [...path, i]);
      }
      return undefined;
    }
    return contains(node.span, base, offset) ? { path, onKey: false, node, base } : undefined;
  };
  return walk(document.root, 0, []);
}

/** Whether a `#` at an offset of the document is data: it stands in a key or scalar, and not behind the header of a block scalar. */
export function isData(document: SyntaxDocument, offset: number): boolean {
  const at = pathAt(document, offset);
  if (at?.onKey !== false || at.node?.type !== 'scalar') return at !== undefined;
  return at.node.style !== 'block' || document.text.slice(at.node.span.start + at.base, offset).includes('\n');
}

function contains(span: Span, base: number, offset: number): boolean {
  return span.start + base <= offset && offset <= span.end + base;
}
