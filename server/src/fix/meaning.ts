import { isMergeKey } from '../syntax/cursor.ts';
import type { Json } from '../syntax/site.ts';
import type { Node } from '../syntax/tree.ts';
import { plainValue } from '../syntax/yaml11.ts';
import { isObject, type Plan } from './plan.ts';

/**
 * The value of a document as a reader gets it: aliases and merge keys are resolved, scalars have their YAML 1.1 type.
 * An anchored value is one object, shared by all its aliases, so that an alias bomb stays as small as its text.
 */
export type Meaning = ScalarMeaning | MapMeaning | SeqMeaning;

interface ScalarMeaning {
  readonly kind: 'scalar';
  readonly value: string | number | bigint | boolean | null;
  readonly tag?: string;
}

/** The meaning of a map, by key. A key that is written again has `\u0000` and a number appended to its name. */
export interface MapMeaning {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Meaning>;
  readonly tag?: string;
}

interface SeqMeaning {
  readonly kind: 'seq';
  readonly items: readonly Meaning[];
  readonly tag?: string;
}

const NULL: ScalarMeaning = { kind: 'scalar', value: null };

/** The meanings of maps and lists without anchors, aliases and merge keys. What an edit does not change is thus read and compared only once. */
const meanings = new WeakMap<Node, Meaning>();

/**
 * Reads the meaning of a tree. An alias without an anchor, or to a value that contains it, is a scalar with a tag of its own.
 * @param asWritten treats every alias as such a scalar, and `<<` as a plain key
 * @returns `undefined` for an empty document
 */
export function meaningOf(root: Node | null, asWritten = false): Meaning | undefined {
  if (root === null) return undefined;
  const anchors = new Map<string, Meaning>();
  let references = 0;
  const read = (node: Node | null): Meaning => {
    if (node === null) return NULL;
    if (node.type !== 'map' && node.type !== 'seq') return readAnew(node);
    const before = meanings.get(node);
    if (before) return before;
    const outside = references;
    const meaning = readAnew(node);
    if (references === outside) meanings.set(node, meaning);
    return meaning;
  };
  const readAnew = (node: Node): Meaning => {
    if (node.type === 'alias' || node.anchor !== undefined) references++;
    if (node.type === 'alias' && asWritten) return { kind: 'scalar', value: `*${node.name}`, tag: '*' };
    if (node.type === 'alias') return anchors.get(node.name) ?? { kind: 'scalar', value: `*${node.name}`, tag: '*' };
    const unfinished: Meaning = { kind: 'scalar', value: `&${node.anchor}`, tag: '&' };
    if (node.anchor !== undefined) anchors.set(node.anchor, unfinished);
    const meaning = node.type === 'scalar' ? scalarMeaning(node.text, node.style === 'plain', node.tag) : node.type === 'map' ? readMap(node) : readSeq(node);
    // an anchor inside the node may have the same name
    if (node.anchor !== undefined && anchors.get(node.anchor) === unfinished) anchors.set(node.anchor, meaning);
    return meaning;
  };
  const readSeq = (node: Node & { type: 'seq' }): Meaning => ({ kind: 'seq', items: node.items.map((item) => read(item.node)), ...tagOf(node.tag) });
  const readMap = (node: Node & { type: 'map' }): Meaning => {
    const own = new Map<string, Meaning>();
    const again = new Map<string, number>();
    const merged: Meaning[] = [];
    for (const pair of node.pairs) {
      const value = read(pair.value);
      const name = pair.key.text;
      const isMerge = isMergeKey(pair.key);
      if (isMerge) references++;
      if (isMerge && !asWritten) {
        // of several, the last one wins
        merged.unshift(...(value.kind === 'seq' ? value.items : [value]));
        continue;
      }
      const times = again.get(name) ?? 0;
      again.set(name, times + 1);
      // written again: all of them must stay as they are
      own.set(times === 0 ? name : `${name}\u0000${times}`, value);
    }
    for (const map of merged) {
      if (map.kind === 'map') for (const [key, value] of map.entries) if (!own.has(key)) own.set(key, value);
    }
    return { kind: 'map', entries: own, ...tagOf(node.tag) };
  };
  return read(root);
}

/** A tag in its short form; empty for no tag, and for those that say nothing about a map or list. */
export function tagOf(tag: string | undefined): { tag?: string } {
  const short = tag?.replace(/^!<(.*)>$/, '$1').replace(/^tag:yaml\.org,2002:/, '!!');
  return short === undefined || short === '!!map' || short === '!!seq' ? {} : { tag: short };
}

/**
 * The meaning of one scalar.
 * @param written its tag, as {@link ScalarNode.tag}
 */
export function scalarMeaning(text: string, plain: boolean, written?: string): ScalarMeaning {
  const { tag } = tagOf(written);
  if (tag === undefined) return { kind: 'scalar', value: plain ? plainValue(text) : text };
  if (tag === '!!str' || tag === '!') return { kind: 'scalar', value: text };
  if (tag === '!!bool' || tag === '!!int' || tag === '!!float' || tag === '!!null') return { kind: 'scalar', value: plainValue(text) };
  return { kind: 'scalar', value: text, tag };
}

/** The meaning of a JSON value. */
export function jsonMeaning(json: Json): Meaning {
  if (Array.isArray(json)) return { kind: 'seq', items: json.map(jsonMeaning) };
  if (isObject(json)) return { kind: 'map', entries: new Map(Object.entries(json).map(([key, value]) => [key, jsonMeaning(value)])) };
  return { kind: 'scalar', value: json as string | number | boolean | null };
}

/** Whether two meanings are equal. The order of map entries does not count. Shared and cyclic parts are compared once. */
export function sameMeaning(a: Meaning | undefined, b: Meaning | undefined, seen = new Map<Meaning, Set<Meaning>>()): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.kind !== b.kind || a.tag !== b.tag) return false;
  if (a.kind === 'scalar') return a.value === (b as ScalarMeaning).value || Object.is(a.value, (b as ScalarMeaning).value);
  const met = seen.get(a);
  if (met?.has(b)) return true;
  if (met) met.add(b);
  else seen.set(a, new Set([b]));
  if (a.kind === 'seq') {
    const other = (b as SeqMeaning).items;
    return a.items.length === other.length && a.items.every((item, i) => sameMeaning(item, other[i], seen));
  }
  const other = (b as MapMeaning).entries;
  return a.entries.size === other.size && [...a.entries].every(([key, value]) => other.has(key) && sameMeaning(value, other.get(key), seen));
}

/** The meaning after a plan; `undefined` if the plan removes the value. Every compiled edit is checked against this definition. */
export function expected(before: Meaning | undefined, plan: Plan): Meaning | undefined {
  if (plan.remove) return undefined;
  if (plan.set !== undefined) return jsonMeaning(plan.set);
  if (plan.add.length > 0 || before?.kind === 'seq') return before?.kind === 'seq' && !plan.map ? expectedList(before, plan) : expectedOver(undefined, plan);
  return expectedOver(before, plan);
}

function expectedOver(before: Meaning | undefined, plan: Plan): Meaning | undefined {
  if (plan.add.length > 0) return expectedList({ kind: 'seq', items: [] }, plan);
  if (plan.steps.size === 0 && !plan.map) return before;
  const map = before?.kind === 'map' ? before : undefined;
  const entries = new Map(map?.entries);
  let pruned = false;
  for (const [key, part] of plan.steps) {
    const value = expected(entries.get(key), part);
    if (part.rename !== undefined) entries.delete(key);
    if (value) entries.set(part.rename ?? key, value);
    else {
      entries.delete(key);
      pruned ||= part.remove?.prune ?? true;
    }
  }
  return pruned && entries.size === 0 && map?.tag === undefined ? undefined : { kind: 'map', entries, ...tagOf(map?.tag) };
}

function expectedList(before: SeqMeaning, plan: Plan): Meaning | undefined {
  const noItem = ([step, part]: [string, Plan]) => !/^\d+$/.test(step) || !(Number(step) < before.items.length) || part.rename !== undefined;
  if ([...plan.steps].some(noItem)) return undefined;
  let pruned = false;
  const items: Meaning[] = [];
  for (const [i, item] of before.items.entries()) {
    const part = plan.steps.get(String(i));
    const value = part ? expected(item, part) : item;
    if (value) items.push(value);
    else pruned ||= part?.remove?.prune ?? true;
  }
  for (const { value, unique } of plan.add) {
    const meaning = jsonMeaning(value);
    if (!unique || !items.some((item) => sameMeaning(item, meaning))) items.push(meaning);
  }
  return pruned && items.length === 0 && before.tag === undefined ? undefined : { kind: 'seq', items, ...tagOf(before.tag) };
}
