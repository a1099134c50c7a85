import type { Span } from '../text/text.ts';

/**
 * The syntax tree of one document: what `yaml` read, reduced to what Bulkhead asks, immutable and cheap to keep.
 *
 * Offsets are *relative*: each pair and item carries a `shift` that is added to everything below it. Pieces of a large document
 * are parsed alone and hung into the tree by their shift, so that an edit in one piece moves the others without touching them.
 */
export type Node = ScalarNode | MapNode | SeqNode | AliasNode;

interface Base {
  /** From the first character of the value (after anchor and tag) to the end of its content, without trailing comments. */
  readonly span: Span;
  readonly anchor?: string;
  /** An explicit tag as written, such as `!reset` or `!!str`. */
  readonly tag?: string;
}

/** A scalar. */
export interface ScalarNode extends Base {
  readonly type: 'scalar';
  /** The text of the scalar after unquoting and folding; not resolved to a boolean or number. */
  readonly text: string;
  readonly style: 'plain' | 'single' | 'double' | 'block';
}

/** A key with its value. */
export interface Pair {
  readonly key: ScalarNode;
  /** `null` if nothing is written after the colon. */
  readonly value: Node | null;
  readonly shift: number;
}

/** A map. A key that is written twice is there twice. */
export interface MapNode extends Base {
  readonly type: 'map';
  readonly pairs: readonly Pair[];
  readonly flow: boolean;
  /** A template may add keys here that the text does not show: an absent key is then unknown. */
  readonly open: boolean;
}

/** An item of a list; `null` if nothing is written after the dash. */
export interface Item {
  readonly node: Node | null;
  readonly shift: number;
}

/** A list. */
export interface SeqNode extends Base {
  readonly type: 'seq';
  readonly items: readonly Item[];
  readonly flow: boolean;
  /** As for maps: a template may add items. */
  readonly open: boolean;
}

/** An alias (`*name`). */
export interface AliasNode extends Base {
  readonly type: 'alias';
  readonly name: string;
}

/** Stands for each character of a template action in the masked text; the value of a scalar that contains it is unknown. */
export const HOLE = '\uE000';
