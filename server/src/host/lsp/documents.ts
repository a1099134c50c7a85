import type { TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Engine } from '../../engine/engine.ts';
import type { Snapshot } from '../../engine/snapshot.ts';
import type { Sliced } from '../../syntax/sliced.ts';
import type { Folder } from '../../workspace/folder.ts';
import type { Soon } from './clock.ts';
import { sameUri } from './uri.ts';

/** Runs a function. An exception is logged and gives `otherwise`; it never ends the server. */
export type Guarded = <T>(name: string, run: () => T, otherwise: T) => T;

/** An analysis that takes longer is left for a moment, in milliseconds: a request about another document waits for one or two slices. */
const SLICE = 10;

interface Analysis {
  readonly uri: string;
  readonly version: number;
  readonly work: Sliced<Snapshot>;
  /** Files that changed since it began: it may have read them before. */
  readonly changed: Set<string>;
}

/**
 * Open documents and their snapshots. A document is analysed once for all changes that have already arrived, without further delay, or
 * earlier if a request needs it. An analysis is done in slices, and dropped when its document changes.
 */
export class OpenDocuments {
  readonly #dirty = new Set<string>();
  readonly #snapshots = new Map<string, { version: number; snapshot: Snapshot }>();
  #scheduled = false;
  /** A document changed since it was last looked whether there is something to analyse. */
  #hasChanged = false;
  #running: Analysis | undefined;
  /** The version of the folder of which all snapshots have heard. */
  #heard = 0;

  constructor(
    private readonly engine: Engine,
    private readonly folder: Folder,
    private readonly documents: TextDocuments<TextDocument>,
    private readonly publish: (document: TextDocument, snapshot: Snapshot | undefined) => void,
    private readonly isJudged: (uri: string) => boolean,
    private readonly guarded: Guarded,
    private readonly soon: Soon,
  ) {}

  changed(uri: string): void {
    this.#drop(uri);
    this.#dirty.add(uri);
    this.#hasChanged = true;
    this.othersChanged(uri);
  }

  /** A file changed that open documents may depend on. */
  othersChanged(uri: string): void {
    this.#running?.changed.add(uri);
    for (const [open, { snapshot }] of this.#snapshots) if (open !== uri && reads(snapshot, uri)) this.#again(open);
    this.#schedule();
  }

  /** What files say to each other may have changed: analyses those again that heard something else. */
  heard(): void {
    if (this.folder.version === this.#heard) return;
    this.#heard = this.folder.version;
    for (const [uri, { snapshot }] of this.#snapshots) if (this.engine.isOutdated(uri, snapshot.held)) this.#again(uri);
    this.#schedule();
  }

  #again(uri: string): void {
    this.#snapshots.delete(uri);
    this.#dirty.add(uri);
  }

  closed(uri: string): void {
    this.#drop(uri);
    this.#dirty.delete(uri);
    this.#snapshots.delete(uri);
    this.engine.forget(uri);
  }

  /** Analyses all documents again, after a change of settings. */
  reset(): void {
    this.#running = undefined;
    this.#snapshots.clear();
    for (const document of this.documents.all()) this.#dirty.add(document.uri);
    this.#schedule();
  }

  /** The snapshot of the document as it is now; `undefined` when it is not open, or the settings say that it is not judged. */
  snapshot(uri: string): { readonly document: TextDocument; readonly snapshot: Snapshot } | undefined {
    const document = this.documents.get(uri);
    if (!document || !this.isJudged(uri)) return undefined;
    const known = this.#snapshots.get(uri);
    if (known && known.version === document.version) return { document, snapshot: known.snapshot };
    if (this.#running?.uri === uri) this.#dirty.add(uri); // it is still to be published
    return { document, snapshot: this.#worked(this.#takeAnalysis(document), () => false) as Snapshot };
  }

  /** The analysis that was left, or a new one. */
  #takeAnalysis(document: TextDocument): Analysis {
    const { uri, version, languageId } = document;
    const running = this.#running;
    if (running?.uri !== uri) return { uri, version, work: this.engine.updating({ uri, text: document.getText(), languageId }), changed: new Set() };
    this.#running = undefined;
    return running;
  }

  /** Works on an analysis; `undefined` if it is left before it is done. */
  #worked({ uri, version, work, changed }: Analysis, isToBeLeft: () => boolean): Snapshot | undefined {
    for (;;) {
      const { done, value: snapshot } = work.next();
      if (done) {
        this.#snapshots.set(uri, { version, snapshot });
        if ([...changed].some((other) => reads(snapshot, other))) this.#again(uri);
        this.heard();
        return snapshot;
      }
      if (isToBeLeft()) return undefined;
    }
  }

  #drop(uri: string): void {
    if (this.#running?.uri === uri) this.#running = undefined;
  }

  /** The snapshots of all documents, as they were last analysed. */
  snapshots(): Snapshot[] {
    return [...this.#snapshots.values()].map(({ snapshot }) => snapshot);
  }

  /** The other files that open documents have read, by URI. */
  get filesRead(): readonly string[] {
    return [...this.#snapshots.values()].flatMap(({ snapshot }) => [...snapshot.filesRead]);
  }

  #schedule(): void {
    if (this.#scheduled || (this.#dirty.size === 0 && !this.#running)) return;
    this.#scheduled = true;
    this.soon(() => {
      this.#scheduled = false;
      if (this.#hasChanged) {
        this.#hasChanged = false;
        return this.#schedule(); // changes that follow each other in the pipe cost one analysis together
      }
      const uri = this.#running?.uri ?? this.#dirty.values().next().value;
      if (uri !== undefined) this.guarded(`analysis of ${uri}`, () => this.#analyse(uri), undefined);
      this.#schedule(); // one slice at a time, so that requests come in between
    });
  }

  #analyse(uri: string): void {
    this.#dirty.delete(uri);
    const document = this.documents.get(uri);
    if (!document) return;
    const known = this.#snapshots.get(uri);
    if (!this.isJudged(uri)) return this.publish(document, undefined);
    if (known?.version === document.version) return this.publish(document, known.snapshot);
    const analysis = this.#takeAnalysis(document);
    const until = Date.now() + SLICE;
    const snapshot = this.#worked(analysis, () => Date.now() >= until);
    if (snapshot) this.publish(document, snapshot);
    else this.#running = analysis;
  }
}

function reads({ filesRead }: Snapshot, uri: string): boolean {
  return [...filesRead].some((other) => sameUri(other, uri));
}
