import { TextDocument } from 'vscode-languageserver-textdocument';
import { parseAllDocuments } from 'yaml';
import { type Peer, ServerProcess } from './client.ts';
import { type Kind, steps } from './edits.ts';
import type { BenchText } from './texts.ts';

/** The name of the server that sends the bytes that the first peer has sent. */
export const FLOOR = 'floor';

/** Milliseconds of each step, by peer, and those of a full parse of the text after some of the steps. */
export interface Typed {
  readonly walls: ReadonlyMap<string, readonly number[]>;
  readonly parses: readonly number[];
}

/** How much is typed, and how often the whole text is parsed beside. */
export interface Amount {
  readonly steps: number;
  readonly parseEvery: number;
}

/** Servers that have a text open, and do the same steps one after the other. */
export class TypingSession {
  readonly #bench: BenchText;
  readonly #servers: ReadonlyMap<string, ServerProcess>;
  readonly #uri: string;
  #version = 1;

  private constructor(bench: BenchText, servers: ReadonlyMap<string, ServerProcess>) {
    this.#bench = bench;
    this.#servers = servers;
    this.#uri = `file:///bench/${bench.file}`;
  }

  static async start(bench: BenchText, peers: Readonly<Record<string, Peer>>): Promise<TypingSession> {
    const servers = new Map(Object.entries(peers).map(([name, peer]) => [name, new ServerProcess(peer)]));
    const session = new TypingSession(bench, servers);
    for (const server of servers.values()) {
      await server.initialize();
      await server.initialized();
      await server.open(session.#uri, bench.languageId, bench.text);
    }
    return session;
  }

  /** Does the steps of a kind. */
  async type(kind: Kind, { steps: count, parseEvery }: Amount): Promise<Typed> {
    const walls = new Map<string, number[]>([...this.#servers.keys()].map((name) => [name, []]));
    const parses: number[] = [];
    const text = TextDocument.create(this.#uri, this.#bench.languageId, 1, this.#bench.text);
    let done = 0;
    for (const change of steps(this.#bench, kind, count)) {
      this.#version += 1;
      let sent: readonly unknown[] = [];
      for (const [name, server] of this.#servers) {
        if (name === FLOOR) await server.give(sent);
        const { wall, diagnostics } = await server.change(this.#uri, this.#version, change);
        sent = diagnostics;
        walls.get(name)?.push(wall);
      }
      TextDocument.update(text, [change], this.#version);
      if (done % parseEvery === 0) parses.push(timeOfParse(text.getText()));
      done += 1;
    }
    return { walls, parses };
  }

  async stop(): Promise<void> {
    for (const server of this.#servers.values()) await server.stop();
  }
}

function timeOfParse(text: string): number {
  const start = performance.now();
  parseAllDocuments(text);
  return performance.now() - start;
}
