import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type CancellationToken,
  type CodeAction,
  createMessageConnection,
  type Diagnostic,
  type Hover,
  type InitializeResult,
  type MessageConnection,
  type PublishDiagnosticsParams,
  type Range,
  type Registration,
  type RegistrationParams,
  StreamMessageReader,
  StreamMessageWriter,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';

const SERVER = fileURLToPath(new URL('../../dist/server/node.js', import.meta.url));

/** The bundled server in another process. The session sends JSON-RPC messages to it as an editor does. */
export class Session {
  readonly #published: PublishDiagnosticsParams[] = [];
  readonly #waiting = new Set<() => void>();
  readonly notifications: { method: string; params: unknown }[] = [];
  /** The capabilities that the server registered with the client, in order. */
  readonly registrations: Registration[] = [];
  initialized: InitializeResult | undefined;
  /** What the client answers when it is asked for its settings. */
  settings: unknown = null;
  /** How often the client was told to ask for diagnostics again. */
  refreshes = 0;

  private constructor(
    private readonly process: ChildProcess,
    private readonly connection: MessageConnection,
  ) {
    connection.onNotification((method, params) => {
      this.notifications.push({ method, params });
      if (method === 'textDocument/publishDiagnostics') this.#published.push(params as PublishDiagnosticsParams);
      for (const wake of [...this.#waiting]) wake();
    });
    // the library takes progress out of the other notifications
    connection.onUnhandledProgress((params) => {
      this.notifications.push({ method: '$/progress', params });
      for (const wake of [...this.#waiting]) wake();
    });
    connection.onRequest('workspace/configuration', () => [this.settings]);
    connection.onRequest('workspace/diagnostic/refresh', () => {
      this.refreshes++;
      for (const wake of [...this.#waiting]) wake();
      return null;
    });
    connection.onRequest('client/registerCapability', ({ registrations }: RegistrationParams) => {
      this.registrations.push(...registrations);
      for (const wake of [...this.#waiting]) wake();
      return null;
    });
    connection.onRequest('client/unregisterCapability', () => null);
  }

  /** @param more parameters of `initialize`, such as the folders of the workspace */
  static async start(initializationOptions: object = {}, capabilities: object | null = FULL, more: object = {}, settings: unknown = null): Promise<Session> {
    if (!existsSync(SERVER)) throw new Error('dist/server/node.js is missing: run `npm run build` first');
    const process = spawn('node', [SERVER, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const connection = createMessageConnection(
      new StreamMessageReader(process.stdout as NodeJS.ReadableStream),
      new StreamMessageWriter(process.stdin as NodeJS.WritableStream),
    );
    connection.listen();
    const session = new Session(process, connection);
    session.settings = settings;
    const params = { processId: null, rootUri: null, capabilities, initializationOptions, ...more };
    session.initialized = await connection.sendRequest<InitializeResult>('initialize', params);
    await connection.sendNotification('initialized', {});
    return session;
  }

  async stop(): Promise<number | null> {
    const gone = new Promise<number | null>((resolve) => this.process.once('exit', (code) => resolve(code)));
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    const code = await gone;
    this.connection.dispose();
    return code;
  }

  async open(uri: string, text: string, languageId = 'yaml', version = 1): Promise<void> {
    await this.notify('textDocument/didOpen', { textDocument: { uri, languageId, version, text } });
  }

  async change(uri: string, version: number, changes: readonly { range?: Range; text: string }[]): Promise<void> {
    await this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: changes });
  }

  notify(method: string, params: object): Promise<void> {
    return this.connection.sendNotification(method, params);
  }

  request<T>(method: string, params: object, token?: CancellationToken): Promise<T> {
    return token ? this.connection.sendRequest<T>(method, params, token) : this.connection.sendRequest<T>(method, params);
  }

  /** Resolves as soon as something is so. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await this.woken();
  }

  /** Resolves with the diagnostics of a version of a document. */
  async diagnostics(uri: string, version = 1): Promise<Diagnostic[]> {
    for (;;) {
      const found = this.#published.findLast((p) => p.uri === uri && p.version === version);
      if (found) return found.diagnostics;
      await this.woken();
    }
  }

  /** What the server last published of a file, in any version. */
  shown(uri: string): Diagnostic[] | undefined {
    return this.#published.findLast((published) => published.uri === uri)?.diagnostics;
  }

  /** Starts an event, and resolves with the diagnostics of a document that are published next. */
  async next(uri: string, event: () => Promise<unknown>): Promise<PublishDiagnosticsParams> {
    const before = this.#published.length;
    await event();
    for (;;) {
      const found = this.#published.slice(before).findLast((p) => p.uri === uri);
      if (found) return found;
      await this.woken();
    }
  }

  resolve(action: CodeAction): Promise<CodeAction> {
    return this.request('codeAction/resolve', action);
  }

  /** Resolves with the next notification of the server. */
  woken(): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        resolve();
      };
      this.#waiting.add(wake);
    });
  }

  get publishedCount(): number {
    return this.#published.length;
  }

  hover(uri: string, position: Range['start']): Promise<Hover | null> {
    return this.request('textDocument/hover', { textDocument: { uri }, position });
  }

  actions(uri: string, range: Range, only?: string[]): Promise<CodeAction[]> {
    return this.request('textDocument/codeAction', { textDocument: { uri }, range, context: { diagnostics: [], ...(only ? { only } : {}) } });
  }
}

/** The client capabilities of an editor such as VS Code. */
export const FULL = {
  workspace: { workspaceEdit: { documentChanges: true, changeAnnotationSupport: { groupsOnLabel: true } }, configuration: false },
  textDocument: { codeAction: { disabledSupport: true, isPreferredSupport: true }, publishDiagnostics: { versionSupport: true } },
};

/** The same capabilities, and the client gets the edit of an action when the action is chosen. */
export const LAZY = {
  workspace: { ...FULL.workspace, didChangeWatchedFiles: { dynamicRegistration: true } },
  textDocument: {
    ...FULL.textDocument,
    codeAction: { ...FULL.textDocument.codeAction, dataSupport: true, resolveSupport: { properties: ['edit', 'command'] } },
  },
};

/** The rules that a diagnostic stands for. */
export function rulesOf({ code, data }: Diagnostic): readonly unknown[] {
  return (data as { readonly rules: readonly string[] } | undefined)?.rules ?? [code];
}

/** The text of a document after a workspace edit. */
export function applied(text: string, edit: WorkspaceEdit | undefined, uri: string): string {
  const edits =
    edit?.changes?.[uri] ?? edit?.documentChanges?.flatMap((change) => ('edits' in change && change.textDocument.uri === uri ? change.edits : [])) ?? [];
  const starts = [0, ...[...text.matchAll(/\n/g)].map((m) => m.index + 1)];
  const offset = (p: Range['start']) => (starts[p.line] ?? text.length) + p.character;
  return [...edits]
    .map((e) => ('range' in e ? e : undefined))
    .filter((e) => e !== undefined)
    .sort((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce((now, e) => now.slice(0, offset(e.range.start)) + ('newText' in e ? e.newText : '') + now.slice(offset(e.range.end)), text);
}
