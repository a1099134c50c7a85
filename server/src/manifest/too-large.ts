import { namesBelow } from '../syntax/names.ts';
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

/** Why a document is not judged at all; `undefined` if it is. Takes linear time, once for each document, and only for what has changed in it. */
export function tooLarge(document: SyntaxDocument): TooLarge | undefined {
  const { large } = known.get(document) ?? { large: measured(document) };
  known.set(document, { large });
  return large;
}

function measured(document: SyntaxDocument): TooLarge | undefined {
  // no entry of a list or map is shorter
  if (document.text.length < 2 * Math.min(MOST_SERVICES, MOST_CONTAINERS) && !document.text.includes('*')) return undefined;
  const [first] = [...crowdsBelow(document.root), ...bombOf(document)].sort((a, b) => a.start - b.start);
  return first && { span: { start: first.start, end: Math.min(first.end, first.start + 1) }, message: `too large to be judged: ${first.why}` };
}

interface Excess extends Span {
  readonly why: string;
}

/** The alias with which a document stands for too many values. */
function bombOf({ root, anchors }: SyntaxDocument): Excess[] {
  const sizes = new Map<Node, number>();
  const sizeOfAlias = (name: string, at: number): number => {
    const definition = anchors.get(name)?.findLast(({ offset }) => offset < at);
    return definition ? sizeOf(definition.node, definition.base) : 1;
  };
  /** How many values a node stands for. */
  const sizeOf = (node: Node | null, base: number): number => {
    if (!node || node.type === 'scalar') return 1;
    const known = sizes.get(node);
    if (known !== undefined) return known;
    // an alias inside of what it names
    sizes.set(node, 1);
    let size = node.type === 'alias' ? sizeOfAlias(node.name, base + node.span.start) : 1;
    if (node.type === 'map') for (const { value, shift } of node.pairs) size += sizeOf(value, base + shift);
    if (node.type === 'seq') for (const { node: item, shift } of node.items) size += sizeOf(item, base + shift);
    size = Math.min(size, MOST_SHARED + 1);
    sizes.set(node, size);
    return size;
  };
  let shared = 0;
  for (const { name, node, base } of namesBelow(root)) {
    if (node.type !== 'alias') continue;
    const start = base + node.span.start;
    shared += sizeOfAlias(name, start);
    if (shared > MOST_SHARED) return [{ start, end: base + node.span.end, why: `aliases and merge keys make more than ${MOST_SHARED} values of it` }];
  }
  return [];
}

const NONE: readonly Excess[] = [];
const crowds = new WeakMap<Node, readonly Excess[]>();

/** The lists and maps below a node with too many services or containers, relative to it. */
function crowdsBelow(node: Node | null): readonly Excess[] {
  if (node?.type !== 'map' && node?.type !== 'seq') return NONE;
  const known = crowds.get(node);
  if (known) return known;
  const found: Excess[] = [];
  const add = (one: Node | null, shift: number) => {
    for (const { start, end, why } of crowdsBelow(one)) found.push({ start: start + shift, end: end + shift, why });
  };
  if (node.type === 'map')
    for (const { key, value, shift } of node.pairs) {
      const why = value && crowdOf(key.text, value);
      if (why) found.push({ start: value.span.start + shift, end: value.span.end + shift, why });
      add(value, shift);
    }
  else for (const { node: item, shift } of node.items) add(item, shift);
  crowds.set(node, found.length === 0 ? NONE : found);
  return found;
}

function crowdOf(key: string, value: Node): string | undefined {
  if (key === 'services' && value.type === 'map' && value.pairs.length > MOST_SERVICES) return `more than ${MOST_SERVICES} services`;
  if (key.endsWith('ontainers') && value.type === 'seq' && value.items.length > MOST_CONTAINERS) return `more than ${MOST_CONTAINERS} containers`;
  return undefined;
}
