import { type ChildProcess, spawn } from 'node:child_process';
import { createMessageConnection, type MessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';

/** The part of `textDocument/publishDiagnostics` that is measured. */
interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly unknown[];
}

/** A language server in a process of its own, spoken to over its standard input and output. */
export class ServerProcess {
  readonly #connection: MessageConnection;
  readonly #process: ChildProcess;
  #waiting: ((published: Published) => void) | undefined;

  /** @param settings answers of `workspace/configuration`, by section. */
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

  /** Resolves when the server has answered `initialize`. */
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

  /** Types one letter; resolves, with the milliseconds it took, when the diagnostics of that version are there. */
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

  /** A server that does not tell the version counts at its first answer. */
  #published(uri: string, version: number): Promise<Published> {
    return new Promise((resolve) => {
      this.#waiting = (published) => {
        if (published.uri === uri && (published.version ?? version) >= version) resolve(published);
      };
    });
  }
}
