import type { SyntaxDocument } from '../syntax/source-file.ts';
import type { Node } from '../syntax/tree.ts';
import type { Span } from '../text/text.ts';

/** Aliases and merge keys may make this many values of a document: a few lines could otherwise stand for billions. */
const MOST_SHARED = 20_000;

/** No machine runs more services of one project; each is judged beside all others. */
const MOST_SERVICES = 5000;

/** The API server takes no object with more containers: it would be larger than etcd stores. */
const MOST_CONTAINERS = 5000;

/** Why a document is not judged at all, and at which place in it. */
export interface TooLarge {
  readonly span: Span;
  readonly message: string;
}

const known = new WeakMap<SyntaxDocument, { readonly large: TooLarge | undefined }>();

/** Why a document is not judged at all; `undefined` if it is. Takes linear time, once for each document. */
export function tooLarge(document: SyntaxDocument): TooLarge | undefined {
  const { large } = known.get(document) ?? { large: measured(document) };
  known.set(document, { large });
  return large;
}

function measured({ root, anchors }: SyntaxDocument): TooLarge | undefined {
  const sizes = new Map<Node, number>();
  let shared = 0;
  let found: TooLarge | undefined;
  const tell = (node: Node, base: number, why: string) => {
    const start = base + node.span.start;
    found ??= { span: { start, end: Math.min(base + node.span.end, start + 1) }, message: `too large to be judged: ${why}` };
  };
  /** How many values a node stands for. */
  const sizeOf = (node: Node | null, base: number): number => {
    if (!node) return 1;
    const before = sizes.get(node);
    if (before !== undefined) return before;
    if (node.type === 'scalar') return 1;
    // an alias inside of what it names
    sizes.set(node, 1);
    let size = 1;
    if (node.type === 'alias') {
      const definition = anchors.get(node.name)?.findLast(({ offset }) => offset < base + node.span.start);
      size = definition ? sizeOf(definition.node, definition.base) : 1;
      shared += size;
      if (shared > MOST_SHARED) tell(node, base, `aliases and merge keys make more than ${MOST_SHARED} values of it`);
    } else if (node.type === 'map') {
      for (const { key, value, shift } of node.pairs) {
        if (key.text === 'services' && value?.type === 'map' && value.pairs.length > MOST_SERVICES)
          tell(value, base + shift, `more than ${MOST_SERVICES} services`);
        if (/ontainers$/.test(key.text) && value?.type === 'seq' && value.items.length > MOST_CONTAINERS)
          tell(value, base + shift, `more than ${MOST_CONTAINERS} containers`);
        size += sizeOf(value, base + shift);
      }
    } else for (const item of node.items) size += sizeOf(item.node, base + item.shift);
    size = Math.min(size, MOST_SHARED + 1);
    sizes.set(node, size);
    return size;
  };
  sizeOf(root, 0);
  return found;
}
