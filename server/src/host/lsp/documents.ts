import type { TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Engine } from '../../engine/engine.ts';
import type { Snapshot } from '../../engine/snapshot.ts';
import { sameUri } from './uri.ts';

/** Runs a function. An exception is logged and gives `otherwise`; it never ends the server. */
export type Guarded = <T>(name: string, run: () => T, otherwise: T) => T;

/**
 * Open documents and their snapshots. A document is analysed once for all changes that have already arrived, without further delay, or
 * earlier if a request needs it.
 */
export class OpenDocuments {
  readonly #dirty = new Set<string>();
  readonly #snapshots = new Map<string, { version: number; snapshot: Snapshot }>();
  #scheduled = false;

  constructor(
    private readonly engine: Engine,
    private readonly documents: TextDocuments<TextDocument>,
    private readonly publish: (document: TextDocument, snapshot: Snapshot | undefined) => void,
    private readonly guarded: Guarded,
  ) {}

  changed(uri: string): void {
    this.#dirty.add(uri);
    this.othersChanged(uri);
  }

  /** A file changed that open documents may depend on. */
  othersChanged(uri: string): void {
    for (const [open, { snapshot }] of this.#snapshots) {
      if (open === uri || ![...snapshot.filesRead].some((other) => sameUri(other, uri))) continue;
      this.#snapshots.delete(open);
      this.#dirty.add(open);
    }
    this.#schedule();
  }

  closed(uri: string): void {
    this.#dirty.delete(uri);
    this.#snapshots.delete(uri);
    this.engine.forget(uri);
  }

  /** Analyses all documents again, after a change of settings. */
  reset(): void {
    this.#snapshots.clear();
    for (const document of this.documents.all()) this.#dirty.add(document.uri);
    this.#schedule();
  }

  /** The snapshot of the document as it is now; `undefined` when it is not open or the settings turn Bulkhead off. */
  snapshot(uri: string): { readonly document: TextDocument; readonly snapshot: Snapshot } | undefined {
    const document = this.documents.get(uri);
    if (!document || !this.engine.settings.enable) return undefined;
    const known = this.#snapshots.get(uri);
    if (known && known.version === document.version) return { document, snapshot: known.snapshot };
    const snapshot = this.engine.update({ uri, text: document.getText(), languageId: document.languageId });
    this.#snapshots.set(uri, { version: document.version, snapshot });
    return { document, snapshot };
  }

  /** The other files that open documents have read, by URI. */
  get filesRead(): readonly string[] {
    return [...this.#snapshots.values()].flatMap(({ snapshot }) => [...snapshot.filesRead]);
  }

  #schedule(): void {
    if (this.#scheduled || this.#dirty.size === 0) return;
    this.#scheduled = true;
    // a timer, not a microtask: changes that wait in the pipe are read first, and cost one analysis together
    setTimeout(() => {
      this.#scheduled = false;
      const uri = this.#dirty.values().next().value;
      if (uri === undefined) return;
      this.#dirty.delete(uri);
      this.guarded(
        `analysis of ${uri}`,
        () => {
          const document = this.documents.get(uri);
          if (document) this.publish(document, this.snapshot(uri)?.snapshot);
        },
        undefined,
      );
      this.#schedule(); // one document at a time, so that requests come in between
    }, 1);
  }
}

declare function setTimeout(run: () => void, milliseconds: number): unknown;
