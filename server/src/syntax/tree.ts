import type { Span } from '../text/text.ts';

/**
 * The syntax tree of one document: the tree that `yaml` builds, reduced to the parts that Bulkhead needs. Immutable and small.
 *
 * Offsets are *relative*: each pair and item has a `shift` that is added to every offset below it. The pieces of a large document
 * are parsed alone and placed in the tree by their shift. So an edit in one piece moves the others without changing their nodes.
 */
export type Node = ScalarNode | MapNode | SeqNode | AliasNode;

interface Base {
  /** From the first character of the value (after anchor and tag) to the end of its content, without trailing comments. */
  readonly span: Span;
  readonly anchor?: string;
  /** An explicit tag as written, such as `!reset` or `!!str`. */
  readonly tag?: string;
}

/** A scalar: text that is not yet read as a boolean, a number or null. */
export interface ScalarNode extends Base {
  readonly type: 'scalar';
  /** The content without quotes, with escapes resolved and lines folded. */
  readonly text: string;
  readonly style: 'plain' | 'single' | 'double' | 'block';
}

/** A key with its value. */
export interface Pair {
  readonly key: ScalarNode;
  /** `null` if nothing is written after the colon. */
  readonly value: Node | null;
  /** UTF-16 units to add to the offsets of the key and of everything in the value. */
  readonly shift: number;
}

/** A map, with its pairs in the order of the text. A key that is written twice has two pairs. */
export interface MapNode extends Base {
  readonly type: 'map';
  readonly pairs: readonly Pair[];
  readonly flow: boolean;
  /** A template may add keys that the text does not show. An absent key is then unknown. */
  readonly open: boolean;
}

/** An item of a list. */
export interface Item {
  /** `null` if nothing is written after the dash. */
  readonly node: Node | null;
  /** UTF-16 units to add to the offsets of the node and everything in it. */
  readonly shift: number;
}

/** A list, in block or flow form. */
export interface SeqNode extends Base {
  readonly type: 'seq';
  readonly items: readonly Item[];
  readonly flow: boolean;
  /** A template may add items that the text does not show. */
  readonly open: boolean;
}

/** An alias (`*name`), not resolved. */
export interface AliasNode extends Base {
  readonly type: 'alias';
  readonly name: string;
}

/** Replaces each character of a printing template action in the masked text. The value of a scalar that contains it is unknown. */
export const HOLE = '\uE000';
