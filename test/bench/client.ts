import type { ChildProcess } from 'node:child_process';
import { createMessageConnection, type MessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { type Reports, spawnNode, type Usage } from './child.ts';
import type { Change } from './edits.ts';

/** The part of `textDocument/publishDiagnostics` that the benchmark reads. */
interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly unknown[];
}

/** A server to measure. */
export interface Peer {
  readonly script: string;
  /** The answers to `workspace/configuration`, by section. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A language server in a separate process, with the protocol over standard input and output. */
export class ServerProcess {
  readonly #connection: MessageConnection;
  readonly #process: ChildProcess;
  readonly #reports: Reports;
  #waiting: ((published: Published) => void) | undefined;

  constructor({ script, settings = {} }: Peer) {
    const { child, reports } = spawnNode([script, '--stdio'], ['pipe', 'pipe']);
    if (!child.stdout || !child.stdin) throw new Error('the server has no pipes');
    this.#process = child;
    this.#reports = reports;
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

  /** Opens a document; resolves with its first diagnostics. */
  async open(uri: string, languageId: string, text: string): Promise<readonly unknown[]> {
    const published = this.#published(uri, 1);
    await this.#connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
    return (await published).diagnostics;
  }

  async close(uri: string): Promise<void> {
    await this.#connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  /** Makes a change; resolves with the milliseconds until the diagnostics of that version, and those. */
  async change(uri: string, version: number, change: Change): Promise<{ readonly wall: number; readonly diagnostics: readonly unknown[] }> {
    const start = performance.now();
    const published = this.#published(uri, version);
    await this.#connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [change] });
    const { diagnostics } = await published;
    return { wall: performance.now() - start, diagnostics };
  }

  /** Gives the floor what it is to send. */
  async give(diagnostics: readonly unknown[]): Promise<void> {
    await this.#connection.sendRequest('floor/diagnostics', diagnostics);
  }

  /** What the server has used until now; its heap after a full collection. */
  usage(): Promise<Usage> {
    this.#process.kill('SIGUSR2');
    return this.#reports.next();
  }

  /** Ends the server; resolves with what it has used. */
  async stop(): Promise<Usage> {
    const usage = this.#reports.next();
    await this.#connection.sendRequest('shutdown');
    await this.#connection.sendNotification('exit');
    const used = await usage;
    this.#connection.dispose();
    return used;
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
