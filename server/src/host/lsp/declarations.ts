import type { Connection } from 'vscode-languageserver';
import { manifestsNotification } from '../../../../schemas/messages.ts';
import { type Declared, declaredInText } from '../../engine/declared.ts';
import { decoded } from '../../text/uri.ts';
import type { Soon } from './clock.ts';
import type { Guarded } from './documents.ts';

/** The files that the server can read. */
interface Files {
  read(uri: string): string | undefined;
  /** The manifests below a folder, by URI. */
  below(folder: string): Iterable<string>;
}

/** So many manifests are looked through, and of so many it is kept what they declare. */
const MOST = 1_000;

/** What the manifests of the workspace declare that others name, also those that are not open. */
export class Declarations {
  /** By decoded URI: clients and servers encode some characters differently. */
  readonly #known = new Map<string, Declared>();

  /** @param files undefined if the server can read none; the client then says what they are (`bulkhead/manifests`) */
  constructor(
    connection: Connection,
    private readonly files: Files | undefined,
    private readonly guarded: Guarded,
    private readonly soon: Soon,
  ) {
    connection.onNotification('bulkhead/manifests', (params: unknown) => {
      for (const { uri, text } of manifestsNotification.safeParse(params).data?.files ?? []) this.#put(uri, text);
    });
  }

  /** A file has changed, come or gone. */
  changed(uri: string): void {
    if (!this.files || !/\.ya?ml$/.test(uri)) return;
    this.#put(uri, this.files.read(uri));
  }

  /** Looks through the manifests of folders, one at a time: requests come in between. */
  look(folders: readonly string[]): void {
    const { files } = this;
    if (!files) return;
    const names = manifestsIn(folders, files);
    const step = (left: number) => {
      const next = this.guarded('manifests of the workspace', () => names.next(), undefined);
      if (left === 0 || !next || next.done) return;
      const uri = next.value;
      this.guarded(`what ${uri} declares`, () => this.changed(uri), undefined);
      this.soon(() => step(left - 1));
    };
    step(MOST);
  }

  /** What other files declare than those with these URIs. */
  beside(uris: readonly string[]): Declared[] {
    const left = new Set(uris.map(decoded));
    return [...this.#known].flatMap(([name, declared]) => (left.has(name) ? [] : [declared]));
  }

  #put(uri: string, text: string | undefined): void {
    const name = decoded(uri);
    const declared = text === undefined ? undefined : declaredInText(text);
    if (!declared) this.#known.delete(name);
    else if (this.#known.has(name) || this.#known.size < MOST) this.#known.set(name, declared);
  }
}

function* manifestsIn(folders: readonly string[], files: Files): Generator<string> {
  for (const folder of folders) yield* files.below(folder);
}
