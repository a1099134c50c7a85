import {
  type CodeAction,
  CodeActionKind,
  type CompletionParams,
  CompletionTriggerKind,
  type Connection,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  MessageType,
  ShowMessageNotification,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  actionData,
  completionData,
  type InitializationOptions,
  initializationOptions,
  type StatusNotification,
  syntaxElsewhereNotification,
} from '../../../../schemas/messages.ts';
import { dateOf } from '../../../../schemas/reason.ts';
import { readSettings } from '../../config/settings.ts';
import { Engine } from '../../engine/engine.ts';
import type { FileAccess } from '../../engine/other-files.ts';
import type { Snapshot } from '../../engine/snapshot.ts';
import { visible } from '../../present/harmless.ts';
import { actionsAt, FIX_ALL, resolved, TO_LEVEL } from '../../present/lsp/actions.ts';
import { completionsAt, documented } from '../../present/lsp/completion.ts';
import type { LspContext } from '../../present/lsp/context.ts';
import { hintsOf } from '../../present/lsp/hints.ts';
import { hoverAt } from '../../present/lsp/hover.ts';
import { lensesOf } from '../../present/lsp/lenses.ts';
import { NOTHING_TOLD, toldOf } from '../../present/lsp/pieces.ts';
import { VERSION } from '../../version.ts';
import { answering } from './at-place.ts';
import { Calm } from './calm.ts';
import { capabilitiesOf } from './capabilities.ts';
import { type After, after, type Soon } from './clock.ts';
import { helping } from './config-help.ts';
import { EditorConfigurations } from './configs.ts';
import { type Guarded, OpenDocuments } from './documents.ts';
import { serveOwnRequests } from './own-requests.ts';
import { published } from './published.ts';
import { sameUri } from './uri.ts';
import { WARM_UP } from './warm-up.ts';
import { Watches } from './watches.ts';

/** Files that are not open, by URI. */
export interface OtherTexts {
  /** The text of a file; `undefined` where there is none that can be read. Cheap to ask again. */
  read(uri: string): string | undefined;
  /** Whether there is such a file or folder. */
  exists(uri: string): boolean;
  /** Nobody needs that file any more. */
  forget(uri: string): void;
}

/** What differs between Node and the browser. */
export interface Environment {
  /** URI of the folder with the rule pages that ship with the server, ending in a slash. */
  readonly docsBase: string;
  /** Where the server can read files. */
  readonly files?: OtherTexts;
  /** The clock, if it is not that of the machine. */
  readonly after?: After;
  /** How it waits for messages that have already arrived, if there is a shorter way than by the clock. */
  readonly soon?: Soon;
}

/** Serves the Language Server Protocol on a connection until it closes. */
export function serve(connection: Connection, environment: Environment): void {
  const { files } = environment;
  const later = environment.after ?? after;
  const calm = new Calm((uri, version, shown) => void connection.sendDiagnostics(published(uri, version, shown)), later);
  const documents = new TextDocuments(calm.hearing(TextDocument));
  const find = (uri: string) => documents.get(uri) ?? documents.all().find((document) => sameUri(document.uri, uri));
  const access: FileAccess | undefined = files && {
    text: (uri) => find(uri)?.getText() ?? files.read(uri),
    isShown: (uri) => {
      const open = find(uri);
      return open !== undefined && isJudged(open.uri) && { languageId: open.languageId };
    },
    projectOf: (uri) => configs.of(uri).project,
    forget: (uri) => files.forget(uri),
  };
  const configs = new EditorConfigurations(
    { text: (uri) => find(uri)?.getText() ?? files?.read(uri), exists: (uri) => files?.exists(uri) ?? false, today: () => dateOf(new Date()) },
    (uri) => find(uri) !== undefined,
    (uri, diagnostics) => void connection.sendDiagnostics({ uri, diagnostics }),
  );
  const engine = new Engine((uri) => configs.of(uri).settings, access);
  const isJudged = (uri: string) => {
    const { settings, ignored } = configs.of(uri);
    return settings.enable && !ignored && !configs.isConfig(uri);
  };
  let options: InitializationOptions = initializationOptions.parse({});
  let can = capabilitiesOf(undefined);
  let folders: readonly string[] = [];
  let watches: Watches | undefined;

  const contextOf = ({ uri, version }: Pick<TextDocument, 'uri' | 'version'>): LspContext => ({
    uri,
    version,
    docsUrl: (rule) => `${options.docsBase ?? environment.docsBase}${rule}.md`,
    richMarkdown: options.richMarkdown,
    promptForReason: options.promptForReason,
    noteApplied: options.noteApplied,
    chooseChanges: options.chooseChanges,
    documentOf: (other) => {
      const document = find(other);
      return { uri: document?.uri ?? other, version: document?.version ?? null };
    },
    ...can,
  });
  /** Whether another YAML server reads a document: it reads no templates. */
  const isServedElsewhere = (document: TextDocument | undefined) => options.syntaxElsewhere && document?.languageId !== 'helm';
  const guarded: Guarded = (name, run, otherwise) => {
    try {
      return run();
    } catch (error) {
      connection.console.error(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return otherwise;
    }
  };
  const publish = (document: TextDocument, snapshot: Snapshot | undefined) => {
    const { uri, version } = document;
    const found = snapshot ? toldOf(snapshot, contextOf(document), isServedElsewhere(document)) : NOTHING_TOLD;
    calm.tell(uri, version, configs.isConfig(uri) ? { pieces: [], problems: configs.wrongIn(uri, isServedElsewhere(document)) } : found);
    configs.tell();
    watch();
  };
  const open = new OpenDocuments(engine, documents, publish, isJudged, guarded, environment.soon ?? ((run) => void later(1, run)));
  const watch = () => watches?.want([...open.filesRead, ...configs.asked]);
  const configure = (input: unknown) => {
    const { problems } = readSettings(input);
    for (const problem of problems) connection.console.warn(visible(`Setting ignored: ${problem}`));
    if (problems.length > 0)
      void connection.sendNotification(ShowMessageNotification.type, {
        type: MessageType.Warning,
        message: visible(`Ignored in the settings: ${problems.join('; ')}`),
      });
    configs.give(input, folders);
    open.reset();
  };

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    const parsed = initializationOptions.safeParse(params.initializationOptions ?? {});
    if (parsed.success) options = parsed.data;
    can = capabilitiesOf(params.capabilities);
    folders = params.workspaceFolders?.map(({ uri }) => uri) ?? (params.rootUri ? [params.rootUri] : []);
    configs.give({}, folders);
    return {
      serverInfo: { name: 'bulkhead', version: VERSION },
      capabilities: {
        positionEncoding: 'utf-16',
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        hoverProvider: true,
        completionProvider: { resolveProvider: true, triggerCharacters: [' '] },
        inlayHintProvider: true,
        // its commands are ours
        ...(options.chooseChanges ? { codeLensProvider: {} } : {}),
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
    if (can.watching && files)
      watches = new Watches((watchers) => connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }), can.relativeWatches, folders);
    later(20, () => guarded('warm up', () => void engine.analyse({ uri: 'warm-up.yaml', text: WARM_UP }), undefined));
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

  connection.onNotification('bulkhead/syntaxElsewhere', (params: unknown) => {
    const said = syntaxElsewhereNotification.safeParse(params);
    if (!said.success) return;
    options = { ...options, ...said.data };
    open.reset();
  });

  const configChanged = (uri: string) => {
    if (!configs.isConfig(uri)) return;
    configs.refresh();
    open.reset();
  };
  // a client that watches no files does not say that a configuration has come
  documents.onDidOpen(() => configs.refresh());
  documents.onDidChangeContent(({ document: { uri } }) => {
    open.changed(uri);
    configChanged(uri);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes.filter((change) => !find(change.uri))) {
      open.othersChanged(uri);
      configChanged(uri);
    }
  });
  documents.onDidClose(({ document }) => {
    open.closed(document.uri);
    open.othersChanged(document.uri);
    configChanged(document.uri);
    watch();
    calm.closed(document.uri);
  });

  const atPlace = answering(open, guarded, contextOf);
  const config = helping({ find, configs, isServedElsewhere, guarded, contextOf });
  connection.onHover(config.hover(atPlace('hover', hoverAt)));
  connection.onCompletion(
    config.completion(
      atPlace('completion', (snapshot, offset, { uri }, { context }: CompletionParams) => {
        const bySpace = context?.triggerKind === CompletionTriggerKind.TriggerCharacter;
        return completionsAt(snapshot, offset, { bySpace, schemaElsewhere: isServedElsewhere(documents.get(uri)), beside: () => open.beside(uri) }, can);
      }),
    ),
  );
  connection.onCompletionResolve((item) =>
    guarded('completionItem/resolve', () => ({ ...item, ...documented(completionData.parse(item.data), contextOf({ uri: '', version: 0 })) }), item),
  );

  connection.onCodeAction(({ textDocument, range, context }, token): CodeAction[] => {
    if (token.isCancellationRequested) return [];
    return guarded('codeAction', () => {
      const found = open.snapshot(textDocument.uri);
      if (!found) return [];
      const span = { start: found.document.offsetAt(range.start), end: found.document.offsetAt(range.end) };
      return actionsAt(found.snapshot, span, context.only, contextOf(found.document));
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
          if (effect) return { ...action, ...effect };
          const reason =
            found?.document.version === version ? 'Nothing would change.' : 'The document has changed since this was offered; nothing was applied.';
          void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Info, message: `${action.title}: ${reason}` });
          return { ...action, disabled: { reason } };
        },
        action,
      ),
  );

  connection.languages.inlayHint.on(({ textDocument, range }) =>
    guarded('inlayHint', () => {
      const found = open.snapshot(textDocument.uri);
      return found?.snapshot.settings.inlayHints ? hintsOf(found.snapshot, range, contextOf(found.document)) : [];
    }, []),
  );
  connection.onCodeLens(({ textDocument }) =>
    guarded('codeLens', () => {
      const found = open.snapshot(textDocument.uri);
      return found?.snapshot.settings.codeLens ? lensesOf(found.snapshot, contextOf(found.document)) : [];
    }, []),
  );
  serveOwnRequests(connection, {
    guarded,
    contextOf,
    opened: (uri) => {
      const document = find(uri);
      return document && open.snapshot(document.uri);
    },
    analysed: (uri, text) => (isJudged(uri) ? engine.analyse({ uri, text }) : undefined),
  });

  documents.listen(connection);
  connection.listen();
}
