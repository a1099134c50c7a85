import type { Connection } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import {
  type ActionData,
  type AllowAnswer,
  actionData,
  allowRequest,
  chosenRequest,
  type ExceptionsAnswer,
  type ExplainAnswer,
  exceptionsRequest,
  explainRequest,
  type FixWorkspaceAnswer,
  fixWorkspaceRequest,
  type StandingAnswer,
} from '../../../../schemas/messages.ts';
import type { Snapshot } from '../../engine/snapshot.ts';
import { refusalText } from '../../fix/ops.ts';
import { changesAnswer, chosenAnswer, isStillThere } from '../../present/lsp/changes.ts';
import type { LspContext } from '../../present/lsp/context.ts';
import { workspaceEdit } from '../../present/lsp/edits.ts';
import { exceptionsIn } from '../../present/lsp/exceptions.ts';
import { explained } from '../../present/lsp/explain.ts';
import { reachChangesAt, reachedAt } from '../../present/lsp/reached.ts';
import { allRules } from '../../present/lsp/rules.ts';
import { standingAt } from '../../present/lsp/standing.ts';
import { workspaceFix } from '../../present/lsp/workspace.ts';
import type { Columns } from './columns.ts';
import type { Guarded } from './documents.ts';

/** What the requests need of the server. */
interface Serving {
  readonly guarded: Guarded;
  readonly columns: Columns;
  readonly contextOf: (document: Pick<TextDocument, 'uri' | 'version'>) => LspContext;
  /** An open document with its snapshot; `undefined` if it is not open, or not analysed. */
  readonly opened: (uri: string) => { readonly document: TextDocument; readonly snapshot: Snapshot } | undefined;
  /** The snapshot of a file that is not open; `undefined` if nothing is analysed. */
  readonly analysed: (uri: string, text: string) => Snapshot | undefined;
}

/** Answers the requests of the protocol that are our own (`schemas/messages.ts`). A request that fails is answered with null. */
export function serveOwnRequests(connection: Connection, { guarded, columns, contextOf, opened, analysed }: Serving): void {
  const on = (method: string, answer: (params: unknown) => object | null) =>
    connection.onRequest(method, (params: unknown): object | null => guarded(method, () => columns.out('', answer(params)), null));

  /** Answers a request about one version of an open document; with null if the document has changed. */
  const onVersion = <Asked extends Pick<ActionData, 'uri' | 'version'>>(
    method: string,
    schema: { parse: (params: unknown) => Asked },
    answer: (asked: Asked, snapshot: Snapshot, context: LspContext) => object | null,
  ) =>
    on(method, (params) => {
      const asked = schema.parse(params);
      const found = opened(asked.uri);
      return found?.document.version === asked.version ? answer(asked, found.snapshot, contextOf(found.document)) : null;
    });

  /** Answers a request about a line of an open document: what stands before the end of that line. */
  const onLine = (method: string, answer: (snapshot: Snapshot, offset: number, context: LspContext) => ExplainAnswer | StandingAnswer | null) =>
    on(method, (params) => {
      const { uri, line } = explainRequest.parse(params);
      const found = opened(uri);
      return found ? answer(found.snapshot, found.document.offsetAt({ line: line + 1, character: 0 }), contextOf(found.document)) : null;
    });

  /** The files of a request, as they are in the editor, or else on disk. */
  const filesOf = (files: readonly { readonly uri: string; readonly text?: string | undefined }[]) =>
    files.flatMap(({ uri, text }) => {
      const found = opened(uri);
      if (found) return [{ snapshot: found.snapshot, context: contextOf(found.document) }];
      const snapshot = text === undefined ? undefined : analysed(uri, text);
      return snapshot ? [{ snapshot, context: contextOf({ uri, version: 0 }) }] : [];
    });

  on('bulkhead/changes', (params) => {
    const { uri, version, plan } = actionData.parse(params);
    const found = opened(uri);
    // a lens may be older than the text, and nothing is changed yet
    if (!found || (found.document.version !== version && !isStillThere(found.snapshot, plan))) return null;
    return changesAnswer(found.snapshot, plan, found.document.version);
  });
  onVersion('bulkhead/chosen', chosenRequest, ({ plan, chosen }, snapshot, context) => chosenAnswer(snapshot, { ...plan, chosen }, context));
  onVersion('bulkhead/allow', allowRequest, ({ rules, reason, line, scope }, snapshot, context): AllowAnswer => {
    const allowed = snapshot.allow(rules, reason, line, scope);
    return allowed.ok
      ? { edit: workspaceEdit(allowed.edits, snapshot, context) }
      : { refused: allowed.why === 'odd-syntax' ? 'no comment here silences just this' : refusalText(allowed.why) };
  });
  onLine('bulkhead/explain', explained);
  onLine('bulkhead/reach', reachedAt);
  onLine('bulkhead/reachChanges', reachChangesAt);
  onLine('bulkhead/standing', standingAt);
  on('bulkhead/fixWorkspace', (params): FixWorkspaceAnswer => {
    const request = fixWorkspaceRequest.parse(params);
    return workspaceFix(filesOf(request.files), request);
  });
  on(
    'bulkhead/exceptions',
    (params): ExceptionsAnswer => filesOf(exceptionsRequest.parse(params).files).flatMap(({ snapshot, context }) => exceptionsIn(snapshot, context)),
  );
  on('bulkhead/rules', () => allRules(contextOf({ uri: '', version: 0 })));
}
