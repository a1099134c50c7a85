import {
  createConnection,
  type Diagnostic,
  type Message,
  type MessageReader,
  type MessageWriter,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver/node';
import type { After } from '../../server/src/host/lsp/clock.ts';
import { connectionOptions, failed } from '../../server/src/host/lsp/lifecycle.ts';
import { json } from '../../server/src/host/lsp/published.ts';
import { serve } from '../../server/src/host/lsp/server.ts';
import { FULL } from './session.ts';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** A clock that stands still until it is told to go on, in milliseconds. */
export class VirtualClock {
  now = 0;
  readonly #due: Timer[] = [];

  readonly after: After = (milliseconds, run) => {
    const timer = { at: this.now + milliseconds, run };
    this.#due.push(timer);
    return () => this.#drop(timer);
  };

  /** Runs what is due within some milliseconds, in its order. */
  pass(milliseconds: number): void {
    const end = this.now + milliseconds;
    for (;;) {
      const next = this.#due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#drop(next);
      this.now = next.at;
      next.run();
    }
    this.now = end;
  }

  #drop(timer: Timer): void {
    const at = this.#due.indexOf(timer);
    if (at >= 0) this.#due.splice(at, 1);
  }
}

/** An event of the library of the protocol that never happens. */
const never = () => ({ dispose: () => undefined });

/** The language server in this process, with a clock of the test: nothing happens in it but when a message is sent or time passes. */
export class InProcess {
  readonly clock = new VirtualClock();
  /** Called for everything that the server publishes, at once. */
  onPublished: (published: PublishDiagnosticsParams) => void = () => undefined;
  readonly #shown = new Map<string, readonly Diagnostic[]>();
  readonly #answers = new Map<number, () => void>();
  #receive: (message: Message) => void = () => undefined;
  #count = 0;

  private constructor() {
    const reader: MessageReader = {
      onError: never,
      onClose: never,
      onPartialMessage: never,
      dispose: () => undefined,
      listen: (receive) => {
        this.#receive = receive;
        return never();
      },
    };
    const writer: MessageWriter = {
      onError: never,
      onClose: never,
      dispose: () => undefined,
      end: () => undefined,
      write: async (message) => this.#sent(message),
    };
    serve(createConnection(reader, writer, connectionOptions()), {
      docsBase: 'file:///docs/',
      failed,
      files: { read: () => undefined, exists: () => false, forget: () => undefined, below: () => [] },
      after: this.clock.after,
    });
  }

  static async start(initializationOptions: object = {}): Promise<InProcess> {
    const server = new InProcess();
    await server.#ask('initialize', { processId: null, rootUri: null, capabilities: FULL, initializationOptions });
    await server.notify('initialized', {});
    return server;
  }

  /** Sends a notification; resolves when the server has handled it. No time passes. */
  async notify(method: string, params: object): Promise<void> {
    this.#receive({ jsonrpc: '2.0', method, params } as Message);
    await this.#ask('bulkhead/nothing', {}); // messages are handled in their order
  }

  /** What the server published last for a document. */
  shown(uri: string): readonly Diagnostic[] {
    return this.#shown.get(uri) ?? [];
  }

  #ask(method: string, params: object): Promise<void> {
    const id = ++this.#count;
    return new Promise((resolve) => {
      this.#answers.set(id, resolve);
      this.#receive({ jsonrpc: '2.0', id, method, params } as Message);
    });
  }

  #sent(message: Message): void {
    const written = json(message);
    if (written !== JSON.stringify(message)) throw new Error('a message is not encoded as it is');
    const { id, method, params } = JSON.parse(written);
    if (method === 'textDocument/publishDiagnostics') {
      const published = params as PublishDiagnosticsParams;
      this.onPublished(published);
      this.#shown.set(published.uri, published.diagnostics);
    } else if (method === undefined) this.#answers.get(id)?.();
  }
}
