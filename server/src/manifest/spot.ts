import type { Path, Site } from '../syntax/site.ts';
import type { SyntaxDocument } from '../syntax/source-file.ts';
import { HOLE, type Node, type ScalarNode } from '../syntax/tree.ts';
import type { Entry, Field, FieldState, ListField } from './field.ts';
import { type Leaf, leavesOf, type Place, Written } from './place.ts';
import { hasHole, type ScalarReader } from './scalars.ts';

/**
 * A place in a manifest that may or may not be written, and what is known about its value. Views are read through spots: so every field,
 * present or absent, has an address, and everything below a template action or a broken alias is `unknown`.
 */
export class Spot {
  /** What was asked for below: many rules ask the same. */
  private below: Map<string | number, Spot> | undefined;
  private listed: readonly Spot[] | undefined;
  private partially: Spot | undefined;
  private located: Site | undefined;
  private leafList: readonly Leaf[] | undefined;

  private constructor(
    readonly state: 'present' | Exclude<FieldState, 'known'>,
    private readonly place: Place | undefined,
    private readonly scalars: ScalarReader,
    /** The file shows only a part (a patch, an extended service): absent entries below are unknown. */
    private readonly partial: boolean,
    /** Of what is not written: where it would be. */
    private readonly missing?: { readonly from: Spot; readonly step: string | number },
  ) {}

  /** The root of a document; `document` is its zero-based index in its file. */
  static root(document: number, syntax: SyntaxDocument, scalars: ScalarReader): Spot {
    return Spot.on(Written.root(document, syntax), scalars);
  }

  /** The spot of a place. */
  static on(place: Place, scalars: ScalarReader, partial = false): Spot {
    const { node } = place;
    const hole = node?.type === 'scalar' && (hasHole(node) || scalars.replaced?.(node) === true);
    const state = place.broken || hole ? 'unknown' : !node || (node.type === 'scalar' && scalars.isNull(node)) ? 'null' : 'present';
    return new Spot(state, place, scalars, partial);
  }

  /** The same place, but absent entries below it are unknown. */
  asPartial(): Spot {
    if (this.partial) return this;
    this.partially ??= new Spot(this.state, this.place, this.scalars, true, this.missing);
    return this.partially;
  }

  get site(): Site {
    this.located ??= this.place?.site ?? this.missingSite();
    return this.located;
  }

  private missingSite(): Site {
    const { from, step } = this.missing as NonNullable<Spot['missing']>;
    return from.place ? from.place.absent(step) : { ...from.site, path: [...from.site.path, step] };
  }

  get document(): number {
    return this.site.document;
  }

  get path(): Path {
    return this.site.path;
  }

  /** The type of the value; `undefined` if there is none or it is unknown. */
  get type(): 'map' | 'seq' | 'scalar' | undefined {
    const type = this.place?.node?.type;
    return this.state === 'present' && type !== 'alias' ? type : undefined;
  }

  /** Whether it is written: with a value, without one, or with an unknown one. */
  get written(): boolean {
    return this.place !== undefined;
  }

  /** The place at a path below. It always exists, even if nothing is written there. */
  get(...steps: Path): Spot {
    let at: Spot = this;
    for (const step of steps) at = at.step(step);
    return at;
  }

  private step(step: string | number): Spot {
    this.below ??= new Map();
    const known = this.below.get(step) ?? this.stepped(step);
    this.below.set(step, known);
    return known;
  }

  private stepped(step: string | number): Spot {
    const { place, partial } = this;
    const absent = (state: Exclude<FieldState, 'known'>) => new Spot(state, undefined, this.scalars, partial, { from: this, step });
    if (this.state !== 'present' || !place)
      return absent(partial && this.state !== 'invalid' ? 'unknown' : this.state === 'null' || this.state === 'present' ? 'absent' : this.state);
    if (place.node?.type === 'scalar') return absent('invalid');
    const next = place.child(step);
    if (next) return Spot.on(next, this.scalars, partial);
    return absent(partial || place.open ? 'unknown' : place.node?.type === 'map' ? 'absent' : 'invalid');
  }

  /** Whether there may be entries that the file does not show: a template adds some, or the file shows only a part. */
  get open(): boolean {
    return this.state === 'unknown' || this.partial || (this.state === 'present' && this.place?.open === true);
  }

  /** The node here, with the UTF-16 units to add to its spans. The node is the same object after a later parse if its text did not change. */
  get identity(): { readonly node: Node | null; readonly base: number } {
    return { node: this.place?.node ?? null, base: this.place?.base ?? 0 };
  }

  /** The keys of a map, without those that a template prints; empty for anything else. */
  keys(): string[] {
    return this.type === 'map' ? (this.place as Place).keys().filter((key) => !key.includes(HOLE)) : [];
  }

  /** The items of a list; empty for anything else. */
  items(): readonly Spot[] {
    this.listed ??= this.type === 'seq' ? (this.place as Place).items().map((item) => Spot.on(item, this.scalars, this.partial)) : [];
    return this.listed;
  }

  /** The places that it is merged from. */
  get sources(): readonly Site[] {
    return this.place?.layers().map(({ site }) => site) ?? [];
  }

  /** All scalars below. */
  leaves(): readonly Leaf[] {
    this.leafList ??= this.place ? leavesOf(this.place) : [];
    return this.leafList;
  }

  /** Whether a template decides a part of it. */
  get undecided(): boolean {
    return this.state === 'unknown' || this.open || this.leaves().some(({ text }) => text.includes(HOLE));
  }

  private scalar(): ScalarNode | undefined {
    const node = this.place?.node;
    return this.state === 'present' && node?.type === 'scalar' ? node : undefined;
  }

  private field<T>(read: (node: ScalarNode) => { value: T | undefined; certain: boolean }): Field<T> {
    const node = this.scalar();
    if (!node) {
      const hole = this.place?.node?.type === 'scalar' ? this.place.node.text : undefined;
      return { site: this.site, state: this.state === 'present' ? 'invalid' : this.state, value: undefined, text: hole };
    }
    const { value, certain } = read(node);
    if (!certain) return { site: this.site, state: 'unknown', value: undefined, text: node.text };
    return { site: this.site, state: value === undefined ? 'invalid' : 'known', value, text: node.text };
  }

  /** The value as a boolean. */
  boolean(): Field<boolean> {
    return this.field((node) => ({ value: this.scalars.boolean(node), certain: this.scalars.text(node).certain }));
  }

  /** The value as a whole number. */
  integer(): Field<number> {
    return this.field((node) => ({ value: this.scalars.integer(node), certain: this.scalars.text(node).certain }));
  }

  /** The value as a text, after interpolation. */
  text(): Field<string> {
    return this.field((node) => this.scalars.text(node));
  }

  /** The text after interpolation, even if a variable in it is unknown; `undefined` for anything but a scalar. */
  roughText(): string | undefined {
    const node = this.scalar();
    return node && this.scalars.text(node).value;
  }

  /** The text before interpolation, from which a fix makes a new value; `undefined` for anything but a scalar. */
  writtenText(): string | undefined {
    return this.scalar()?.text;
  }

  /** A list of scalars. */
  list(): ListField {
    if (this.type === 'seq') {
      const items = this.items().map((item) => item.text());
      return { site: this.site, state: (this.place as Place).open ? 'unknown' : 'known', items };
    }
    return { site: this.site, state: this.state === 'present' ? 'invalid' : this.state, items: [] };
  }

  /** A list, or a scalar in place of a list with one item, as Compose accepts it for `dns`, `tmpfs` and `env_file`. */
  words(): ListField {
    return this.type === 'scalar' ? { site: this.site, state: 'known', items: this.each().map((text) => text.text()) } : this.list();
  }

  /** As {@link words}, where items may also be maps. */
  each(): readonly Spot[] {
    if (this.type !== 'scalar') return this.items();
    const place = this.place as Place;
    return place.layers().length > 1 ? place.items().map((item) => Spot.on(item, this.scalars, this.partial)) : [this];
  }

  /**
   * The entries of a map or of a list of `key=value`. If a key occurs several times, the last entry. Entries with an unknown key are left out.
   * @param separators the characters that may separate key and value in a list item; the first one in the text counts
   */
  entries(separators = '='): Entry[] {
    return [...new Map(this.everyEntry(separators).map((entry) => [entry.key, entry])).values()];
  }

  /** As {@link entries}, but with every entry of a key. */
  everyEntry(separators = '='): Entry[] {
    if (this.state !== 'present') return [];
    let entries: Entry[] = [];
    for (const layer of (this.place as Place).layers()) {
      const spot = Spot.on(layer, this.scalars, this.partial);
      for (const key of spot.keys()) {
        const value = spot.get(key);
        // `!reset` removes only entries in map syntax
        if (value.place?.node?.tag === '!reset') entries = entries.filter((entry) => entry.key !== key || entry.syntax === 'list');
        else entries.push({ key, value: value.text(), syntax: 'map' });
      }
      for (const item of spot.items()) {
        const entry = item.assignment(separators);
        if (entry) entries.push(entry);
      }
    }
    const said = new Map<string, Entry>();
    for (const entry of entries) {
      const text = JSON.stringify([entry.key, entry.value.text]);
      if (!said.has(text)) said.set(text, entry);
    }
    return [...said.values()];
  }

  private assignment(separators: string): Entry | undefined {
    const text = this.scalar()?.text;
    if (text === undefined) return undefined;
    let at = 0;
    while (at < text.length && !separators.includes(text[at] as string)) at++;
    const name = text.slice(0, at);
    const value = at === text.length ? undefined : text.slice(at + 1);
    const key = this.scalars.expand(name);
    if (!key.certain || key.value === '' || key.value.includes(HOLE)) return undefined;
    if (value === undefined) return { key: key.value, syntax: 'list', value: { site: this.site, state: 'null', value: undefined, text: undefined } };
    const expanded = this.scalars.expand(value);
    const known = expanded.certain && !value.includes(HOLE);
    return {
      key: key.value,
      syntax: 'list',
      value: { site: this.site, state: known ? 'known' : 'unknown', value: known ? expanded.value : undefined, text: value },
    };
  }
}
