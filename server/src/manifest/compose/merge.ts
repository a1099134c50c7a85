import { type Site, samePath } from '../../syntax/site.ts';
import type { Node } from '../../syntax/tree.ts';
import { type Place, Written } from '../place.ts';
import type { ScalarReader } from '../scalars.ts';
import { type MergeRule, ruleBelow } from './merge-rules.ts';

/**
 * A value that several files and services describe, merged as Compose merges it. The texts are not changed: each question is answered by
 * looking into all of them, and the answer knows the text that it comes from.
 */
export class Merged implements Place {
  readonly #layers: readonly [Place, ...Place[]];
  readonly #rule: MergeRule;
  readonly #home: Site;
  readonly #scalars: ScalarReader;

  private constructor(layers: readonly [Place, ...Place[]], rule: MergeRule, home: Site, scalars: ScalarReader) {
    this.#layers = layers;
    this.#rule = rule;
    this.#home = home;
    this.#scalars = scalars;
  }

  /**
   * @param texts the texts, in order: the last one wins
   * @param home the place at which missing entries are to be written
   * @returns `undefined` if no text counts
   */
  static of(texts: readonly Place[], rule: MergeRule, home: Site, scalars: ScalarReader): Merged | undefined {
    const [first, ...others] = effective(texts, rule, scalars);
    return first && new Merged([first, ...others], rule, home, scalars);
  }

  get #top(): Place {
    return this.#layers[this.#layers.length - 1] as Place;
  }

  get #main(): Place {
    // if one layer is a map or a list, a scalar is the short form of one
    const collections = this.#layers.filter(({ node }) => node?.type === 'map' || node?.type === 'seq');
    return collections.find((layer) => sameSite(layer.site, this.#home)) ?? collections.at(-1) ?? this.#top;
  }

  get site(): Site {
    return this.#main.site;
  }

  get node(): Node | null {
    return this.#main.node;
  }

  get base(): number {
    return this.#main.base;
  }

  get broken(): boolean {
    return this.#top.broken;
  }

  get open(): boolean {
    return this.#layers.some((layer) => layer.open || layer.broken);
  }

  layers(): readonly Place[] {
    return this.#layers;
  }

  absent(step: string | number): Site {
    return { ...this.#home, path: [...this.#home.path, step] };
  }

  child(step: string | number): Place | undefined {
    if (typeof step === 'number') return this.items()[step];
    const texts = this.#layers.flatMap((layer) => {
      if (layer.node?.type === 'scalar') return step === this.#rule.scalarAs ? [layer] : [];
      return layer.node?.type === 'map' ? entriesOf(layer, step) : [];
    });
    return Merged.of(texts, ruleBelow(this.#rule, step), this.absent(step), this.#scalars);
  }

  keys(): string[] {
    const { scalarAs } = this.#rule;
    const names = new Set(this.#layers.flatMap((layer) => (layer.node?.type === 'scalar' && scalarAs !== undefined ? [scalarAs] : layer.keys())));
    return [...names].filter((name) => this.child(name) !== undefined);
  }

  items(): Place[] {
    const items = this.#layers.flatMap((layer) => (layer.node?.type === 'scalar' ? [layer] : layer.items()));
    const { unique } = this.#rule;
    if (!unique) return items.map((item) => this.#item(item));
    const kept = new Map<string, Place>();
    for (const [index, item] of items.entries()) {
      const scalar = item.node?.type === 'scalar' ? this.#scalars.text(item.node).value : undefined;
      kept.set(unique(scalar ?? item, (place) => this.#textOf(place)) ?? `#${index}`, item);
    }
    return [...kept.values()].map((item) => this.#item(item));
  }

  /** A map in a list belongs to one text: missing entries are to be written there. */
  #item(item: Place): Place {
    return item.node?.type === 'map' ? (Merged.of([item], {}, item.site, this.#scalars) ?? item) : item;
  }

  #textOf(place: Place | undefined): string | undefined {
    return place?.node?.type === 'scalar' ? this.#scalars.text(place.node).value : undefined;
  }
}

/** The values of a key in a map. `!reset` does not remove a value that a merge key brings: Compose applies `!reset` before merge keys. */
function entriesOf(map: Place, key: string): Place[] {
  const own = map.child(key);
  if (!own) return [];
  const inherited = own.node?.tag === '!reset' && map instanceof Written ? map.inherited(key) : undefined;
  return inherited ? [own, inherited] : [own];
}

/**
 * The texts that count. These do not: texts before a `!reset` or `!override`, texts without a value if another has one, and texts that
 * a later value of another kind replaces.
 */
function effective(texts: readonly Place[], rule: MergeRule, scalars: ScalarReader): Place[] {
  let layers: Place[] = [];
  for (const text of texts) {
    const { node } = text;
    if (node?.tag === '!reset') layers = [];
    else if (rule.replaced) layers = [text];
    else if (node?.tag === '!override') layers = [text];
    else if (layers.length > 0 && !text.broken && (!node || (node.type === 'scalar' && scalars.isNull(node)))) continue;
    else layers.push(text);
  }
  if (rule.boolean) layers = booleansOf(layers, scalars);
  const top = layers.at(-1);
  if (!top || layers.length === 1) return layers;
  if (rule.filter) layers = rule.filter(layers, (place) => (place?.node?.type === 'scalar' ? scalars.text(place.node).value : undefined));
  if (rule.mixed || rule.scalarAs !== undefined) return layers;
  if (top.node?.type !== 'map' && top.node?.type !== 'seq') return [top];
  const other = layers.findLastIndex((layer) => layer.node?.type !== top.node?.type);
  return layers.slice(other + 1);
}

/** The texts that are or may be a boolean; all of them, if none is. */
function booleansOf(layers: Place[], scalars: ScalarReader): Place[] {
  const may = layers.filter(({ node }) => node?.type === 'scalar' && (scalars.boolean(node) !== undefined || !scalars.text(node).certain));
  return may.length === 0 ? layers : may;
}

function sameSite(a: Site, b: Site): boolean {
  return a.file === b.file && a.document === b.document && samePath(a.path, b.path);
}
