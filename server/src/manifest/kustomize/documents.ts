import type { Path } from '../../syntax/site.ts';
import type { SyntaxDocument } from '../../syntax/source-file.ts';
import type { Node, ScalarNode } from '../../syntax/tree.ts';
import type { Origin, Value } from './value.ts';

/** A built object as a document of its own, and where each of its nodes comes from. Views read it like one that is written. */
export interface BuiltDocument {
  /** It has no text, and its spans mean nothing. */
  readonly document: SyntaxDocument;
  readonly origins: ReadonlyMap<Node, Origin>;
}

const NOWHERE = { start: 0, end: 0 };

/** The document of a built value. */
export function documentOf(value: Value): BuiltDocument {
  const origins = new Map<Node, Origin>();
  const nodeOf = (one: Value): Node => {
    const node = made(one, nodeOf);
    origins.set(node, one.origin);
    return node;
  };
  const root = nodeOf(value);
  return { document: { text: '', root, problems: [], anchors: new Map() }, origins };
}

function made(value: Value, below: (value: Value) => Node): Node {
  if (value.type === 'map') {
    const key = (text: string): ScalarNode => ({ type: 'scalar', span: NOWHERE, text, style: 'double' });
    const pairs = [...value.entries].map(([text, entry]) => ({ key: key(text), value: below(entry), shift: 0 }));
    return { type: 'map', span: NOWHERE, pairs, flow: false, open: value.open };
  }
  if (value.type === 'seq') {
    const items = value.items.map((item) => ({ node: below(item), shift: 0 }));
    return { type: 'seq', span: NOWHERE, items, flow: false, open: value.open };
  }
  const { text, style, tag } = value;
  return { type: 'scalar', span: NOWHERE, text, style, ...(tag === undefined ? {} : { tag }) };
}

/** Where a place of a built document is written. */
export interface Written {
  /** Of the value there or, of what is missing, of the narrowest value around it. */
  readonly origin: Origin;
  /** The steps from there to what is missing. */
  readonly missing: Path;
}

/** Where the value at a path of a built document is written, or would be. */
export function writtenAt({ document, origins }: BuiltDocument, path: Path): Written {
  let node = document.root as Node;
  let steps = 0;
  for (const step of path) {
    const next: Node | null | undefined =
      node.type === 'map'
        ? node.pairs.find(({ key }) => key.text === step)?.value
        : node.type === 'seq' && typeof step === 'number'
          ? node.items[step]?.node
          : undefined;
    if (!next) break;
    node = next;
    steps++;
  }
  return { origin: origins.get(node) as Origin, missing: path.slice(steps) };
}
