import type { TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { FileAnalysis } from '../../engine/analysis.ts';
import type { Engine } from '../../engine/engine.ts';
import { sameUri } from './uri.ts';

/**
 * Open documents and their analyses. Changes are coalesced, not debounced: a document is analysed as soon as the changes that
 * have already arrived are taken in, once, or earlier when a request needs it.
 */
export class OpenDocuments {
  readonly #dirty = new Set<string>();
  readonly #analyses = new Map<string, { version: number; analysis: FileAnalysis }>();
  #scheduled = false;

  constructor(
    private readonly engine: Engine,
    private readonly documents: TextDocuments<TextDocument>,
    private readonly publish: (document: TextDocument, analysis: FileAnalysis | undefined) => void,
  ) {}

  changed(uri: string): void {
    this.#dirty.add(uri);
    this.othersChanged(uri);
  }

  /** A file that open documents may depend on is another one now. */
  othersChanged(uri: string): void {
    for (const [open, { analysis }] of this.#analyses) {
      if (open === uri || ![...analysis.consulted].some((other) => sameUri(other, uri))) continue;
      this.#analyses.delete(open);
      this.#dirty.add(open);
    }
    this.#schedule();
  }

  closed(uri: string): void {
    this.#dirty.delete(uri);
    this.#analyses.delete(uri);
    this.engine.forget(uri);
  }

  /** Everything again, after a change of settings. */
  reset(): void {
    this.#analyses.clear();
    for (const document of this.documents.all()) this.#dirty.add(document.uri);
    this.#schedule();
  }

  /** The analysis of the document as it is now; `undefined` when it is not open or the settings turn Bulkhead off. */
  analysis(uri: string): { readonly document: TextDocument; readonly analysis: FileAnalysis } | undefined {
    const document = this.documents.get(uri);
    if (!document || !this.engine.settings.enable) return undefined;
    const known = this.#analyses.get(uri);
    if (known && known.version === document.version) return { document, analysis: known.analysis };
    const analysis = this.engine.update({ uri, text: document.getText(), languageId: document.languageId });
    this.#analyses.set(uri, { version: document.version, analysis });
    return { document, analysis };
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
      const document = this.documents.get(uri);
      if (document) this.publish(document, this.analysis(uri)?.analysis);
      this.#schedule(); // one document at a time, so that requests come in between
    }, 1);
  }
}

declare function setTimeout(run: () => void, milliseconds: number): unknown;
