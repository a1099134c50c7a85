import { type MarkupContent, MarkupKind } from 'vscode-languageserver-types';
import { withoutMarks } from '../markdown/without-marks.ts';
import type { LspContext } from './context.ts';

/** A card in the format that the client shows. */
export function markup(markdown: string, client: Pick<LspContext, 'markdown'>): MarkupContent {
  return client.markdown ? { kind: MarkupKind.Markdown, value: markdown } : { kind: MarkupKind.PlainText, value: withoutMarks(markdown) };
}
