import { locate, pathAt } from '../syntax/navigate.ts';
import type { Path } from '../syntax/site.ts';
import { documentAt } from '../syntax/source-file.ts';
import type { Span } from '../text/text.ts';
import type { Dialect } from './document-check.ts';
import { type Reading, shift } from './reading.ts';

/** What stands at an offset of a Kubernetes object or Compose project. */
export interface PlaceAt {
  readonly dialect: Dialect;
  /** Zero-based index of the document. */
  readonly document: number;
  readonly path: Path;
  /** The text of the scalar there; `undefined` if there is none. */
  readonly value: string | undefined;
  /** Of the key or value; offsets in the file. */
  readonly span: Span;
}

/** What stands at an offset; `undefined` in what is neither a manifest nor a part of one. */
export function placeIn({ file, checks }: Reading, offset: number): PlaceAt | undefined {
  const placed = documentAt(file, offset);
  const dialect = placed && checks[placed.index]?.dialect;
  const at = dialect && pathAt(placed.document, offset - placed.span.start);
  const span = at && locate(placed.document, { document: placed.index, path: at.path, part: at.onKey ? 'key' : 'value' });
  if (!span) return undefined;
  const value = at.node?.type === 'scalar' ? at.node.text : undefined;
  return { dialect, document: placed.index, path: at.path, value, span: shift(span, placed.span.start) };
}
