/** A key of a map or an index of a list, from the root of a document. */
export type Path = readonly (string | number)[];

/**
 * A place in a file, given as a path instead of offsets. The path is *logical*: it goes through aliases and merge keys, as a reader of
 * the values does.
 */
export interface Site {
  /** Only if it is not the file under analysis: the URI of a Compose file that it includes, extends or overrides. */
  readonly file?: string;
  /** Zero-based index of the document in its file, as `---` separates them; documents without content count. */
  readonly document: number;
  readonly path: Path;
  /** `pair`: the key with its value; for a list item, the item. */
  readonly part: 'pair' | 'key' | 'value';
}

/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Whether `path` is `base` or leads to a place below it. */
export function startsWith(path: Path, base: Path): boolean {
  return base.length <= path.length && base.every((step, i) => step === path[i]);
}

/** Whether two paths have the same steps; `"0"` and `0` differ. */
export function samePath(a: Path, b: Path): boolean {
  return a.length === b.length && startsWith(a, b);
}
