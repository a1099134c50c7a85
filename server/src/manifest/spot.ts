import { type Cursor, child, isOpen, keys, rootCursor } from '../syntax/navigate.ts';
import type { Path, Site } from '../syntax/site.ts';
import type { SyntaxDocument } from '../syntax/source-file.ts';
import { HOLE, type Node, type ScalarNode } from '../syntax/tree.ts';
import type { Field, FieldState, ListField } from './field.ts';
import { hasHole, isNull, type ScalarReader } from './scalars.ts';

/**
 * A place in a document that may or may not be written, and what can be known of it. Views are read through spots, so that every
 * field, present or absent, knows its address, and what a template or a broken alias hides is `unknown` everywhere below.
 */
export class Spot {
  private constructor(
    readonly document: number,
    readonly path: Path,
    readonly state: 'present' | Exclude<FieldState, 'known'>,
    private readonly cursor: Cursor | undefined,
    private readonly scalars: ScalarReader,
    /** Absent entries below are unknown: the file shows only a part (a patch, an extended service). */
    private readonly partial: boolean,
  ) {}

  static root(document: number, syntax: SyntaxDocument, scalars: ScalarReader): Spot {
    return Spot.of(document, rootCursor(syntax), scalars, false);
  }

  private static of(document: number, cursor: Cursor, scalars: ScalarReader, partial: boolean): Spot {
    const { node } = cursor;
    const hole = node?.type === 'scalar' && hasHole(node);
    const state = cursor.broken || hole ? 'unknown' : !node || (node.type === 'scalar' && isNull(node)) ? 'null' : 'present';
    return new Spot(document, cursor.path, state, cursor, scalars, partial);
  }

  /** The same place, with all that is absent below it unknown. */
  asPartial(): Spot {
    return new Spot(this.document, this.path, this.state, this.cursor, this.scalars, true);
  }

  get site(): Site {
    return { document: this.document, path: this.path, part: 'pair' };
  }

  get type(): 'map' | 'seq' | 'scalar' | undefined {
    const type = this.cursor?.node?.type;
    return this.state === 'present' && type !== 'alias' ? type : undefined;
  }

  /** True when it is written: with a value, without one, or as something unknown. */
  get written(): boolean {
    return this.cursor !== undefined;
  }

  get(...steps: Path): Spot {
    let at: Spot = this;
    for (const step of steps) at = at.step(step);
    return at;
  }

  private step(step: string | number): Spot {
    const path = [...this.path, step];
    if (this.state !== 'present') {
      const state = this.partial && this.state !== 'invalid' ? 'unknown' : this.state === 'null' ? 'absent' : this.state;
      return new Spot(this.document, path, state, undefined, this.scalars, this.partial);
    }
    const cursor = this.cursor as Cursor;
    if (cursor.node?.type === 'scalar') return new Spot(this.document, path, 'invalid', undefined, this.scalars, this.partial);
    const next = child(cursor, step);
    if (next) return Spot.of(this.document, next, this.scalars, this.partial);
    const state = this.partial || isOpen(cursor) ? 'unknown' : cursor.node?.type === 'map' ? 'absent' : 'invalid';
    return new Spot(this.document, path, state, undefined, this.scalars, this.partial);
  }

  /** True when there may be entries that the file does not show: a template adds some, or only a part is written here. */
  get open(): boolean {
    return this.state === 'unknown' || this.partial || (this.state === 'present' && isOpen(this.cursor as Cursor));
  }

  /** What stands here, by identity, and what is to be added to the spans in it: equal where a later parse took it over. */
  get identity(): { readonly node: Node | null; readonly base: number } {
    return { node: this.cursor?.node ?? null, base: this.cursor?.base ?? 0 };
  }

  /** Keys of a map, template holes left out. */
  keys(): string[] {
    return this.type === 'map' ? keys(this.cursor as Cursor).filter((key) => !key.includes(HOLE)) : [];
  }

  /** Items of a list. */
  items(): Spot[] {
    const node = this.cursor?.node;
    if (this.state !== 'present' || node?.type !== 'seq') return [];
    return node.items.map((_, index) => this.step(index));
  }

  private scalar(): ScalarNode | undefined {
    const node = this.cursor?.node;
    return this.state === 'present' && node?.type === 'scalar' ? node : undefined;
  }

  private field<T>(read: (node: ScalarNode) => { value: T | undefined; certain: boolean }): Field<T> {
    const node = this.scalar();
    if (!node) {
      const hole = this.cursor?.node?.type === 'scalar' ? this.cursor.node.text : undefined;
      return { site: this.site, state: this.state === 'present' ? 'invalid' : this.state, value: undefined, text: hole };
    }
    const { value, certain } = read(node);
    if (!certain) return { site: this.site, state: 'unknown', value: undefined, text: node.text };
    return { site: this.site, state: value === undefined ? 'invalid' : 'known', value, text: node.text };
  }

  boolean(): Field<boolean> {
    return this.field((node) => ({ value: this.scalars.boolean(node), certain: this.scalars.text(node).certain }));
  }

  integer(): Field<number> {
    return this.field((node) => ({ value: this.scalars.integer(node), certain: this.scalars.text(node).certain }));
  }

  text(): Field<string> {
    return this.field((node) => this.scalars.text(node));
  }

  /** The text even where a variable makes it uncertain; `undefined` for anything but a scalar. */
  roughText(): string | undefined {
    const node = this.scalar();
    return node && this.scalars.text(node).value;
  }

  /** The text before any interpolation, to build a new value from; `undefined` for anything but a scalar. */
  writtenText(): string | undefined {
    return this.scalar()?.text;
  }

  list(): ListField {
    if (this.type === 'seq') {
      const cursor = this.cursor as Cursor;
      const items = this.items().map((item) => item.text());
      return { site: this.site, state: isOpen(cursor) ? 'unknown' : 'known', items };
    }
    return { site: this.site, state: this.state === 'present' ? 'invalid' : this.state, items: [] };
  }
}
