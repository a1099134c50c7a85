import type { Connection } from 'vscode-languageserver';
import { manifestsNotification } from '../../../../schemas/messages.ts';
import type { Engine } from '../../engine/engine.ts';
import { decoded } from '../../text/uri.ts';
import type { Declared } from '../../workspace/facts.ts';
import type { Folder } from '../../workspace/folder.ts';
import type { Soon } from './clock.ts';
import type { Guarded } from './documents.ts';

/** The files that the server can read. */
interface Files {
  read(uri: string): string | undefined;
  /** The manifests below a folder, by URI. */
  below(folder: string): Iterable<string>;
  /** Nobody needs the text of that file any more. */
  forget(uri: string): void;
}

/** Of so many files it is known what they say. More are those of no project; what they say is then unknown, never wrong. */
const MOST = 50_000;

/** So many milliseconds are spent before messages that have arrived are answered. */
const SLICE = 8;

/** What the files of the workspace say, also those that are not open. */
export class WorkspaceFiles {
  /** The name of each file in the folder, by its decoded URI: clients and servers encode some characters differently. */
  readonly #names = new Map<string, string>();
  /** Texts that the client has sent. */
  readonly #sent = new Map<string, string>();

  /**
   * @param files undefined if the server can read none; the client then says what they are (`bulkhead/manifests`)
   * @param changed is told that files say something else now
   */
  constructor(
    connection: Connection,
    private readonly engine: Engine,
    private readonly folder: Folder,
    private readonly files: Files | undefined,
    private readonly isOpen: (uri: string) => boolean,
    private readonly guarded: Guarded,
    private readonly soon: Soon,
    private readonly changed: (uris: readonly string[]) => void,
  ) {
    connection.onNotification('bulkhead/manifests', (params: unknown) => {
      const { files: sent = [] } = manifestsNotification.safeParse(params).data ?? {};
      for (const { uri, text } of sent) {
        if (text === undefined) this.#sent.delete(decoded(uri));
        else this.#sent.set(decoded(uri), text);
        this.#put(uri);
      }
      this.changed(sent.map(({ uri }) => uri));
    });
  }

  /** The names of all files. */
  names(): readonly string[] {
    return [...this.#names.values()];
  }

  /** The text of a file that is not open. */
  textOf(uri: string): string | undefined {
    return this.#sent.get(decoded(uri)) ?? this.files?.read(uri);
  }

  /** What other files declare than one. */
  beside(uri: string): readonly Declared[] {
    const own = decoded(uri);
    return [...this.#names].flatMap(([key, name]) => (key === own ? [] : (this.folder.factsOf(name)?.declared ?? [])));
  }

  /** A file is open: the engine notes what it says. */
  opened(uri: string): void {
    this.#named(uri);
  }

  /** Files have changed, come or gone, or are closed: what counts is then what stands on disk. */
  heard(uris: readonly string[]): void {
    for (const uri of uris) if (/\.ya?ml$/.test(uri) || this.#names.has(decoded(uri))) this.#put(uri);
    this.changed(uris);
  }

  /** Folders have left the workspace. */
  left(folders: readonly string[]): void {
    for (const [key, name] of this.#names)
      if (folders.some((folder) => name.startsWith(folder.endsWith('/') ? folder : `${folder}/`)) && !this.isOpen(name)) this.#forget(key);
  }

  /** Looks through the manifests of folders, a slice at a time: requests come in between. */
  look(folders: readonly string[]): void {
    const { files } = this;
    if (!files) return;
    const names = manifestsIn(folders, files);
    const found: string[] = [];
    const step = () => {
      const until = Date.now() + SLICE;
      do {
        const next = this.guarded('manifests of the workspace', () => names.next(), undefined);
        if (!next || next.done || this.#names.size >= MOST) return this.changed(found);
        found.push(next.value);
        this.#put(next.value);
      } while (Date.now() < until);
      this.soon(step);
    };
    step();
  }

  #put(uri: string): void {
    if (this.isOpen(uri)) return;
    const key = decoded(uri);
    const text = this.guarded(`text of ${uri}`, () => this.textOf(uri), undefined);
    if (text === undefined) return this.#forget(key);
    const name = this.#named(uri);
    this.guarded(`what ${uri} says`, () => this.engine.note({ uri: name, text }), undefined);
    this.files?.forget(uri);
  }

  #named(uri: string): string {
    const key = decoded(uri);
    const before = this.#names.get(key);
    if (before !== undefined && before !== uri) this.folder.delete(before);
    this.#names.set(key, uri);
    return uri;
  }

  #forget(key: string): void {
    const name = this.#names.get(key);
    if (name !== undefined) this.folder.delete(name);
    this.#names.delete(key);
  }
}

function* manifestsIn(folders: readonly string[], files: Files): Generator<string> {
  for (const folder of folders) yield* files.below(folder);
}
