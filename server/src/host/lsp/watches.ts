import type { Disposable, FileSystemWatcher } from 'vscode-languageserver';
import { decoded } from '../../text/uri.ts';

/** Files that are always watched: any project of the workspace may read them. */
const ALWAYS: readonly FileSystemWatcher[] = [{ globPattern: '**/*.{yaml,yml}' }, { globPattern: '**/.env' }];

/** Asks the client to watch every file on disk that open documents have read. */
export class Watches {
  #registered: { readonly key: string; readonly done: Promise<Disposable | undefined> } | undefined;

  /**
   * @param register asks the client
   * @param relative the client takes patterns relative to a folder; without it, files outside the workspace are not told of
   * @param folders URIs of the workspace
   */
  constructor(
    private readonly register: (watchers: FileSystemWatcher[]) => Promise<Disposable>,
    private readonly relative: boolean,
    private readonly folders: () => readonly string[],
  ) {
    void this.#ask([...ALWAYS]);
  }

  /** @param files URIs of all files that open documents have read, those that are missing too */
  want(files: Iterable<string>): void {
    const others = [...new Set(files)].filter((uri) => !this.#isCovered(uri)).sort();
    const key = JSON.stringify(others);
    if (key === (this.#registered?.key ?? '[]')) return;
    const before = this.#registered;
    this.#registered = { key, done: this.#ask(others.map((uri) => this.#watcherOf(uri))) };
    void before?.done.then((registered) => registered?.dispose());
  }

  #ask(watchers: FileSystemWatcher[]): Promise<Disposable | undefined> {
    if (watchers.length === 0) return Promise.resolve(undefined);
    return this.register(watchers).then(
      (registered) => registered,
      () => undefined, // what changes on disk is then seen with the next change of an open file
    );
  }

  #isCovered(uri: string): boolean {
    return /(?:\.ya?ml|\/\.env)$/.test(uri) && this.folders().some((folder) => uri.startsWith(folder.endsWith('/') ? folder : `${folder}/`));
  }

  #watcherOf(uri: string): FileSystemWatcher {
    const slash = uri.lastIndexOf('/');
    const name = literal(uri.slice(slash + 1));
    return { globPattern: this.relative ? { baseUri: uri.slice(0, slash), pattern: name } : `**/${name}` };
  }
}

/** A pattern for the name of a file. Characters with a meaning in patterns become `?`, which matches any character. */
function literal(name: string): string {
  return decoded(name).replace(/[*?[\]{},!\\]/g, '?');
}
