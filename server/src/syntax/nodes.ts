import type { Node } from './tree.ts';

/** A node and all below it, as far as they are what is asked for. Aliases are not followed: the anchored node is met at its own place. */
export function nodesIn(node: Node | null, base: number, is: (node: Node) => boolean): PlacedNode[] {
  const found: PlacedNode[] = [];
  const visit = (one: Node | null, at: number): void => {
    if (!one) return;
    if (is(one)) found.push({ node: one, base: at });
    if (one.type === 'map') for (const { value, shift } of one.pairs) visit(value, at + shift);
    else if (one.type === 'seq') for (const item of one.items) visit(item.node, at + item.shift);
  };
  visit(node, base);
  return found;
}

/** A node with what is added to its offsets. */
interface PlacedNode {
  readonly node: Node;
  readonly base: number;
}
