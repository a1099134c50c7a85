import type { TextDocumentContentChangeEvent, TextDocumentsConfiguration } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { calmly, endOf, moved, NOTHING_SHOWN, type ShownFile, wholly } from '../../present/lsp/calmly.ts';
import type { ToldFile } from '../../present/lsp/pieces.ts';
import type { After } from './clock.ts';

/** After so many milliseconds without a change, nobody is writing any more. */
const PAUSE = 500;

interface Published {
  /** What the client shows. */
  readonly shown: ShownFile;
  /** What is still to be said of this version; `undefined` if nothing is, or if the version is gone. */
  readonly rest: { readonly version: number; readonly told: ToldFile } | undefined;
}

/**
 * Publishes diagnostics without disturbing who writes. The server is not told where the cursor is: it is where the last change ends. While
 * somebody writes there, in any file, `calmly` decides what is said; the rest is said when the line is left, or after a pause.
 */
export class Calm {
  readonly #files = new Map<string, Published>();
  #writing: { readonly uri: string; readonly line: number } | undefined;
  #forget: () => void = () => undefined;

  constructor(
    private readonly send: (uri: string, version: number | undefined, shown: ShownFile) => void,
    private readonly after: After,
  ) {}

  /** The same way to make documents and to change them, heard here. */
  hearing({ create, update }: TextDocumentsConfiguration<TextDocument>): TextDocumentsConfiguration<TextDocument> {
    return {
      create,
      update: (document, changes, version) => {
        const updated = update(document, changes, version);
        this.#changed(document.uri, changes);
        return updated;
      },
    };
  }

  /** A document changed. Where a client sends the whole text, all is said at once: it may be a program, which reads the first answer. */
  #changed(uri: string, changes: readonly TextDocumentContentChangeEvent[]): void {
    const left = this.#writing?.uri;
    this.#forget();
    const parts = changes.filter((change) => 'range' in change);
    const last = parts.length === changes.length ? parts.at(-1) : undefined;
    this.#files.set(uri, { shown: parts.reduce(moved, this.#files.get(uri)?.shown ?? NOTHING_SHOWN), rest: undefined });
    if (!last) return this.#pause();
    this.#writing = { uri, line: endOf(last).line };
    if (left !== undefined && left !== uri) this.#tellRest(left);
    this.#forget = this.after(PAUSE, () => this.#pause());
  }

  /** What is found in a version of a document. */
  tell(uri: string, version: number, told: ToldFile): void {
    const writing = this.#writing;
    const { now, whole } = writing
      ? calmly(told, this.#files.get(uri)?.shown ?? NOTHING_SHOWN, writing.uri === uri ? writing.line : undefined)
      : { now: wholly(told), whole: true };
    this.#files.set(uri, { shown: now, rest: whole ? undefined : { version, told } });
    this.send(uri, version, now);
  }

  closed(uri: string): void {
    this.#files.delete(uri);
    this.send(uri, undefined, NOTHING_SHOWN);
  }

  #pause(): void {
    this.#writing = undefined;
    for (const uri of this.#files.keys()) this.#tellRest(uri);
  }

  #tellRest(uri: string): void {
    const rest = this.#files.get(uri)?.rest;
    if (rest) this.tell(uri, rest.version, rest.told);
  }
}
