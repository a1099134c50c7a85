import type { InlayHint, Range } from 'vscode-languageserver-types';
import type { Snapshot } from '../../engine/snapshot.ts';
import { visible } from '../harmless.ts';
import type { LspContext } from './context.ts';

/** The hints of a range of lines, each with where it comes from. */
export function hintsOf(snapshot: Snapshot, range: Range, { documentOf }: LspContext): InlayHint[] {
  return snapshot.hints.flatMap(({ at, label, says, from }): InlayHint[] => {
    const position = snapshot.file.lines.position(at);
    if (position.line < range.start.line || position.line > range.end.line) return [];
    const location = from && { uri: documentOf(from.uri).uri, range: from.file.lines.range(from.span) };
    return [{ position, paddingLeft: true, label: [{ value: visible(label), tooltip: visible(says), ...(location ? { location } : {}) }] }];
  });
}
