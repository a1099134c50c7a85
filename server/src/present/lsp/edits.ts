import type { TextDocumentEdit, TextEdit, WorkspaceEdit } from 'vscode-languageserver-types';
import type { CompiledFix, Snapshot } from '../../engine/snapshot.ts';
import type { EditSet, Span } from '../../text/text.ts';
import type { LspContext } from './context.ts';

/** Edits of a file and of others of its project, each with its document's version. */
export function projectEdit({ edits, others }: CompiledFix & { ok: true }, snapshot: Snapshot, context: LspContext): WorkspaceEdit {
  const own = workspaceEdit(edits, snapshot, context);
  if (others.length === 0) return own;
  const changes = others.map(({ file, source, edits: theirs }) => ({
    ...context.documentOf(file),
    edits: theirs.map(({ span, newText }) => ({ range: source.lines.range(span), newText })),
  }));
  if (!context.documentChanges)
    return { changes: { ...(edits.length > 0 ? own.changes : {}), ...Object.fromEntries(changes.map((change) => [change.uri, change.edits])) } };
  const documents = changes.map(({ uri, version, edits: theirs }): TextDocumentEdit => ({ textDocument: { uri, version }, edits: theirs }));
  return { documentChanges: [...(edits.length > 0 ? (own.documentChanges ?? []) : []), ...documents] };
}

/** Edits in the form that the client takes: with the version of the document if possible, so that the client refuses stale edits. */
export function workspaceEdit(
  edits: EditSet | readonly { readonly span: Span; readonly newText: string }[],
  snapshot: Snapshot,
  context: LspContext,
): WorkspaceEdit {
  const textEdits = edits.map(({ span, newText }): TextEdit => ({ range: snapshot.file.lines.range(span), newText }));
  if (!context.documentChanges) return { changes: { [context.uri]: textEdits } };
  const change: TextDocumentEdit = { textDocument: context.documentOf(context.uri), edits: textEdits };
  return { documentChanges: [change] };
}
