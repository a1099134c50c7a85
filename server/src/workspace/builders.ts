import type { Facts } from './facts.ts';

/** Which Kustomizations build on which files. */
export class Builders {
  /** By what they name. */
  readonly #naming = new Map<string, string[]>();

  constructor(files: Iterable<readonly [string, Facts]>) {
    for (const [file, { builds }] of files)
      for (const name of builds) {
        const known = this.#naming.get(name);
        if (known) known.push(file);
        else this.#naming.set(name, [file]);
      }
  }

  /** The Kustomizations that lead to a file, directly or over others, the nearest first. */
  of(file: string): readonly string[] {
    if (this.#naming.size === 0) return [];
    const found = new Set<string>();
    const queue = [file];
    // a Kustomization is named by its folder
    for (const one of queue)
      for (const builder of this.#naming.get(one === file ? one : one.slice(0, one.lastIndexOf('/'))) ?? [])
        if (builder !== file && !found.has(builder)) {
          found.add(builder);
          queue.push(builder);
        }
    return [...found];
  }
}
