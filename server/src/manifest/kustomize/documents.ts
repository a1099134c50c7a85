import type { Path } from '../../syntax/site.ts';
import type { SyntaxDocument } from '../../syntax/source-file.ts';
import type { Node, ScalarNode } from '../../syntax/tree.ts';
import type { Span } from '../../text/text.ts';
import type { Origin, Value } from './value.ts';

/** A built object as a document of its own. Views and rules read it like one that is written. */
export interface BuiltDocument {
  /** Its text has the words of the object, but no form. Each key and value has a span of its own, which no text has. */
  readonly document: SyntaxDocument;
  readonly origins: ReadonlyMap<Node, Origin>;
  /** Where what stands at a span is written, and which part of it the span is. */
  at(span: Span): { readonly origin: Origin; readonly part: 'pair' | 'key' | 'value' } | undefined;
}

/** The document of a built value. */
export function documentOf(value: Value): BuiltDocument {
  const origins = new Map<Node, Origin>();
  const keys = new Map<number, { readonly end: number; readonly origin: Origin }>();
  const values = new Map<number, Origin>();
  const words: string[] = [];
  let offset = 0;
  const scalar = (text: string, style: ScalarNode['style'], tag?: string): ScalarNode => {
    words.push(text);
    return { type: 'scalar', span: { start: offset++, end: offset++ }, text, style, ...(tag === undefined ? {} : { tag }) };
  };
  const nodeOf = (one: Value): Node => {
    const start = offset++;
    const node = one.type === 'scalar' ? scalar(one.text, one.style, one.tag) : collection(one, start);
    values.set(node.span.start, one.origin);
    origins.set(node, one.origin);
    return node;
  };
  const collection = (one: Exclude<Value, { readonly type: 'scalar' }>, start: number): Node => {
    const span = { start, end: start };
    if (one.type === 'seq') {
      const items = one.items.map((item) => ({ node: nodeOf(item), shift: 0 }));
      return { type: 'seq', span: { ...span, end: offset++ }, items, flow: false, open: one.open };
    }
    const pairs = [...one.entries].map(([text, entry]) => {
      // in quotes, no key merges
      const key = scalar(text, 'double');
      keys.set(key.span.start, { end: key.span.end, origin: entry.origin });
      return { key, value: nodeOf(entry), shift: 0 };
    });
    return { type: 'map', span: { ...span, end: offset++ }, pairs, flow: false, open: one.open };
  };
  const root = nodeOf(value);
  const at = ({ start, end }: Span) => {
    const key = keys.get(start);
    if (key) return { origin: key.origin, part: end === key.end ? ('key' as const) : ('pair' as const) };
    const origin = values.get(start);
    return origin && { origin, part: 'value' as const };
  };
  return { document: { text: words.join(' '), root, problems: [], anchors: new Map() }, origins, at };
}

/** Says whether two values are the same, of the same places: then they have the same text. */
export function textOf(value: Value): string {
  const parts: string[] = [];
  const visit = (one: Value): void => {
    const { site, inner, made } = one.origin;
    parts.push(`${site.file} ${site.document} ${site.path.join('/')} ${inner ? `${inner.document} ${inner.path.join('/')}` : ''}${made ? '!' : ''}`);
    if (one.type === 'scalar') parts.push(JSON.stringify([one.text, one.style, one.tag]));
    else if (one.type === 'seq') {
      parts.push(one.open ? '[?' : '[');
      for (const item of one.items) visit(item);
      parts.push(']');
    } else {
      parts.push(one.open ? '{?' : '{');
      for (const [key, entry] of one.entries) {
        parts.push(JSON.stringify(key));
        visit(entry);
      }
      parts.push('}');
    }
  };
  visit(value);
  return parts.join('\n');
}

/** Where a place of a built document is written. */
export interface WrittenPlace {
  /** Of the value there or, of what is missing, of the narrowest value around it. */
  readonly origin: Origin;
  /** The steps from there to what is missing. */
  readonly missing: Path;
}

/** Where the value at a path of a built document is written, or would be. */
export function writtenAt({ document, origins }: BuiltDocument, path: Path): WrittenPlace {
  let node = document.root as Node;
  let steps = 0;
  for (const step of path) {
    const next = below(node, step);
    if (!next) break;
    node = next;
    steps++;
  }
  return { origin: origins.get(node) as Origin, missing: path.slice(steps) };
}

function below(node: Node, step: string | number): Node | null | undefined {
  if (node.type === 'map') return node.pairs.find(({ key }) => key.text === step)?.value;
  return node.type === 'seq' && typeof step === 'number' ? node.items[step]?.node : undefined;
}
