import {
  type CodeAction,
  CodeActionKind,
  type Connection,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  MessageType,
  ShowMessageNotification,
  TextDocumentSyncKind,
  TextDocuments,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  actionData,
  allowRequest,
  type FixWorkspaceAnswer,
  fixWorkspaceRequest,
  type InitializationOptions,
  initializationOptions,
  type StatusNotification,
} from '../../../../schemas/messages.ts';
import { DEFAULT_SETTINGS, readSettings } from '../../config/settings.ts';
import { Engine } from '../../engine/engine.ts';
import { actionsAt, FIX_ALL, resolved, TO_LEVEL } from '../../present/lsp/actions.ts';
import type { LspContext } from '../../present/lsp/context.ts';
import { diagnosticsOf } from '../../present/lsp/diagnostics.ts';
import { workspaceEdit } from '../../present/lsp/edits.ts';
import { hoverAt } from '../../present/lsp/hover.ts';
import { workspaceFix } from '../../present/lsp/workspace.ts';
import { VERSION } from '../../version.ts';
import { OpenDocuments } from './documents.ts';
import { sameUri } from './uri.ts';

/** What differs between Node and the browser. */
export interface Environment {
  /** URI of the folder with the rule pages that ship with the server, ending in a slash. */
  readonly docsBase: string;
  /** Reads a file that is not open, where the server can; `undefined` where there is none. Cheap to ask again. */
  readonly readFile?: (uri: string) => string | undefined;
}

/** Serves the Language Server Protocol on a connection until it closes. */
export function serve(connection: Connection, environment: Environment): void {
  const documents = new TextDocuments(TextDocument);
  const { readFile } = environment;
  const find = (uri: string) => documents.get(uri) ?? documents.all().find((document) => sameUri(document.uri, uri));
  const engine = new Engine(DEFAULT_SETTINGS, readFile && { text: (uri) => find(uri)?.getText() ?? readFile(uri), isShown: (uri) => find(uri) !== undefined });
  let options: InitializationOptions = initializationOptions.parse({});
  let can = { documentChanges: false, changeAnnotations: false, disabledActions: false, resolveEdits: false, configuration: false, watching: false };

  const contextOf = ({ uri, version }: Pick<TextDocument, 'uri' | 'version'>): LspContext => ({
    uri,
    version,
    settings: engine.settings,
    docsUrl: (rule) => `${options.docsBase ?? environment.docsBase}${rule}.md`,
    richMarkdown: options.richMarkdown,
    promptForReason: options.promptForReason,
    noteApplied: options.noteApplied,
    documentOf: (other) => {
      const document = find(other);
      return { uri: document?.uri ?? other, version: document?.version ?? null };
    },
    ...can,
  });
  const open = new OpenDocuments(engine, documents, (document, analysis) => {
    const diagnostics = analysis ? diagnosticsOf(analysis, contextOf(document)) : [];
    void connection.sendDiagnostics({ uri: document.uri, version: document.version, diagnostics });
  });
  /** Runs a request; a defect of ours is logged and answers nothing, and never ends the server. */
  const guarded = <T>(name: string, run: () => T, otherwise: T): T => {
    try {
      return run();
    } catch (error) {
      connection.console.error(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return otherwise;
    }
  };
  const configure = (input: unknown) => {
    const { settings, problems } = readSettings(input);
    for (const problem of problems) connection.console.warn(`Setting ignored: ${problem}`);
    if (problems.length > 0)
      void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message: `Ignored in the settings: ${problems.join('; ')}` });
    engine.configure(settings);
    open.reset();
  };

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    const parsed = initializationOptions.safeParse(params.initializationOptions ?? {});
    if (parsed.success) options = parsed.data;
    const { workspace, textDocument } = params.capabilities;
    can = {
      documentChanges: workspace?.workspaceEdit?.documentChanges === true,
      changeAnnotations: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
      disabledActions: textDocument?.codeAction?.disabledSupport === true,
      resolveEdits: textDocument?.codeAction?.resolveSupport?.properties.includes('edit') === true && textDocument.codeAction.dataSupport === true,
      configuration: workspace?.configuration === true,
      watching: readFile !== undefined && workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    };
    return {
      serverInfo: { name: 'bulkhead', version: VERSION },
      capabilities: {
        positionEncoding: 'utf-16',
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, TO_LEVEL, FIX_ALL], resolveProvider: can.resolveEdits },
      },
    };
  });

  connection.onInitialized(() => {
    const status: StatusNotification = { state: 'ready' };
    void connection.sendNotification('bulkhead/status', status);
    if (options.settings !== undefined) configure(options.settings);
    else if (can.configuration)
      connection.workspace.getConfiguration('bulkhead').then(
        (settings) => configure(settings),
        () => undefined, // a client that promised and doesn't answer: the defaults stay
      );
    if (can.watching)
      connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: '**/*.{yaml,yml}' }, { globPattern: '**/.env' }] }).then(
        () => undefined,
        () => undefined, // what changes on disk is then seen with the next change of an open file
      );
    // the first real file should not pay for cold code
    setTimeout(() => guarded('warm up', () => void engine.analyse({ uri: 'warm-up.yaml', text: WARM_UP }), undefined), 20);
  });

  connection.onDidChangeConfiguration(({ settings }) => {
    const own = (settings as { bulkhead?: unknown } | null | undefined)?.bulkhead;
    if (own !== undefined && own !== null) configure(own);
    else if (can.configuration)
      connection.workspace.getConfiguration('bulkhead').then(
        (answer) => configure(answer),
        () => undefined,
      );
  });

  documents.onDidChangeContent(({ document }) => open.changed(document.uri));
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) if (!find(uri)) open.othersChanged(uri);
  });
  documents.onDidClose(({ document }) => {
    open.closed(document.uri);
    open.othersChanged(document.uri);
    void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });

  connection.onHover(({ textDocument, position }, token) => {
    if (token.isCancellationRequested) return null;
    return guarded(
      'hover',
      () => {
        const found = open.analysis(textDocument.uri);
        return found ? hoverAt(found.analysis, found.document.offsetAt(position), contextOf(found.document)) : null;
      },
      null,
    );
  });

  connection.onCodeAction(({ textDocument, range, context }, token): CodeAction[] => {
    if (token.isCancellationRequested) return [];
    return guarded('codeAction', () => {
      const found = open.analysis(textDocument.uri);
      if (!found) return [];
      const span = { start: found.document.offsetAt(range.start), end: found.document.offsetAt(range.end) };
      return actionsAt(found.analysis, span, context.only, contextOf(found.document));
    }, []);
  });

  connection.onCodeActionResolve(
    (action): CodeAction =>
      guarded(
        'codeAction/resolve',
        () => {
          const { uri, version, plan } = actionData.parse(action.data);
          const found = open.analysis(uri);
          const effect = found?.document.version === version ? resolved(found.analysis, plan, contextOf(found.document)) : undefined;
          if (effect) return { ...action, ...effect };
          const reason =
            found?.document.version === version ? 'Nothing would change.' : 'The document has changed since this was offered; nothing was applied.';
          void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Info, message: `${action.title}: ${reason}` });
          return { ...action, disabled: { reason } };
        },
        action,
      ),
  );

  connection.onRequest('bulkhead/fixWorkspace', (params: unknown): FixWorkspaceAnswer | null =>
    guarded(
      'fixWorkspace',
      () => {
        const request = fixWorkspaceRequest.parse(params);
        const files = request.files.flatMap(({ uri, text }) => {
          const document = find(uri);
          const opened = document && open.analysis(document.uri);
          if (opened) return [{ analysis: opened.analysis, context: contextOf(opened.document) }];
          if (document || text === undefined || !engine.settings.enable) return [];
          return [{ analysis: engine.analyse({ uri, text }), context: contextOf({ uri, version: 0 }) }];
        });
        return workspaceFix(files, request);
      },
      null,
    ),
  );

  connection.onRequest('bulkhead/allow', (params: unknown): WorkspaceEdit | null =>
    guarded(
      'allow',
      () => {
        const { uri, version, line, rules, reason } = allowRequest.parse(params);
        const found = open.analysis(uri);
        if (!found || found.document.version !== version) return null;
        const allowed = found.analysis.allow(rules, reason, line);
        return allowed.ok ? workspaceEdit(allowed.edits, found.analysis, contextOf(found.document)) : null;
      },
      null,
    ),
  );

  documents.listen(connection);
  connection.listen();
}

const WARM_UP = `apiVersion: apps/v1
kind: Deployment
metadata: { name: warm-up }
spec:
  template:
    spec:
      hostNetwork: true
      containers:
        - name: a
          image: "b"
          securityContext: { privileged: true, capabilities: { add: [SYS_ADMIN] } }
---
services:
  a:
    image: b
    ports: ["80:80"]
`;

declare function setTimeout(run: () => void, milliseconds: number): unknown;
