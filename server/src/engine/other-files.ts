import type { ProjectFiles } from '../manifest/compose/files.ts';
import { parseFile } from '../syntax/parse.ts';
import type { SourceFile } from '../syntax/source-file.ts';

/** What a host lets the engine see beside the file under analysis. Files are named by URI, or by a path with forward slashes. */
export interface FileAccess {
  /** The text of a file; `undefined` where there is none that can be read. Asked often: keep what was read. */
  text(uri: string): string | undefined;
  /** The user sees the findings of that file too, so that they need not be repeated where they take effect. */
  isShown?(uri: string): boolean;
  /** Nothing that the engine keeps has read that file: what was kept of it may go. */
  forget?(uri: string): void;
}

/** Other files as one snapshot sees them: each is read once, and says for good what it said then. */
export interface FrozenFiles extends ProjectFiles {
  /** Whether the user saw the findings of a file, too, when it was read. */
  isShown(uri: string): boolean;
  /** From here on nothing more is read: a file that nobody has asked for is as if it were not there. */
  freeze(): void;
}

interface Entry {
  readonly text: string | undefined;
  readonly shown: boolean;
  parsed?: SourceFile;
}

/** Other files, each parsed once for each of its texts. */
export class OtherFiles {
  /** By URI; `undefined` for what was read and not parsed. */
  readonly #known = new Map<string, SourceFile | undefined>();
  readonly #access: FileAccess;

  constructor(access: FileAccess) {
    this.#access = access;
  }

  /** The files as they are now, to be read by one snapshot. */
  now(): FrozenFiles {
    const texts = new Map<string, Entry>();
    let frozen = false;
    const read = (uri: string) => {
      const known = texts.get(uri);
      if (known || frozen) return known;
      if (!this.#known.has(uri)) this.#known.set(uri, undefined);
      const fresh: Entry = { text: this.#access.text(uri), shown: this.#access.isShown?.(uri) ?? false };
      texts.set(uri, fresh);
      return fresh;
    };
    return {
      text: (uri) => read(uri)?.text,
      isShown: (uri) => read(uri)?.shown ?? false,
      parsed: (uri) => {
        const entry = read(uri);
        if (entry?.text === undefined) return undefined;
        entry.parsed ??= this.#parse(uri, entry.text, !frozen);
        return entry.parsed;
      },
      freeze: () => {
        frozen = true;
      },
    };
  }

  /** Forgets every file but those. */
  keep(needed: ReadonlySet<string>): void {
    for (const uri of this.#known.keys()) {
      if (needed.has(uri)) continue;
      this.#known.delete(uri);
      this.#access.forget?.(uri);
    }
  }

  #parse(uri: string, text: string, isCurrent: boolean): SourceFile {
    const known = this.#known.get(uri);
    if (known?.text === text) return known;
    const file = parseFile(text, { previous: known });
    if (isCurrent) this.#known.set(uri, file);
    return file;
  }
}
