import type { Span } from '../text/text.ts';

/**
 * A piece of a large document that can be parsed alone, so that a keystroke costs one piece and not the whole document. The document
 * is cut at its root keys. If the value of a root key is a long block map or list, that value is cut at its entries too.
 */
export interface Chunk {
  /** Relative to the document. */
  readonly span: Span;
  /** If the value of a root key is cut: the spans of its entries. The text before the first of them has the line of the key. */
  readonly children?: readonly Span[];
  /** The entries are items of a list. */
  readonly list?: boolean;
}

/** Documents with fewer UTF-16 units than this are parsed whole: cutting would cost more than it saves. */
const WORTH_CUTTING = 6_000;

/** Whether a text has what ends a line for go-yaml, and for regular expressions in part, but not in YAML 1.2. Four searches are faster than one pattern. */
export function hasOtherLineEnd(text: string): boolean {
  return text.includes('\u2028') || text.includes('\u2029') || text.includes('\u0085') || (text.includes('\r') && /\r(?!\n)/.test(text));
}

/** The pieces of a document, in order and without gaps; `undefined` if it should be parsed whole. */
export function chunkDocument(text: string): readonly Chunk[] | undefined {
  if (text.length < WORTH_CUTTING || text.includes('\t') || hasOtherLineEnd(text)) return undefined;
  const starts: number[] = [];
  const line = /^[^\s#].*$/gm;
  let first = true;
  for (let match = line.exec(text); match; match = line.exec(text)) {
    const head = match[0];
    const c = head[0];
    if (first && (head.startsWith('---') || head.startsWith('\uFEFF'))) {
      // with anything after the marker (a tag, an anchor, content) the document is not cut
      if (!/^\uFEFF?(?:---)?\s*(?:#.*)?$/.test(head)) return undefined;
      first = false;
      continue;
    }
    first = false;
    if (head === '...' || /^\.\.\.\s/.test(head)) return undefined;
    if (c === '{' || c === '[' || c === '?' || c === '%' || c === '!' || c === '&' || c === '*') return undefined;
    if (c === ']' || c === '}' || head === '-' || head.startsWith('- ')) {
      if (starts.length === 0) return undefined;
      continue; // belongs to the key before
    }
    starts.push(match.index);
  }
  if (starts.length === 0) return undefined;
  const chunks: Chunk[] = [];
  for (let i = 0; i < starts.length; i++) {
    const start = i === 0 ? 0 : (starts[i] as number);
    const end = starts[i + 1] ?? text.length;
    chunks.push(cutEntries(text, start, starts[i] as number, end));
  }
  return chunks;
}

/** Cuts the value of a root key at its entries, if the key is plain and the value is a block collection. */
function cutEntries(text: string, start: number, keyAt: number, end: number): Chunk {
  const whole: Chunk = { span: { start, end } };
  if (end - start < WORTH_CUTTING / 2) return whole;
  const head = /[\w./-]+:[ ]*(?:#.*)?\r?\n/y;
  head.lastIndex = keyAt;
  const match = head.exec(text);
  if (!match) return whole;
  const bodyAt = head.lastIndex;
  const body = text.slice(bodyAt, end);
  const first = /^( *)([^\s#])/m.exec(body);
  if (!first) return whole;
  const indent = (first[1] as string).length;
  const list = /^-(?: |\r?$)/m.test(body.slice(first.index + indent, first.index + indent + 2)) || body.startsWith('- ', first.index + indent);
  if (!list && indent === 0) return whole;
  const entries: number[] = [];
  const line = /^( *)([^\s#].*)$/gm;
  for (let m = line.exec(body); m; m = line.exec(body)) {
    const at = (m[1] as string).length;
    if (at > indent) continue;
    const rest = m[2] as string;
    if (rest[0] === ']' || rest[0] === '}') continue;
    const dash = rest === '-' || rest.startsWith('- ') || rest === '-\r';
    if (at < indent || dash !== list || '{[?%&*!|>"\''.includes(rest[0] as string)) return whole;
    entries.push(bodyAt + m.index);
  }
  if (entries.length < 2) return whole;
  const children = entries.map((at, i) => ({ start: i === 0 ? bodyAt : at, end: entries[i + 1] ?? end }));
  return { span: { start, end }, children, list };
}
