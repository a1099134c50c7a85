import { hasOtherLineEnd } from '../syntax/chunk.ts';
import { parseFile } from '../syntax/parse.ts';
import type { SyntaxDocument } from '../syntax/source-file.ts';
import type { Node, ScalarNode } from '../syntax/tree.ts';
import type { Span } from '../text/text.ts';
import type { Dialect } from './document-check.ts';
import type { Problem } from './finding.ts';

/** What ends a line for kubectl and Compose, but neither here nor in an editor. Source: go-yaml 2 and 3, `is_break`. */
const ALL = /[\u0085\u2028\u2029]|\r(?!\n)/g;

/** So many places are told in one document. */
const MOST_TOLD = 20;

/**
 * Problems for characters that end a line for kubectl and Compose alone, if the document says another thing to them: what stands behind such
 * a character in a comment counts for them. In quoted texts and block scalars they are common, and mostly change nothing.
 * @param dialectOf what kind of manifest a document is
 */
export function otherLineEnds(document: SyntaxDocument, index: number, dialectOf: (document: SyntaxDocument) => Dialect | undefined): Problem[] {
  const { text } = document;
  if (!hasOtherLineEnd(text)) return [];
  const quoted = textsOf(document.root, 0, ['single', 'double']);
  const isIn = (texts: readonly Span[], at: number) => texts.some(({ start, end }) => start < at && at < end);
  // a line feed is as long: all offsets stay what they are. In quotes, such a character is folded, unless a backslash stands before it
  const asRead = text.replace(ALL, (end, at: number) => (isIn(quoted, at) && text[at - 1] !== '\\' ? end : '\n'));
  const { documents } = parseFile(asRead);
  const [first] = documents;
  if (!first || (documents.length === 1 && saysTheSame(document, first.document))) return [];
  const dialect = dialectOf(document) ?? documents.map((one) => dialectOf(one.document)).find((one) => one !== undefined);
  if (dialect === undefined) return [];
  const places = [...text.matchAll(ALL)].map((match) => match.index);
  const long = textsOf(document.root, 0, ['single', 'double', 'block']);
  const outside = places.filter((at) => !isIn(long, at));
  const reader = dialect === 'kubernetes' ? 'kubectl' : 'Compose';
  return (outside.length > 0 ? outside : places).slice(0, MOST_TOLD).map((at) => ({
    code: 'other-line-end',
    message: `${reader} ends the line at ${nameOf(text.charCodeAt(at))}: it reads what stands behind it as the next line, and that is not judged`,
    span: { start: at, end: at + 1 },
    document: index,
    lost: true,
  }));
}

function nameOf(code: number): string {
  return code === 0x0d ? 'a carriage return alone' : `this character (U+${code.toString(16).toUpperCase().padStart(4, '0')})`;
}

function saysTheSame(a: SyntaxDocument, b: SyntaxDocument): boolean {
  return b.problems.length === a.problems.length && isSame(a.root, b.root);
}

function isSame(a: Node | null, b: Node | null): boolean {
  if (a === null || b === null) return a === b;
  if (a.anchor !== b.anchor || a.tag !== b.tag) return false;
  if (a.type === 'scalar') return b.type === 'scalar' && isSameText(a, b);
  if (a.type === 'alias') return b.type === 'alias' && a.name === b.name;
  if (a.type === 'seq') return b.type === 'seq' && a.items.length === b.items.length && a.items.every(({ node }, i) => isSame(node, b.items[i]?.node ?? null));
  return (
    b.type === 'map' &&
    a.pairs.length === b.pairs.length &&
    a.pairs.every(({ key, value }, i) => {
      const other = b.pairs[i];
      return other !== undefined && isSameText(key, other.key) && isSame(value, other.value);
    })
  );
}

/** Whether two texts are the same, but for where the lines of a quoted text or a block scalar end. */
function isSameText(a: ScalarNode, b: ScalarNode): boolean {
  if (a.style !== b.style) return false;
  return a.style === 'plain' ? a.text === b.text : inOneLine(a.text) === inOneLine(b.text);
}

function inOneLine(text: string): string {
  return text.replace(/[\s\u0085]+/g, ' ');
}

/** The places of the texts of some styles below a node. */
function textsOf(node: Node | null, base: number, styles: readonly ScalarNode['style'][]): Span[] {
  if (node === null || node.type === 'alias') return [];
  if (node.type === 'scalar') return styles.includes(node.style) ? [{ start: base + node.span.start, end: base + node.span.end }] : [];
  if (node.type === 'seq') return node.items.flatMap((item) => textsOf(item.node, base + item.shift, styles));
  return node.pairs.flatMap(({ key, value, shift }) => [...textsOf(key, base + shift, styles), ...textsOf(value, base + shift, styles)]);
}
