import { follow, locate } from '../../syntax/navigate.ts';
import type { Path, Site } from '../../syntax/site.ts';
import type { SourceFile, SyntaxDocument } from '../../syntax/source-file.ts';
import type { Span } from '../../text/text.ts';

/**
 * The span, relative to the document, of a place in a text that is written as a block: each line of the text is one of the document.
 * `undefined` if the text is written in another form.
 * @param site the text
 * @param inner the place in it
 */
export function innerSpan(
  document: SyntaxDocument,
  site: Site,
  inner: { readonly document: number; readonly path: Path; readonly part: Site['part'] },
  parse: (text: string) => Pick<SourceFile, 'documents'>,
): Span | undefined {
  const cursor = follow(document, site.path);
  if (cursor?.node?.type !== 'scalar' || cursor.node.style !== 'block') return undefined;
  const { text, span } = cursor.node;
  const lines = document.text.slice(span.start + cursor.base).split('\n');
  // folded lines are others in the text
  if (!/^\|[-+]?[ \t]*(?:#.*)?\r?$/.test(lines[0] ?? '')) return undefined;
  const indent = /^ */.exec(lines.find((line, i) => i > 0 && line.trim() !== '') ?? '')?.[0].length ?? 0;
  const placed = parse(text).documents[inner.document];
  const found = placed && locate(placed.document, { document: inner.document, path: inner.path, part: inner.part });
  if (!placed || !found) return undefined;
  const outer = (offset: number): number => {
    const before = text.slice(0, placed.span.start + offset);
    const row = before.split('\n').length;
    const start = lines.slice(0, row).reduce((sum, line) => sum + line.length + 1, span.start + cursor.base);
    return start + indent + before.length - (before.lastIndexOf('\n') + 1);
  };
  return { start: outer(found.start), end: outer(found.end) };
}
