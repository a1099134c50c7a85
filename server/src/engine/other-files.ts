import { isChosen, type ProjectFiles } from '../manifest/compose/files.ts';
import { COMPOSE_LANGUAGE, hasServices, isComposeContent, isComposeName } from '../manifest/compose/read.ts';
import { isKubernetes } from '../manifest/kubernetes/read.ts';
import { parseFile } from '../syntax/parse.ts';
import type { SourceFile } from '../syntax/source-file.ts';

/** How the engine reads other files than the one under analysis. Files are named by URI, or by a path with forward slashes. */
export interface FileAccess {
  /** The text of a file; `undefined` if there is no file, or it cannot be read. It is called often: keep the texts. */
  text(uri: string): string | undefined;
  /**
   * Whether the user sees the findings of that file anyway, if it is known as a Compose file: they are then not repeated in the files where they
   * take effect. With the language of the file, if an editor knows it.
   */
  isShown?(uri: string): boolean | { readonly languageId: string };
  /** The files of the Compose project that a configuration makes a file a part of, itself included. */
  projectOf?(uri: string): readonly string[] | undefined;
  /** The engine does not need that file any more. */
  forget?(uri: string): void;
}

/** Other files as one snapshot sees them: each file is read once, and its text then stays the same. */
export interface FrozenFiles extends ProjectFiles {
  parsed(uri: string): SourceFile | undefined;
  /** Whether the user saw the findings of a file when it was read: parts of Compose files are judged only within those that take them. */
  isShown(uri: string): boolean;
  /** Stops reading: a file that was not read before counts as missing. */
  freeze(): void;
}

interface Entry {
  readonly text: string | undefined;
  readonly shown: boolean | { readonly languageId: string };
  parsed?: SourceFile;
}

/** Other files. The same text of a file is parsed once. */
export class OtherFiles {
  /** By URI; `undefined` for a file that was read and not parsed. */
  readonly #known = new Map<string, SourceFile | undefined>();
  readonly #access: FileAccess;

  constructor(access: FileAccess) {
    this.#access = access;
  }

  /** The files as they are now, to be read by one snapshot. */
  now(): FrozenFiles {
    const texts = new Map<string, Entry>();
    const projects = new Map<string, readonly string[] | undefined>();
    let frozen = false;
    const read = (uri: string) => {
      const known = texts.get(uri);
      if (known || frozen) return known;
      if (!this.#known.has(uri)) this.#known.set(uri, undefined);
      const fresh: Entry = { text: this.#access.text(uri), shown: this.#access.isShown?.(uri) ?? false };
      texts.set(uri, fresh);
      return fresh;
    };
    const parsed = (uri: string) => {
      const entry = read(uri);
      if (entry?.text === undefined) return undefined;
      entry.parsed ??= this.#parse(uri, entry.text, !frozen);
      return entry.parsed;
    };
    const projectOf = (uri: string) => {
      if (!frozen && !projects.has(uri)) projects.set(uri, this.#access.projectOf?.(uri));
      return projects.get(uri);
    };
    return {
      text: (uri) => read(uri)?.text,
      projectOf,
      isShown: (uri) => {
        const shown = read(uri)?.shown ?? false;
        const isNamed =
          isComposeName(uri) ||
          (typeof shown === 'object' && shown.languageId === COMPOSE_LANGUAGE) ||
          projectOf(uri) !== undefined ||
          isChosen(uri, { text: (name) => read(name)?.text });
        return (
          shown !== false &&
          (parsed(uri)?.documents.some(({ document }) => isKubernetes(document) || (isNamed ? hasServices : isComposeContent)(document)) ?? false)
        );
      },
      parsed,
      freeze: () => {
        frozen = true;
      },
    };
  }

  /** Forgets all other files than the needed ones. */
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

/** The same files, but some with another text. They are not read again. */
export function withTexts(files: FrozenFiles, texts: ReadonlyMap<string, string>): FrozenFiles {
  const parsed = new Map<string, SourceFile>();
  return {
    text: (uri) => texts.get(uri) ?? files.text(uri),
    isShown: (uri) => files.isShown(uri),
    projectOf: (uri) => files.projectOf?.(uri),
    parsed: (uri) => {
      const text = texts.get(uri);
      if (text === undefined) return files.parsed(uri);
      const known = parsed.get(uri) ?? parseFile(text, { previous: files.parsed(uri) });
      parsed.set(uri, known);
      return known;
    },
    freeze: () => files.freeze(),
  };
}
