import { type ChildProcess, spawn } from 'node:child_process';
import { createMessageConnection, type MessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';

/** The part of `textDocument/publishDiagnostics` that the benchmark reads. */
interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly unknown[];
}

/** A language server in a separate process, with the protocol over standard input and output. */
export class ServerProcess {
  readonly #connection: MessageConnection;
  readonly #process: ChildProcess;
  #waiting: ((published: Published) => void) | undefined;

  /** @param settings the answers to `workspace/configuration`, by section */
  constructor(script: string, settings: Readonly<Record<string, unknown>> = {}) {
    const child = spawn(process.execPath, [script, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#process = child;
    this.#connection = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
    this.#connection.onRequest('workspace/configuration', ({ items }: { items: { section?: string }[] }) =>
      items.map(({ section }) => settings[section ?? ''] ?? null),
    );
    this.#connection.onRequest('client/registerCapability', () => null);
    this.#connection.onRequest('window/workDoneProgress/create', () => null);
    this.#connection.onNotification('textDocument/publishDiagnostics', (published: Published) => this.#waiting?.(published));
    this.#connection.onUnhandledNotification(() => undefined);
    this.#connection.listen();
  }

  /** Sends `initialize` and resolves with the answer. */
  async initialize(): Promise<void> {
    await this.#connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: null,
      capabilities: {
        workspace: { configuration: true, didChangeConfiguration: {} },
        textDocument: { publishDiagnostics: { versionSupport: true, relatedInformation: true } },
      },
      initializationOptions: {},
    });
  }

  async initialized(): Promise<void> {
    await this.#connection.sendNotification('initialized', {});
  }

  /** Opens a document; resolves with the number of its first diagnostics. */
  async open(uri: string, languageId: string, text: string): Promise<number> {
    const published = this.#published(uri, 1);
    await this.#connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
    return (await published).diagnostics.length;
  }

  /** Types one letter; resolves with the milliseconds until the diagnostics of that version. */
  async type(uri: string, version: number, position: { line: number; character: number }): Promise<number> {
    const start = performance.now();
    const published = this.#published(uri, version);
    await this.#connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range: { start: position, end: position }, text: 'x' }],
    });
    await published;
    return performance.now() - start;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    await this.#connection.sendRequest('shutdown');
    await this.#connection.sendNotification('exit');
    await ended;
    this.#connection.dispose();
  }

  /** Resolves with the diagnostics of a version; if the server does not send versions, with the next ones. */
  #published(uri: string, version: number): Promise<Published> {
    return new Promise((resolve) => {
      this.#waiting = (published) => {
        if (published.uri === uri && (published.version ?? version) >= version) resolve(published);
      };
    });
  }
}
