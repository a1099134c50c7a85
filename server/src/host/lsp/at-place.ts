import type { CancellationToken, TextDocumentPositionParams } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Snapshot } from '../../engine/snapshot.ts';
import type { LspContext } from '../../present/lsp/context.ts';
import type { Guarded, OpenDocuments } from './documents.ts';

/** Makes handlers of requests about a place of an open document. They answer null for other documents, and when the client no longer waits. */
export function answering(open: OpenDocuments, guarded: Guarded, contextOf: (document: TextDocument) => LspContext) {
  return <Asked extends TextDocumentPositionParams, Answer>(
    name: string,
    answer: (snapshot: Snapshot, offset: number, context: LspContext, asked: Asked) => Answer,
  ) =>
    (asked: Asked, token: CancellationToken): Answer | null => {
      if (token.isCancellationRequested) return null;
      return guarded<Answer | null>(
        name,
        () => {
          const found = open.snapshot(asked.textDocument.uri);
          return found ? answer(found.snapshot, found.document.offsetAt(asked.position), contextOf(found.document), asked) : null;
        },
        null,
      );
    };
}
