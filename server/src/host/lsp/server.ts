import {
  CodeActionKind,
  type Connection,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  MessageType,
  ShowMessageNotification,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type InitializationOptions, initializationOptions, type StatusNotification, syntaxElsewhereNotification } from '../../../../schemas/messages.ts';
import { dateOf } from '../../../../schemas/reason.ts';
import { readSettings } from '../../config/settings.ts';
import { Engine } from '../../engine/engine.ts';
import type { FileAccess } from '../../engine/other-files.ts';
import type { Snapshot } from '../../engine/snapshot.ts';
import { visible } from '../../present/harmless.ts';
import { FIX_ALL, TO_LEVEL } from '../../present/lsp/actions.ts';
import { NOTHING_TOLD, type ToldFile, toldOf } from '../../present/lsp/pieces.ts';
import { VERSION } from '../../version.ts';
import { Folder } from '../../workspace/folder.ts';
import { serveAnswers } from './answers.ts';
import { hearSettings } from './asked-settings.ts';
import { Calm } from './calm.ts';
import { capabilitiesOf } from './capabilities.ts';
import { serveCheckWorkspace } from './check-workspace.ts';
import { after, eachDay, type Soon } from './clock.ts';
import { Columns } from './columns.ts';
import { helping } from './config-help.ts';
import { EditorConfigurations } from './configs.ts';
import { contextFor } from './contexts.ts';
import { Diagnosing } from './diagnosing.ts';
import { type Guarded, OpenDocuments } from './documents.ts';
import type { Environment } from './environment.ts';
import { NAMED_AS_VSCODE } from './languages.ts';
import { serveOwnRequests } from './own-requests.ts';
import { refreshLenses, workspacesOf } from './saved.ts';
import { MOST_UNASKED, UnopenedFiles } from './unopened.ts';
import { sameUri } from './uri.ts';
import { WARM_UP } from './warm-up.ts';
import { Watches } from './watches.ts';
import { WorkspaceFiles } from './workspace-files.ts';

/** Serves the Language Server Protocol on a connection until it closes. */
export function serve(connection: Connection, environment: Environment): void {
  const { files } = environment;
  const later = environment.after ?? after;
  const soon: Soon = environment.soon ?? ((run) => void later(1, run));
  const columns = new Columns((uri) => linesOf(uri));
  const diagnosing = new Diagnosing(connection, columns, later);
  const calm = new Calm((uri, version, shown) => diagnosing.tell(uri, version, shown), later);
  const documents = new TextDocuments(columns.hearing(calm.hearing(NAMED_AS_VSCODE)));
  const find = (uri: string) => documents.get(uri) ?? documents.all().find((document) => sameUri(document.uri, uri));
  const isOpen = (uri: string) => find(uri) !== undefined;
  const textOf = (uri: string) => find(uri)?.getText() ?? others.textOf(uri);
  const linesOf = (uri: string) => {
    const text = find(uri) ?? textOf(uri);
    return typeof text === 'string' ? TextDocument.create(uri, 'yaml', 0, text) : text;
  };
  const access: FileAccess | undefined = files && {
    text: textOf,
    isShown: (uri) => {
      const open = find(uri);
      return open !== undefined && isJudged(open.uri) && { languageId: open.languageId };
    },
    projectOf: (uri) => configs.of(uri).project,
    forget: (uri) => files.forget(uri),
  };
  const configs = new EditorConfigurations(
    { text: textOf, exists: (uri) => files?.exists(uri) ?? false, today: () => dateOf(new Date()) },
    isOpen,
    (uri, diagnostics) => diagnosing.push({ uri, diagnostics }),
  );
  const folder = new Folder();
  const engine = new Engine((uri) => configs.of(uri).settings, access, folder);
  const isJudged = (uri: string) => {
    const { settings, ignored } = configs.of(uri);
    return settings.enable && !ignored && !configs.isConfig(uri);
  };
  let options: InitializationOptions = initializationOptions.parse({});
  let can = capabilitiesOf(undefined);
  let folders: readonly string[] = [];
  let watches: Watches | undefined;
  const workspaces = workspacesOf(engine, folder, documents, () => refreshLenses(connection, can));
  const contextOf = (document: Pick<TextDocument, 'uri' | 'version'>) => contextFor(document, options, can, environment.docsBase, find, workspaces);
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
  const told = (document: TextDocument, snapshot: Snapshot | undefined): ToldFile => {
    if (configs.isConfig(document.uri)) return { pieces: [], problems: configs.wrongIn(document.uri, isServedElsewhere(document)) };
    return snapshot ? toldOf(snapshot, contextOf(document), isServedElsewhere(document)) : NOTHING_TOLD;
  };
  const publish = (document: TextDocument, snapshot: Snapshot | undefined) => {
    calm.tell(document.uri, document.version, told(document, snapshot));
    configs.tell();
    watch();
    unopened.heard();
    diagnosing.changed();
  };
  const open = new OpenDocuments(engine, folder, documents, publish, isJudged, guarded, soon);
  const others = new WorkspaceFiles(connection, engine, folder, files, isOpen, guarded, soon, (uris) => {
    open.heard();
    unopened.refresh(uris);
    diagnosing.changed();
  });
  const unopened = new UnopenedFiles({
    engine,
    folder,
    // editors hand over no JSON when it is open
    names: () => others.names().filter((uri) => !/\.json$/i.test(uri)),
    textOf: (uri) => others.textOf(uri),
    isOpen,
    isJudged,
    isWanted: (count) => diagnosing.pushes && (unopenedSetting === 'on' || (unopenedSetting === 'auto' && count <= MOST_UNASKED)),
    tell: (uri, snapshot) => diagnosing.tellUnopened(uri, snapshot?.relevant ? toldOf(snapshot, contextOf({ uri, version: 0 }), false) : NOTHING_TOLD),
    guarded,
    soon,
  });
  const judgeAgain = () => {
    open.reset();
    unopened.reset();
  };
  const watch = () => watches?.want([...open.filesRead, ...configs.asked]);
  const warn = (message: string) => void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message: visible(message) });
  let given = '{}';
  let unopenedSetting = readSettings({}).settings.diagnostics.unopened;
  const settings = hearSettings(connection, (input) => {
    const now = JSON.stringify(input ?? {});
    if (now === given) return; // a client that has none says so when it is asked
    given = now;
    const { problems } = readSettings(input);
    for (const problem of problems) connection.console.warn(visible(`Setting ignored: ${problem}`));
    if (problems.length > 0) warn(`Ignored in the settings: ${problems.join('; ')}`);
    unopenedSetting = readSettings(input).settings.diagnostics.unopened;
    configs.give(input, folders);
    judgeAgain();
  });
  let wrongOptions: string | undefined;

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    const parsed = initializationOptions.safeParse(params.initializationOptions ?? {});
    if (parsed.success) options = parsed.data;
    else wrongOptions = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    can = capabilitiesOf(params.capabilities);
    columns.choose(params.capabilities.general?.positionEncodings);
    diagnosing.pushes = !can.pulls || options.pushDiagnostics;
    folders = params.workspaceFolders?.map(({ uri }) => uri) ?? (params.rootUri ? [params.rootUri] : []);
    configs.give({}, folders);
    return {
      serverInfo: { name: 'bulkhead', version: VERSION },
      capabilities: {
        positionEncoding: columns.encoding,
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
        hoverProvider: true,
        completionProvider: { resolveProvider: true, triggerCharacters: [' '] },
        inlayHintProvider: true,
        // its commands are ours
        ...(options.chooseChanges ? { codeLensProvider: {} } : {}),
        ...(diagnosing.pushes
          ? {}
          : { diagnosticProvider: { identifier: 'bulkhead', interFileDependencies: true, workspaceDiagnostics: files !== undefined } }),
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, TO_LEVEL, FIX_ALL], resolveProvider: can.resolveEdits },
      },
    };
  });

  connection.onInitialized(() => {
    const status: StatusNotification = { state: 'ready' };
    if (options.chooseChanges) void connection.sendNotification('bulkhead/status', status);
    if (wrongOptions !== undefined) warn(`Ignored, since they are wrong: initializationOptions, ${wrongOptions}`);
    settings.begin(options.settings, can);
    if (can.folders)
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const left = new Set(removed.map(({ uri }) => uri));
        folders = [...folders.filter((uri) => !left.has(uri)), ...added.map(({ uri }) => uri)];
        configs.moveTo(folders);
        others.left([...left]);
        others.look(added.map(({ uri }) => uri));
        judgeAgain();
      });
    if (can.watching && files)
      watches = new Watches(
        (watchers) => connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }),
        can.relativeWatches,
        () => folders,
      );
    // when the first files are judged
    later(1000, () => others.look(folders));
    eachDay(later, () => {
      configs.refresh();
      judgeAgain();
    });
    later(20, () => guarded('warm up', () => void engine.analyse({ uri: 'warm-up.yaml', text: WARM_UP }), undefined));
  });

  connection.onNotification('bulkhead/syntaxElsewhere', (params: unknown) => {
    const said = syntaxElsewhereNotification.safeParse(params);
    if (!said.success) return;
    options = { ...options, ...said.data };
    judgeAgain();
  });

  const configChanged = (uri: string) => {
    if (!configs.decides(uri)) return;
    configs.refresh();
    judgeAgain();
  };
  // a client that watches no files does not say that a configuration has come
  documents.onDidOpen(({ document: { uri } }) => {
    configs.refresh();
    others.opened(uri);
    unopened.opened(uri);
  });
  documents.onDidChangeContent(({ document: { uri } }) => {
    open.changed(uri);
    configChanged(uri);
  });
  // a client that watches no files does not say either what else has changed on disk
  documents.onDidSave(() => {
    if (can.watching) return;
    configs.refresh();
    open.reset();
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes.filter((change) => !find(change.uri))) {
      open.othersChanged(uri);
      configChanged(uri);
    }
    others.heard(changes.map(({ uri }) => uri));
  });
  documents.onDidClose(({ document }) => {
    open.closed(document.uri);
    open.othersChanged(document.uri);
    configChanged(document.uri);
    watch();
    calm.closed(document.uri);
    others.heard([document.uri]);
  });

  const config = helping({ find, configs, columns, isServedElsewhere, guarded, contextOf });
  serveAnswers(connection, {
    open,
    declaredBeside: (uri) => others.beside(uri),
    guarded,
    columns,
    contextOf,
    config,
    isServedElsewhere: (uri) => isServedElsewhere(documents.get(uri)),
  });
  diagnosing.serve({
    guarded,
    opened: (uri) => {
      const document = documents.get(uri);
      if (!document) return undefined;
      const snapshot = open.snapshot(uri)?.snapshot;
      return { told: told(document, snapshot), publish: () => publish(document, snapshot) };
    },
    files: () => folders.flatMap((folder) => [...(files?.below(folder) ?? [])]),
    hearsChanges: () => can.watching,
    begin: (all) => {
      const seen = access && { ...access, isShown: (uri: string) => all.has(uri), forget: () => undefined };
      const whole = new Engine((uri) => configs.of(uri).settings, seen, folder);
      return (uri) => {
        const document = find(uri);
        const text = textOf(uri);
        if (text === undefined || !isJudged(uri)) return undefined;
        const version = document?.version ?? null;
        const snapshot = whole.analyse({ uri, text, ...(document ? { languageId: document.languageId } : {}) });
        return { version, told: toldOf(snapshot, contextOf({ uri, version: version ?? 0 }), isServedElsewhere(document)) };
      };
    },
    soon,
    cancelled: () => environment.failed(LSPErrorCodes.RequestCancelled, 'the client does not want it any more'),
  });
  serveCheckWorkspace(connection, unopened, () => open.snapshots());
  serveOwnRequests(connection, {
    guarded,
    columns,
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
