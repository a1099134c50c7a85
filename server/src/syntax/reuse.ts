import type { Item, MapNode, Node, Pair, ScalarNode, SeqNode } from './tree.ts';

/** A node of a text that was read again. */
interface Found {
  /** The node, made of earlier pairs and items as far as they are the same. */
  readonly node: Node;
  /** How far it has moved as a whole, in UTF-16 units; `undefined` if it differs from the earlier one in more than its place. */
  readonly by: number | undefined;
}

/**
 * A tree with the pairs and items of an earlier one in the place of those that differ only in where they stand. Every offset is that of
 * `after`. So later rooms know what did not change, also in a document that is too small to be read in pieces.
 */
export function reusing(before: Node | null, after: Node | null): Node | null {
  if (!before || !after) return after;
  const { node, by } = found(before, 0, after, 0);
  return by === 0 ? before : node;
}

/** @param from what is added to the offsets of `before`; `to`: to those of `after` */
function found(before: Node, from: number, after: Node, to: number): Found {
  if (before.anchor !== after.anchor || before.tag !== after.tag) return { node: after, by: undefined };
  if (before.type === 'map' && after.type === 'map') return mapFound(before, from, after, to);
  if (before.type === 'seq' && after.type === 'seq') return listFound(before, from, after, to);
  const isSame =
    (before.type === 'scalar' && after.type === 'scalar' && before.text === after.text && before.style === after.style) ||
    (before.type === 'alias' && after.type === 'alias' && before.name === after.name);
  return { node: after, by: isSame ? movedBy(before, from, after, to) : undefined };
}

function mapFound(before: MapNode, from: number, after: MapNode, to: number): Found {
  let by =
    before.flow === after.flow && before.open === after.open && before.pairs.length === after.pairs.length ? movedBy(before, from, after, to) : undefined;
  let byKey: ReadonlyMap<string, Pair> | undefined;
  const pairs = after.pairs.map((pair, i): Pair => {
    const same = before.pairs[i]?.key.text === pair.key.text ? before.pairs[i] : undefined;
    if (!same) byKey ??= new Map(before.pairs.map((one) => [one.key.text, one]));
    const earlier = same ?? byKey?.get(pair.key.text);
    if (!same) by = undefined;
    if (!earlier) return pair;
    const { value, moved } = pairFound(earlier, from + earlier.shift, pair, to + pair.shift);
    if (moved !== by) by = undefined;
    return moved === undefined
      ? { key: pair.key, value, shift: pair.shift }
      : { key: earlier.key, value: earlier.value, shift: from + earlier.shift + moved - to };
  });
  return { node: { ...after, pairs }, by };
}

function pairFound(before: Pair, from: number, after: Pair, to: number): { readonly value: Node | null; readonly moved: number | undefined } {
  const moved = sameKey(before.key, after.key) ? movedBy(before.key, from, after.key, to) : undefined;
  if (!before.value || !after.value) return { value: after.value, moved: before.value === after.value ? moved : undefined };
  const { node, by } = found(before.value, from, after.value, to);
  return { value: node, moved: by === moved ? moved : undefined };
}

function sameKey(a: ScalarNode, b: ScalarNode): boolean {
  return a.style === b.style && a.anchor === b.anchor && a.tag === b.tag;
}

function listFound(before: SeqNode, from: number, after: SeqNode, to: number): Found {
  let by =
    before.flow === after.flow && before.open === after.open && before.items.length === after.items.length ? movedBy(before, from, after, to) : undefined;
  const items = after.items.map((item, i): Item => {
    const earlier = before.items[i];
    if (!earlier?.node || !item.node) {
      if (earlier?.node !== item.node) by = undefined;
      return item;
    }
    const { node, by: moved } = found(earlier.node, from + earlier.shift, item.node, to + item.shift);
    if (moved !== by) by = undefined;
    return moved === undefined ? { node, shift: item.shift } : { node: earlier.node, shift: from + earlier.shift + moved - to };
  });
  return { node: { ...after, items }, by };
}

/** How far a node has moved; `undefined` if it is longer or shorter than before. */
function movedBy(before: Node, from: number, after: Node, to: number): number | undefined {
  const start = after.span.start + to - before.span.start - from;
  return after.span.end + to - before.span.end - from === start ? start : undefined;
}
