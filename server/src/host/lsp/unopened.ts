import type { Engine } from '../../engine/engine.ts';
import type { Held } from '../../engine/reading.ts';
import type { Snapshot } from '../../engine/snapshot.ts';
import type { Sliced } from '../../syntax/sliced.ts';
import { decoded } from '../../text/uri.ts';
import type { Folder } from '../../workspace/folder.ts';
import type { Soon } from './clock.ts';
import type { Guarded } from './documents.ts';

/** So many milliseconds are spent before messages that have arrived are answered. */
const SLICE = 8;

/** In larger workspaces, files that are not open are judged only when somebody asks for it. */
export const MOST_UNASKED = 1000;

/** What the server knows of files that are not open. */
interface Serving {
  readonly engine: Engine;
  readonly folder: Folder;
  /** The names of all files, open or not. */
  readonly names: () => readonly string[];
  readonly textOf: (uri: string) => string | undefined;
  readonly isOpen: (uri: string) => boolean;
  readonly isJudged: (uri: string) => boolean;
  /** Whether files are judged unasked, in a workspace with so many. */
  readonly isWanted: (files: number) => boolean;
  /** Says what is found in a file, or that nothing is any more. */
  readonly tell: (uri: string, snapshot: Snapshot | undefined) => void;
  readonly guarded: Guarded;
  readonly soon: Soon;
}

/** A file that was judged. */
interface Judged {
  readonly held: Held;
  /** How much was found; `undefined` in what is no manifest. */
  readonly findings: number | undefined;
}

/** How far a look at all files has come. */
export interface Look {
  readonly progress: (done: number, all: number) => void;
  readonly isCancelled: () => boolean;
}

/**
 * Judges files that are not open, in slices, when nothing else is to be done. Of each it keeps only what tells whether it is to be judged again.
 */
export class UnopenedFiles {
  /** The files that were judged, and what their judgement read; by the name with which the client was told. */
  readonly #judged = new Map<string, Judged>();
  readonly #queue = new Set<string>();
  /** Files that may have heard something else. */
  readonly #unsure = new Set<string>();
  #heard = -1;
  #work: { readonly uri: string; readonly slices: Sliced<Snapshot> } | undefined;
  #scheduled = false;
  #asked = false;
  #waiting: (() => void)[] = [];

  constructor(private readonly serving: Serving) {}

  /** Something has changed: judges what is new, what has another text (`changed`), and what heard something else. */
  refresh(changed: readonly string[] = []): void {
    const { folder, names, isOpen, isWanted } = this.serving;
    const all = names();
    this.#heard = folder.version;
    if (!this.#asked && !isWanted(all.length)) return this.#forgetAll();
    const there = new Set(all);
    for (const uri of this.#judged.keys()) if (!there.has(uri)) this.#clear(uri);
    const again = new Set(changed.map(decoded));
    for (const uri of all) {
      if (isOpen(uri)) this.opened(uri);
      else if (this.#judged.has(uri) && !again.has(decoded(uri))) this.#unsure.add(uri);
      else this.#queue.add(uri);
    }
    this.#schedule();
  }

  /** A document was analysed: what it says to others may have changed. */
  heard(): void {
    if (this.#heard !== this.serving.folder.version) this.refresh();
  }

  /** Settings have changed: all is judged again. */
  reset(): void {
    this.#judged.clear();
    this.refresh();
  }

  /** A file is open: the client is told of it as it is there. */
  opened(uri: string): void {
    const key = decoded(uri);
    this.#queue.delete(uri);
    this.#unsure.delete(uri);
    if (this.#work?.uri === uri) this.#work = undefined;
    for (const name of this.#judged.keys()) {
      if (decoded(name) !== key) continue;
      if (name === uri) this.#judged.delete(name);
      else this.#clear(name);
    }
  }

  /** Judges all files, however many there are. They are kept up to date from then on. */
  async all({ progress, isCancelled }: Look): Promise<void> {
    this.#asked = true;
    this.#judged.clear();
    this.refresh();
    const all = this.#queue.size;
    while (this.#isBusy && !isCancelled()) {
      progress(all - this.#queue.size, all);
      await new Promise<void>((resolve) => void this.#waiting.push(resolve));
    }
    if (isCancelled()) this.#queue.clear();
  }

  /** How much was found in each manifest. */
  found(): number[] {
    return [...this.#judged.values()].flatMap(({ findings }) => findings ?? []);
  }

  get #isBusy(): boolean {
    return this.#queue.size + this.#unsure.size > 0 || this.#work !== undefined;
  }

  #forgetAll(): void {
    this.#queue.clear();
    this.#unsure.clear();
    this.#work = undefined;
    for (const uri of this.#judged.keys()) this.#clear(uri);
  }

  #clear(uri: string): void {
    this.#judged.delete(uri);
    if (!this.serving.isOpen(uri)) this.serving.tell(uri, undefined);
  }

  #schedule(): void {
    if (this.#scheduled || !this.#isBusy) return;
    this.#scheduled = true;
    this.serving.soon(() => {
      this.#scheduled = false;
      const until = Date.now() + SLICE;
      while (this.#isBusy && Date.now() < until) this.#step();
      for (const wake of this.#waiting.splice(0)) wake();
      this.#schedule();
    });
  }

  #step(): void {
    const { engine, textOf, isOpen, isJudged, tell, guarded } = this.serving;
    const work = this.#work;
    if (work) {
      const { uri } = work;
      const next = guarded(`analysis of ${uri}`, () => work.slices.next(), undefined);
      if (next && !next.done) return;
      this.#work = undefined;
      if (!next) return;
      const { held, relevant, findings } = next.value;
      this.#judged.set(uri, { held, findings: relevant ? findings.length : undefined });
      return guarded(`diagnostics of ${uri}`, () => tell(uri, next.value), undefined);
    }
    const uri = this.#queue.values().next().value;
    if (uri === undefined) return this.#ask();
    this.#queue.delete(uri);
    const text = isOpen(uri) || !isJudged(uri) ? undefined : textOf(uri);
    if (text !== undefined) this.#work = { uri, slices: engine.analysing({ uri, text }) };
    else if (this.#judged.has(uri)) this.#clear(uri);
  }

  #ask(): void {
    const uri = this.#unsure.values().next().value;
    if (uri === undefined) return;
    this.#unsure.delete(uri);
    const before = this.#judged.get(uri);
    if (!before || this.serving.guarded(`reads of ${uri}`, () => this.serving.engine.isOutdated(uri, before.held), true)) this.#queue.add(uri);
  }
}
