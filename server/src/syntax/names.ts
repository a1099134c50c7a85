import type { AnchorDefinition, SyntaxDocument } from './source-file.ts';
import type { Node } from './tree.ts';

/** An anchor or an alias below a node. */
export interface Name {
  readonly name: string;
  /** An alias, or the node that has the anchor. */
  readonly node: Node;
  /** UTF-16 units to add to the spans of `node`, which gives offsets relative to the node above. */
  readonly base: number;
}

const NONE: readonly Name[] = [];
const known = new WeakMap<Node, readonly Name[]>();

/** The anchors and aliases of a node and of all below it, in the order of the text. A node that did not change is not read again. */
export function namesBelow(node: Node | null): readonly Name[] {
  if (!node) return NONE;
  if (node.type === 'alias') return [{ name: node.name, node, base: 0 }];
  const own = node.anchor === undefined ? NONE : [{ name: node.anchor, node, base: 0 }];
  if (node.type === 'scalar') return own;
  const before = known.get(node);
  if (before) return before;
  const below: Name[] = [...own];
  const add = (one: Node | null, shift: number) => {
    for (const found of namesBelow(one)) below.push(shift === 0 ? found : { ...found, base: found.base + shift });
  };
  if (node.type === 'map')
    for (const { key, value, shift } of node.pairs) {
      if (key.anchor !== undefined) add(key, shift);
      add(value, shift);
    }
  else for (const { node: item, shift } of node.items) add(item, shift);
  const names = below.length === 0 ? NONE : below;
  known.set(node, names);
  return names;
}

/** Whether every anchor still names the same node, or one that is alike. */
export function sameAnchors(a: SyntaxDocument, b: SyntaxDocument, alike: (a: Node, b: Node) => boolean = Object.is): boolean {
  if (a.anchors.size !== b.anchors.size) return false;
  for (const [name, definitions] of a.anchors) {
    const others = b.anchors.get(name);
    if (others?.length !== definitions.length || !definitions.every(({ node }, i) => alike(node, (others[i] as AnchorDefinition).node))) return false;
  }
  return true;
}

/** How many aliases lead to each anchor, through other anchors, too. The anchors of one name are counted together. */
export function usesOf({ root }: SyntaxDocument): ReadonlyMap<string, number> {
  // for each name, the anchors in which its aliases stand
  const within = new Map<string, (string | undefined)[]>();
  const open: { readonly name: string; readonly end: number }[] = [];
  for (const { name, node, base } of namesBelow(root)) {
    while ((open.at(-1)?.end ?? Number.POSITIVE_INFINITY) <= base + node.span.start) open.pop();
    if (node.type !== 'alias') open.push({ name, end: base + node.span.end });
    else if (within.has(name)) within.get(name)?.push(open.at(-1)?.name);
    else within.set(name, [open.at(-1)?.name]);
  }
  const uses = new Map<string, number>();
  const count = (name: string): number => {
    const known = uses.get(name);
    if (known !== undefined) return known;
    // an alias inside of what it names
    uses.set(name, 0);
    const all = (within.get(name) ?? []).reduce((n, around) => n + (around === undefined ? 1 : Math.max(1, count(around))), 0);
    uses.set(name, all);
    return all;
  };
  for (const name of within.keys()) count(name);
  return uses;
}

/** Whether two nodes are written alike, wherever they stand: aliases that mean the same in both then give them the same values. */
export function isAlike(a: Node | null, b: Node | null): boolean {
  if (a === b) return true;
  if (a === null || b === null || a.anchor !== b.anchor || a.tag !== b.tag) return false;
  if (a.type === 'scalar') return b.type === 'scalar' && a.text === b.text && a.style === b.style;
  if (a.type === 'alias') return b.type === 'alias' && a.name === b.name;
  if (b.type !== a.type || a.flow !== b.flow || a.open !== b.open) return false;
  if (a.type === 'map') {
    const others = b.type === 'map' ? b.pairs : [];
    return (
      a.pairs.length === others.length && a.pairs.every(({ key, value }, i) => isAlike(key, others[i]?.key ?? null) && isAlike(value, others[i]?.value ?? null))
    );
  }
  const others = b.type === 'seq' ? b.items : [];
  return a.items.length === others.length && a.items.every(({ node }, i) => isAlike(node, others[i]?.node ?? null));
}
