import type { Path } from './site.ts';
import type { SyntaxDocument } from './source-file.ts';
import type { MapNode, Node, Pair, ScalarNode } from './tree.ts';

/** A node that a logical path leads to: aliases and merge keys on the way are followed. */
export interface Cursor {
  /** Those of the document. Not the document: what is read of a part that does not change outlives it. */
  readonly anchors: SyntaxDocument['anchors'];
  /** `null` if nothing is written, or if an alias names no anchor (then `broken` is true). */
  readonly node: Node | null;
  /** UTF-16 units to add to the spans of `node` and below, which gives offsets in the document. */
  readonly base: number;
  readonly path: Path;
  readonly key: { readonly node: ScalarNode; readonly base: number } | undefined;
  /** Whether the path went through an alias or a merge key. An edit here would then change a text that other places may share. */
  readonly through: 'alias' | 'merge' | undefined;
  readonly broken: boolean;
}

/** An alias of an alias of an alias… is followed this many times. This also ends cycles. */
const MAX_HOPS = 32;

/** The cursor at the root of a document: every path starts there. */
export function rootCursor(document: SyntaxDocument): Cursor {
  return resolve(cursorOf(document.anchors, document.root, 0, []));
}

/** The cursor at a node; an alias is not followed. */
export function cursorOf(anchors: Cursor['anchors'], node: Node | null, base: number, path: Path, through?: Cursor['through'], key?: Cursor['key']): Cursor {
  return { anchors, node, base, path, key, through, broken: false };
}

/** Key indexes of long maps (such as the services of a large Compose file), which are searched often. Each lives as long as its map. */
const indexes = new WeakMap<MapNode, ReadonlyMap<string, Pair>>();

/** Maps with more pairs than this get an index. */
const LONG = 24;

/** The pair of a key. If the key is written several times, the last pair counts. */
export function pairOf(node: MapNode, name: string): Pair | undefined {
  const { pairs } = node;
  if (pairs.length <= LONG) {
    for (let i = pairs.length - 1; i >= 0; i--) if ((pairs[i] as Pair).key.text === name) return pairs[i];
    return undefined;
  }
  let index = indexes.get(node);
  if (!index) {
    index = new Map(pairs.map((pair) => [pair.key.text, pair]));
    indexes.set(node, index);
  }
  return index.get(name);
}

/** Whether a key is `<<`, which merges. In quotes, it is a key like others. */
export function isMergeKey({ text, style, tag }: ScalarNode): boolean {
  return text === '<<' && style === 'plain' && (tag === undefined || /\bmerge>?$/.test(tag));
}

/** Follows aliases from a cursor to the anchored node. */
export function resolve(cursor: Cursor): Cursor {
  let at = cursor;
  for (let hop = 0; at.node?.type === 'alias'; hop++) {
    const position = at.base + at.node.span.start;
    const definitions = hop < MAX_HOPS ? at.anchors.get(at.node.name) : undefined;
    const definition = definitions?.findLast((d) => d.offset < position);
    if (!definition) return { ...at, node: null, broken: true };
    at = { ...at, node: definition.node, base: definition.base, through: at.through ?? 'alias' };
  }
  return at;
}

/** One search follows `<<` through at most this many maps; entries beyond are not found. */
const MAX_MERGES = 1000;

/**
 * The maps that `<<` merges into a map, those that win first: of a list the earlier ones, of several `<<` the later ones.
 * Source: go-yaml 2. Compose refuses a second `<<`.
 * @param asked the maps whose merges this search has followed already. They are not searched again, so that a map which is merged in
 * a thousand ways is searched once, and a cycle ends.
 */
export function mergesOf(cursor: Cursor, asked: Set<Node>, after = 0): Cursor[] {
  const { node } = cursor;
  if (node?.type !== 'map' || asked.has(node) || asked.size >= MAX_MERGES) return [];
  asked.add(node);
  if (!pairOf(node, '<<')) return [];
  const pairs = node.pairs.filter(({ key }, i) => i >= after && isMergeKey(key));
  return pairs.reverse().flatMap((pair) => mapsOf(resolve(cursorOf(cursor.anchors, pair.value, cursor.base + pair.shift, cursor.path))));
}

/** The map that is merged into another one, where that is only one, which merges nothing itself: so it mostly is, and is asked for with each field. */
export function loneMerge({ anchors, base, path }: Cursor, { pairs }: MapNode): { readonly node: MapNode; readonly base: number } | undefined {
  let merge: Pair | undefined;
  for (const pair of pairs)
    if (pair.key.text === '<<') {
      if (merge || !isMergeKey(pair.key)) return undefined;
      merge = pair;
    }
  if (!merge) return undefined;
  const at = resolve(cursorOf(anchors, merge.value, base + merge.shift, path));
  return at.node?.type === 'map' && !pairOf(at.node, '<<') ? { node: at.node, base: at.base } : undefined;
}

/** The maps that the value of a `<<` names. */
function mapsOf({ anchors, node, base, path }: Cursor): Cursor[] {
  if (node?.type === 'seq') return node.items.flatMap((item) => mapsOf(resolve(cursorOf(anchors, item.node, base + item.shift, path))).slice(0, 1));
  return node?.type === 'map' ? [cursorOf(anchors, node, base, path)] : [];
}
