import { type Cursor, child, isOpen, keys, mergedChild, rootCursor } from '../syntax/navigate.ts';
import type { Path, Site } from '../syntax/site.ts';
import type { SyntaxDocument } from '../syntax/source-file.ts';
import type { Node } from '../syntax/tree.ts';

/**
 * Something that is written: a node of a file or, in Compose, what several files and services say of one thing. A spot stands on a
 * place and asks it what is below.
 */
export interface Place {
  /** The place where it is written. If there are several: the one that wins or, for a map, the one closest to the file under analysis. */
  readonly site: Site;
  /** `null` if nothing is written, or where an alias names no anchor (then `broken`). Of several, the one that wins. */
  readonly node: Node | null;
  /** To be added to the spans below `node`. */
  readonly base: number;
  readonly broken: boolean;
  /** The place may have entries that the file does not show. */
  readonly open: boolean;
  child(step: string | number): Place | undefined;
  /** The place where a missing entry belongs. */
  absent(step: string | number): Site;
  /** Keys of a map in order, each once. */
  keys(): string[];
  /** Items of a list. */
  items(): Place[];
  /** The texts that it was made of, those that win last; a single one is itself. */
  layers(): readonly Place[];
}

/** A node of a document, reached through aliases and merge keys. */
export class Written implements Place {
  constructor(
    readonly cursor: Cursor,
    private readonly document: number,
    private readonly file: string | undefined,
  ) {}

  static root(document: number, syntax: SyntaxDocument, file?: string): Written {
    return new Written(rootCursor(syntax), document, file);
  }

  get site(): Site {
    return this.absentAt(this.cursor.path);
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

  /** The entry that merge keys give a map, whatever it says itself. */
  inherited(key: string): Written | undefined {
    const found = mergedChild(this.cursor, key);
    return found && new Written(found, this.document, this.file);
  }

  absent(step: string | number): Site {
    return this.absentAt([...this.cursor.path, step]);
  }

  private absentAt(path: Path): Site {
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
