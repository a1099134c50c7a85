import {
  type CancellationToken,
  type CodeAction,
  type CompletionParams,
  CompletionTriggerKind,
  type Connection,
  MessageType,
  ShowMessageNotification,
  type TextDocumentPositionParams,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { actionData, completionData } from '../../../../schemas/messages.ts';
import type { Snapshot } from '../../engine/snapshot.ts';
import { actionsAt, resolved } from '../../present/lsp/actions.ts';
import { completionsAt, documented } from '../../present/lsp/completion.ts';
import type { LspContext } from '../../present/lsp/context.ts';
import { hintsOf } from '../../present/lsp/hints.ts';
import { hoverAt } from '../../present/lsp/hover.ts';
import { lensesOf } from '../../present/lsp/lenses.ts';
import type { Declared } from '../../workspace/facts.ts';
import type { Columns } from './columns.ts';
import type { helping } from './config-help.ts';
import type { Guarded, OpenDocuments } from './documents.ts';

/** What the answers need of the server. */
interface Answering {
  readonly open: OpenDocuments;
  /** What the files declare that are not open. */
  readonly declaredBeside: (uri: string) => readonly Declared[];
  readonly guarded: Guarded;
  readonly columns: Columns;
  readonly contextOf: (document: Pick<TextDocument, 'uri' | 'version'>) => LspContext;
  /** Answers about configurations, and leaves other files to the next handler. */
  readonly config: ReturnType<typeof helping>;
  /** Another server knows the schema of the file, and reports what is wrong with its text. */
  readonly isServedElsewhere: (uri: string) => boolean;
}

/**
 * Answers the requests about a place or range of an open document. Other documents are answered with nothing, and so is a client that no longer
 * waits.
 */
export function serveAnswers(connection: Connection, { open, declaredBeside, guarded, columns, contextOf, config, isServedElsewhere }: Answering): void {
  const atPlace =
    <Asked extends TextDocumentPositionParams, Answer extends object | null>(
      name: string,
      answer: (snapshot: Snapshot, offset: number, context: LspContext, asked: Asked) => Answer,
    ) =>
    (asked: Asked, token: CancellationToken): Answer | null => {
      if (token.isCancellationRequested) return null;
      return guarded<Answer | null>(
        name,
        () => {
          const { uri } = asked.textDocument;
          const found = open.snapshot(uri);
          if (!found) return null;
          const offset = found.document.offsetAt(columns.positionIn(uri, asked.position));
          return columns.out(uri, answer(found.snapshot, offset, contextOf(found.document), asked));
        },
        null,
      );
    };

  connection.onHover(config.hover(atPlace('hover', hoverAt)));
  connection.onCompletion(
    config.completion(
      atPlace('completion', (snapshot, offset, context, { context: how }: CompletionParams) => {
        const bySpace = how?.triggerKind === CompletionTriggerKind.TriggerCharacter;
        const { uri } = context;
        const beside = () => declaredBeside(uri);
        return completionsAt(snapshot, offset, { bySpace, schemaElsewhere: isServedElsewhere(uri), beside }, context);
      }),
    ),
  );
  connection.onCompletionResolve((item) =>
    guarded('completionItem/resolve', () => ({ ...item, ...documented(completionData.parse(item.data), contextOf({ uri: '', version: 0 })) }), item),
  );

  connection.onCodeAction(({ textDocument: { uri }, range, context }, token): CodeAction[] => {
    if (token.isCancellationRequested) return [];
    return guarded('codeAction', () => {
      const found = open.snapshot(uri);
      if (!found) return [];
      const { start, end } = columns.rangeIn(uri, range);
      const span = { start: found.document.offsetAt(start), end: found.document.offsetAt(end) };
      return columns.out(uri, actionsAt(found.snapshot, span, context.only, contextOf(found.document)));
    }, []);
  });
  connection.onCodeActionResolve(
    (action): CodeAction =>
      guarded(
        'codeAction/resolve',
        () => {
          const { uri, version, plan } = actionData.parse(action.data);
          const found = open.snapshot(uri);
          const effect = found?.document.version === version ? resolved(found.snapshot, plan, contextOf(found.document)) : undefined;
          if (effect) return { ...action, ...columns.out(uri, effect) };
          const reason =
            found?.document.version === version ? 'Nothing would change.' : 'The document has changed since this was offered; nothing was applied.';
          void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Info, message: `${action.title}: ${reason}` });
          return { ...action, disabled: { reason } };
        },
        action,
      ),
  );

  connection.languages.inlayHint.on(({ textDocument: { uri }, range }) =>
    guarded('inlayHint', () => {
      const found = open.snapshot(uri);
      return found?.snapshot.settings.inlayHints ? columns.out(uri, hintsOf(found.snapshot, range, contextOf(found.document))) : [];
    }, []),
  );
  connection.onCodeLens(({ textDocument: { uri } }) =>
    guarded('codeLens', () => {
      const found = open.snapshot(uri);
      return found?.snapshot.settings.codeLens ? columns.out(uri, lensesOf(found.snapshot, contextOf(found.document))) : [];
    }, []),
  );
}
