/** A key of a map or an index of a list, from the root of a document. */
export type Path = readonly (string | number)[];

/**
 * A place in words. `path` is *logical*: it goes through aliases and merge keys as a reader of the values would.
 * `pair` is the key together with its value, for a list item the item.
 */
export interface Site {
  /** The file, where it is another one than the file under analysis: a Compose file that it includes, extends or overrides. */
  readonly file?: string;
  /** Zero-based index of the document in its file, as `---` separates them; documents without content count. */
  readonly document: number;
  readonly path: Path;
  readonly part: 'pair' | 'key' | 'value';
}

/** A value as JSON can say it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Whether a path is another one or leads further below it. */
export function startsWith(path: Path, base: Path): boolean {
  return base.length <= path.length && base.every((step, i) => step === path[i]);
}

/** Whether two paths have the same steps; `"0"` and `0` differ. */
export function samePath(a: Path, b: Path): boolean {
  return a.length === b.length && startsWith(a, b);
}
