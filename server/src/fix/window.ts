import { chunkDocument } from '../syntax/chunk.ts';
import type { SyntaxDocument } from '../syntax/source-file.ts';
import type { Span } from '../text/text.ts';
import type { PathOp } from './ops.ts';

/**
 * The text of a large document in which the parts that the operations cannot touch are replaced by comments of the same length. Its
 * layout is read in a fraction of the time, and every offset stays. If that is not sure to give the same edits, the text itself.
 */
export function windowOf(document: SyntaxDocument, ops: readonly PathOp[]): string {
  const { text, root } = document;
  if (root?.type !== 'map' || root.flow || document.problems.length > 0) return text;
  // a removal may leave the map or list around it empty, so that must be visible as a whole
  if (ops.some((op) => op.at.path.length < 2 || (op.op === 'remove' && (op.prune === true || op.at.path.length < 3)))) return text;
  const chunks = chunkDocument(text);
  if (!chunks) return text;
  const hidden: Span[] = [];
  const place = (keys: readonly Placed[], name: string | number | undefined, spans: readonly Span[]) => {
    const found = name === undefined ? undefined : keys.find((k) => k.name === String(name));
    // a new entry goes below the last one
    return found ? spans.findIndex((s) => s.start <= found.at && found.at < s.end) : spans.length - 1;
  };
  const rootKeys = root.pairs.map((p) => ({ name: p.key.text, at: p.shift + p.key.span.start }));
  const spans = chunks.map((c) => c.span);
  const touched = ops.map((op) => place(rootKeys, op.at.path[0], spans));
  const isNew = ops.map((op) => !rootKeys.some((k) => k.name === String(op.at.path[0])));
  for (const [i, chunk] of chunks.entries()) {
    const own = ops.flatMap((op, n) => (touched[n] === i ? [{ step: isNew[n] ? undefined : op.at.path[1] }] : []));
    const { children } = chunk;
    if (own.length === 0 || !children || chunk.list) {
      if (own.length > 0 && holdsAnchor(text, chunk.span)) return text;
      if (own.length === 0 && !holdsAnchor(text, chunk.span)) hidden.push(chunk.span);
      continue;
    }
    const pair = root.pairs.find((p) => chunk.span.start <= p.shift + p.key.span.start && p.shift + p.key.span.start < chunk.span.end);
    if (pair?.value?.type !== 'map') return text;
    const keys = pair.value.pairs.map((p) => ({ name: p.key.text, at: pair.shift + p.shift + p.key.span.start }));
    const shown = new Set(own.map(({ step }) => place(keys, step, children)));
    for (const [n, child] of children.entries()) {
      if (!shown.has(n) && !holdsAnchor(text, child)) hidden.push(child);
      else if (shown.has(n) && holdsAnchor(text, child)) return text;
    }
  }
  let out = '';
  let at = 0;
  for (let i = 0; i < hidden.length; i++) {
    const { start } = hidden[i] as Span;
    while (hidden[i + 1]?.start === hidden[i]?.end && i + 1 < hidden.length) i++;
    const { end } = hidden[i] as Span;
    if (end - start < 2) continue;
    out += `${text.slice(at, start)}#${' '.repeat(end - start - 2)}${text[end - 1] === '\n' ? '\n' : ' '}`;
    at = end;
  }
  return out + text.slice(at);
}

interface Placed {
  readonly name: string;
  readonly at: number;
}

/** Whether a part defines an anchor. It must then stay visible: aliases and merge keys in other parts may refer to it. */
function holdsAnchor(text: string, { start, end }: Span): boolean {
  const at = text.indexOf('&', start);
  return at >= 0 && at < end;
}
