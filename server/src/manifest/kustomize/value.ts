import type { Path, Site } from '../../syntax/site.ts';
import { HOLE, type ScalarNode } from '../../syntax/tree.ts';
import type { Place } from '../place.ts';

/** A site with the file that it is in. */
export type FileSite = Site & { readonly file: string };

/** Where a built value comes from. */
export interface Origin {
  /** The value in its file. Of what is written in a text (a patch in a Kustomization): that text. */
  readonly site: FileSite;
  /** In that text: the document and the path in it. */
  readonly inner?: { readonly document: number; readonly path: Path };
  /** It is not written like that: the Kustomization makes it of what is written there. */
  readonly made?: true;
}

/** A value while it is built. Maps and lists change in place. */
export type Value = MapValue | SeqValue | ScalarValue;

/** A map, in the order of its keys. */
export interface MapValue {
  readonly type: 'map';
  readonly entries: Map<string, Value>;
  readonly origin: Origin;
  /** It may have entries that no file shows. */
  open: boolean;
}

/** A list. */
export interface SeqValue {
  readonly type: 'seq';
  items: Value[];
  readonly origin: Origin;
  open: boolean;
}

/** A scalar as it is written, or an entry without a value. */
export interface ScalarValue extends Pick<ScalarNode, 'type' | 'text' | 'style' | 'tag'> {
  readonly origin: Origin;
}

/** A build with more values, or steps between them, than this is not finished. */
export class TooMuch extends Error {}

/** No more than this many values are made for one build. */
const MOST = 300_000;
const DEEPEST = 200;

/** Counts what a build makes. */
export class Budget {
  #left = MOST;

  /** @throws TooMuch if nothing is left */
  spend(count = 1): void {
    this.#left -= count;
    if (this.#left < 0) throw new TooMuch();
  }
}

/** What kubectl takes for booleans, and kustomize for texts, which it puts into quotes. */
const WORDS = /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/;

/** Copies what is written at a place. `origin` says where each of its values comes from. */
export function valueAt(place: Place, origin: (site: Site) => Origin, budget: Budget, depth = 0): Value {
  budget.spend();
  if (depth > DEEPEST) throw new TooMuch();
  const { node } = place;
  const from = origin(place.site);
  if (node?.type === 'map') {
    const entries = new Map<string, Value>();
    for (const key of place.keys()) {
      const entry = place.child(key);
      if (entry) entries.set(key, valueAt(entry, origin, budget, depth + 1));
    }
    return { type: 'map', entries, origin: from, open: place.open };
  }
  if (node?.type === 'seq')
    return { type: 'seq', items: place.items().map((item) => valueAt(item, origin, budget, depth + 1)), origin: from, open: place.open };
  if (node?.type === 'scalar') {
    const style = node.style === 'plain' && WORDS.test(node.text) ? 'double' : node.style;
    return { type: 'scalar', text: node.text, style, origin: from, ...(node.tag === undefined ? {} : { tag: node.tag }) };
  }
  // an alias of nothing could be anything
  return place.broken ? unknown(from) : { type: 'scalar', text: '', style: 'plain', origin: from };
}

/** A value that nobody knows. */
export function unknown(origin: Origin): ScalarValue {
  return { type: 'scalar', text: HOLE, style: 'double', origin };
}

/** A text. */
export function textValue(text: string, origin: Origin): ScalarValue {
  return { type: 'scalar', text, style: 'double', origin };
}

/** A list or map without entries. */
export function emptyMap(origin: Origin): MapValue {
  return { type: 'map', entries: new Map(), origin, open: false };
}

/** A copy of which nothing changes when the other does. */
export function copyOf(value: Value, budget: Budget): Value {
  budget.spend();
  if (value.type === 'map') return { ...value, entries: new Map([...value.entries].map(([key, entry]) => [key, copyOf(entry, budget)])) };
  if (value.type === 'seq') return { ...value, items: value.items.map((item) => copyOf(item, budget)) };
  return { ...value };
}

/** The value at a path; `undefined` if there is none. */
export function at(value: Value | undefined, ...path: Path): Value | undefined {
  let here = value;
  for (const step of path) {
    if (here?.type === 'map') here = here.entries.get(String(step));
    else if (here?.type === 'seq' && typeof step === 'number') here = here.items[step];
    else return undefined;
  }
  return here;
}

/** The text at a path; `undefined` for anything but a scalar, and for one that is unknown. */
export function textAt(value: Value | undefined, ...path: Path): string | undefined {
  const found = at(value, ...path);
  return found?.type === 'scalar' && !found.text.includes(HOLE) && !isNull(found) ? found.text : undefined;
}

/** The text of a scalar; empty for anything else. */
export function scalarText(value: Value): string {
  return value.type === 'scalar' ? value.text : '';
}

/** Whether an entry has no value. */
export function isNull(value: Value): boolean {
  return value.type === 'scalar' && value.style === 'plain' && value.tag === undefined && /^(?:|~|null|Null|NULL)$/.test(value.text);
}

/** The map at a path of keys, made where there is none; `undefined` if something else is there. */
export function mapAt(value: Value | undefined, keys: readonly string[], origin: Origin): MapValue | undefined {
  let here = value;
  for (const key of keys) {
    if (here?.type !== 'map') return undefined;
    const next = here.entries.get(key);
    if (!next || isNull(next)) here.entries.set(key, emptyMap(origin));
    here = here.entries.get(key);
  }
  return here?.type === 'map' ? here : undefined;
}
