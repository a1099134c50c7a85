import { locate } from '../syntax/navigate.ts';
import type { SourceFile } from '../syntax/source-file.ts';
import type { Span } from '../text/text.ts';
import type { Finding } from './finding.ts';
import { shift } from './reading.ts';

/** The smallest list item that a finding is in, if that is smaller than its target: a port, a mount. Offsets in the file. */
export function itemOf({ at, target }: Finding, { documents }: SourceFile): Span | undefined {
  const length = at.path.findLastIndex((step) => typeof step === 'number') + 1;
  const placed = at.file === undefined && length > target.site.path.length ? documents[at.document] : undefined;
  const span = placed && locate(placed.document, { document: at.document, path: at.path.slice(0, length), part: 'pair' });
  return span && shift(span, placed.span.start);
}
