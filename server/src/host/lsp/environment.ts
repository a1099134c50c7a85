import type { After, Soon } from './clock.ts';

/** Files that are not open, by URI. */
interface OtherTexts {
  /** The text of a file; `undefined` where there is none that can be read. Cheap to ask again. */
  read(uri: string): string | undefined;
  /** Whether there is such a file or folder. */
  exists(uri: string): boolean;
  /** Nobody needs that file any more. */
  forget(uri: string): void;
  /** The manifests below a folder, by URI: what `bulkhead check` reads of it. */
  below(folder: string): Iterable<string>;
}

/** What differs between Node and the browser. */
export interface Environment {
  /** URI of the folder with the rule pages that ship with the server, ending in a slash. */
  readonly docsBase: string;
  /** Where the server can read files. */
  readonly files?: OtherTexts;
  /** Makes an error with a code of the protocol: a connection knows those of its own copy of the library only. */
  readonly failed: (code: number, why: string) => Error;
  /** The clock, if it is not that of the machine. */
  readonly after?: After;
  /** How it waits for messages that have already arrived, if there is a shorter way than by the clock. */
  readonly soon?: Soon;
}
