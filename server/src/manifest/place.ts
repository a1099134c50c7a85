import { type Cursor, rootCursor } from '../syntax/cursor.ts';
import { child, isOpen, keys, mergedChild } from '../syntax/navigate.ts';
import type { Path, Site } from '../syntax/site.ts';
import type { SyntaxDocument } from '../syntax/source-file.ts';
import type { Node } from '../syntax/tree.ts';

/**
 * A written value: a node of a file or, in Compose, the merged value of several files and services. A {@link Spot} reads the entries below
 * it through this interface.
 */
export interface Place {
  /** The site of the value. Of several: the one that wins or, for a map, the one closest to the file under analysis. */
  readonly site: Site;
  /** `null` if nothing is written, or if an alias names no anchor (then `broken`). Of several: the node at `site`. */
  readonly node: Node | null;
  /** UTF-16 units to add to the spans of `node` and below, which gives offsets in the document. */
  readonly base: number;
  readonly broken: boolean;
  /** The place may have entries that the file does not show. */
  readonly open: boolean;
  /** The entry of a map or item of a list; `undefined` if it does not exist. */
  child(step: string | number): Place | undefined;
  /** The site at which a missing entry is to be written. */
  absent(step: string | number): Site;
  /** The keys of a map in order, each once; empty for anything else. */
  keys(): string[];
  /** The items of a list; empty for anything else. */
  items(): Place[];
  /** The places that it was merged from; the last one wins. Without merging, the place itself. */
  layers(): readonly Place[];
}

/** A place in one document. Aliases and merge keys are followed. */
export class Written implements Place {
  constructor(
    private readonly cursor: Cursor,
    private readonly document: number,
    private readonly file: string | undefined,
  ) {}

  static root(document: number, syntax: SyntaxDocument, file?: string): Written {
    return new Written(rootCursor(syntax), document, file);
  }

  get site(): Site {
    return this.siteAt(this.cursor.path);
  }

  get node(): Node | null {
    return this.cursor.node;
  }

  get base(): number {
    return this.cursor.base;
  }

  get broken(): boolean {
    return this.cursor.broken;
  }

  get open(): boolean {
    return isOpen(this.cursor);
  }

  child(step: string | number): Written | undefined {
    const found = child(this.cursor, step);
    return found && new Written(found, this.document, this.file);
  }

  /** The entry that a map gets through `<<`, even if the map itself has an entry with that key. */
  inherited(key: string): Written | undefined {
    const found = mergedChild(this.cursor, key);
    return found && new Written(found, this.document, this.file);
  }

  absent(step: string | number): Site {
    return this.siteAt([...this.cursor.path, step]);
  }

  private siteAt(path: Path): Site {
    const { document, file } = this;
    return file === undefined ? { document, path, part: 'pair' } : { file, document, path, part: 'pair' };
  }

  keys(): string[] {
    return keys(this.cursor);
  }

  items(): Written[] {
    const { node } = this;
    return node?.type === 'seq' ? node.items.flatMap((_, index) => this.child(index) ?? []) : [];
  }

  layers(): readonly Place[] {
    return [this];
  }
}

/** A scalar below a place, or an entry without a value. */
export interface Leaf {
  /** From the place where the search began. */
  readonly path: Path;
  readonly site: Site;
  /** As written; empty for an entry without a value. */
  readonly text: string;
}

/** All scalars below a place. Where maps and lists are merged (`environment`), those of every text, each by its own path. */
export function leavesOf(place: Place, path: Path = []): Leaf[] {
  const { node } = place;
  const layers = place.layers();
  if (layers.some((layer) => layer.node?.type !== node?.type)) return layers.flatMap((layer) => leavesOf(layer, path));
  if (node?.type === 'map') return place.keys().flatMap((key) => below(place.child(key), [...path, key]));
  if (node?.type === 'seq') return place.items().flatMap((item, index) => leavesOf(item, [...path, index]));
  return [{ path, site: place.site, text: node?.type === 'scalar' ? node.text : '' }];
}

function below(place: Place | undefined, path: Path): Leaf[] {
  return place ? leavesOf(place, path) : [];
}
