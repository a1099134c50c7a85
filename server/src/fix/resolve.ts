import type { Json } from '../syntax/site.ts';
import { HOLE } from '../syntax/tree.ts';
import { plainValue } from '../syntax/yaml11.ts';
import type { AliasValue, Collection, Entry, Layout, Value } from './layout.ts';
import { expected, type MapMeaning, type Meaning, sameMeaning, tagOf } from './meaning.ts';
import { byRank, type KeyRank } from './order.ts';
import { altersValues, built, type Plan, Refused } from './plan.ts';

/** The change of a value that is written in the document. */
export type Action = { readonly kind: 'replace'; readonly json: Json; readonly plan: Plan } | EditAction;

/** Changes some entries of a map or list; all others stay as they are written. */
export interface EditAction {
  readonly kind: 'edit';
  readonly plan: Plan;
  readonly changes: ReadonlyMap<Entry, Action>;
  readonly removed: ReadonlySet<Entry>;
  /** The new key of each renamed entry. */
  readonly renamed: ReadonlyMap<Entry, string>;
  readonly added: readonly Addition[];
  readonly comments: ReadonlyMap<Entry, readonly string[]>;
}

/** An entry that is added to a map or a list. */
export interface Addition {
  /** `undefined` for a list item. */
  readonly key: string | undefined;
  readonly json: Json;
}

/** How operations are compiled. */
export interface CompileOptions {
  /** The paths are as written, not through aliases and merge keys. An anchored value may then change for all that use it. */
  readonly shared: boolean;
  /** The order of keys, for new ones. */
  readonly rankOf: KeyRank;
}

type Outcome = Action | 'remove' | 'prune' | undefined;

/**
 * Decides what a plan changes in the document as it is written: which entries change, which are removed, which are added. Writes no text.
 * @returns `undefined` if nothing has to change
 * @throws Refused if the change is impossible or not sure to be right
 */
export function resolvePlan(layout: Layout, meaning: Meaning | undefined, plan: Plan, { rankOf, shared }: CompileOptions): Action | undefined {
  const outcome = new Resolver(layout, shared, rankOf).value(layout.root, meaning, plan);
  if (outcome === 'remove') throw new Refused('odd-syntax', plan.at);
  return outcome === 'prune' ? undefined : outcome;
}

class Resolver {
  readonly #layout: Layout;
  readonly #shared: boolean;
  readonly #rankOf: KeyRank;

  constructor(layout: Layout, shared: boolean, rankOf: KeyRank) {
    this.#rankOf = rankOf;
    this.#layout = layout;
    this.#shared = shared;
  }

  value(value: Value, meaning: Meaning | undefined, plan: Plan, isRoot = true): Outcome {
    if (plan.remove) return plan.remove.prune ? 'prune' : 'remove';
    const outcome = this.#outcome(value, meaning, plan, isRoot);
    if (outcome !== undefined && alters(outcome)) {
      if (value.anchor && !this.#shared && this.#isUsed(value.anchor.start)) throw new Refused('anchored', plan.at);
      if (typeof outcome !== 'string' && outcome.kind === 'replace') this.#checkReplaced(value, plan);
    }
    return outcome;
  }

  #outcome(value: Value, meaning: Meaning | undefined, plan: Plan, isRoot: boolean): Outcome {
    if (value.kind === 'alias') return this.#alias(value, meaning, plan);
    if (plan.set !== undefined) return changesNothing(meaning, plan) ? undefined : { kind: 'replace', json: plan.set, plan };
    if (value.kind === 'scalar' && value.text.includes(HOLE) && altersValues(plan)) throw new Refused('templated', plan.at);
    if (plan.map || plan.steps.size > 0) return this.#below(value, meaning, plan, isRoot);
    return plan.add.length > 0 ? this.#addTo(value, meaning, plan, isRoot) : undefined;
  }

  #alias(value: AliasValue, meaning: Meaning | undefined, plan: Plan): Outcome {
    if (plan.comments.length > 0 && !altersValues(plan) && plan.steps.size === 0) return undefined; // comments stand above the entry, not in the alias
    if (altersValues(plan) && changesNothing(meaning, plan)) return undefined;
    const overMap = plan.map && value.target?.kind === 'map';
    if (plan.set !== undefined || (plan.map && !overMap)) return { kind: 'replace', json: built(withoutComments(plan), this.#rankOf), plan };
    throw new Refused('through-alias', deepest(plan).at);
  }

  #below(value: Value, meaning: Meaning | undefined, plan: Plan, isRoot: boolean): Outcome {
    if (value.kind === 'map' && plan.add.length > 0) throw new Refused('not-a-collection', plan.at);
    if (value.kind === 'map') return this.#map(value, meaning, plan, isRoot); // numbers are keys here: `8080: x`
    if (value.kind === 'seq' && !plan.map) return this.#seq(value, meaning, plan, isRoot);
    const vacant = value.kind === 'empty' || isNull(value);
    if (!vacant && !plan.map) throw new Refused(onlyLooks(plan) ? 'not-found' : 'not-a-collection', deepest(plan).at);
    return { kind: 'replace', json: built(withoutComments(plan), this.#rankOf), plan };
  }

  #map(map: Collection, meaning: Meaning | undefined, plan: Plan, isRoot: boolean): Outcome {
    const entries = meaning?.kind === 'map' ? meaning.entries : new Map<string, Meaning>();
    const edit = newEdit(plan);
    for (const [key, part] of plan.steps) {
      const local = map.entries.filter((e) => e.key?.text === key);
      if (local.length > 1) throw new Refused('duplicate-key', part.at);
      const entry = local[0];
      if (entry) this.#entry(map, entry, entries.get(key), part, edit);
      else this.#missing(map, key, entries, part, edit);
    }
    edit.added = byRank(this.#rankOf, plan.path, edit.added, (a) => a.key as string);
    return finishEdit(map, edit, isRoot);
  }

  #entry(collection: Collection, entry: Entry, meaning: Meaning | undefined, part: Plan, edit: DraftEdit): void {
    if (entry.odd) throw new Refused('odd-syntax', part.at);
    if (entry.key?.text === '<<' && !entry.key.quoted && altersValues(part)) throw new Refused('merge-key', part.at);
    if (part.comments.length > 0) edit.comments.set(entry, part.comments);
    if (part.rename !== undefined) return this.#rename(collection, entry, part.rename, part, edit);
    const outcome = this.value(entry.value, meaning, part, false);
    if (outcome === 'remove' || outcome === 'prune') {
      if (part.comments.length > 0 || hasComments(part)) throw new Refused('conflict', part.at);
      if (collection.odd) throw new Refused('odd-syntax', part.at);
      if (entry.key && this.#inherits(collection, entry.key.text)) throw new Refused('merge-key', part.at);
      this.#checkUnused(entry.start, entry.end, part);
      edit.removed.add(entry);
      if (outcome === 'prune') edit.prunes = true;
    } else if (outcome) edit.changes.set(entry, outcome);
  }

  #rename(map: Collection, entry: Entry, to: string, part: Plan, edit: DraftEdit): void {
    if (!entry.key || map.odd) throw new Refused('odd-syntax', part.at);
    if (this.#inherits(map, entry.key.text) || this.#inherits(map, to)) throw new Refused('merge-key', part.at);
    if (map.entries.some((other) => other.key?.text === to)) throw new Refused('duplicate-key', part.at);
    if (edit.plan.steps.has(to) || [...edit.renamed.values()].includes(to)) throw new Refused('conflict', part.at);
    edit.renamed.set(entry, to);
  }

  #missing(map: Collection, key: string, entries: MapMeaning['entries'], part: Plan, edit: DraftEdit): void {
    const inherited = this.#inherits(map, key);
    if (inherited) {
      const meaning = entries.get(key);
      if (part.comments.length === 0 && !part.remove && part.rename === undefined && changesNothing(meaning, part)) return;
      const whole = part.set !== undefined || (part.map === true && meaning?.kind !== 'map');
      if (!whole) throw new Refused('merge-key', deepest(part).at);
    }
    if (part.remove || part.rename !== undefined || (part.steps.size > 0 && onlyLooks(part))) throw new Refused('not-found', deepest(part).at);
    const json = built(part, this.#rankOf);
    if (map.odd) throw new Refused('odd-syntax', part.at);
    edit.added.push({ key, json });
  }

  #seq(seq: Collection, meaning: Meaning | undefined, plan: Plan, isRoot: boolean): Outcome {
    const items = meaning?.kind === 'seq' ? meaning.items : [];
    const edit = newEdit(plan);
    for (const [step, part] of plan.steps) {
      if (!/^\d+$/.test(step)) throw new Refused('not-a-collection', part.at);
      const entry = seq.entries[Number(step)];
      if (!entry) throw new Refused('not-found', part.at);
      this.#entry(seq, entry, items[Number(step)], part, edit);
    }
    this.#additions(seq, meaning, plan, edit);
    return finishEdit(seq, edit, isRoot);
  }

  #addTo(value: Value, meaning: Meaning | undefined, plan: Plan, isRoot: boolean): Outcome {
    if (value.kind === 'seq') {
      const edit = newEdit(plan);
      this.#additions(value, meaning, plan, edit);
      return finishEdit(value, edit, isRoot);
    }
    if (value.kind !== 'empty' && !isNull(value)) throw new Refused('not-a-collection', plan.at);
    return { kind: 'replace', json: built(withoutComments(plan), this.#rankOf), plan };
  }

  /** Adds the items of `append` and `ensure`, except those that `ensure` finds in the list after the other changes. */
  #additions(seq: Collection, meaning: Meaning | undefined, plan: Plan, edit: DraftEdit): void {
    if (plan.add.length === 0) return;
    const { add, ...rest } = plan;
    let done: Plan = { ...rest, add: [] };
    for (const { value, unique } of add) {
      const before = lengthOf(meaning, done);
      const next: Plan = { ...rest, add: [...done.add, { value, unique }] };
      if (lengthOf(meaning, next) > before) edit.added.push({ key: undefined, json: value });
      done = next;
    }
    if (edit.added.length > 0 && seq.odd) throw new Refused('odd-syntax', plan.at);
  }

  #isUsed(anchor: number): boolean {
    return this.#layout.uses.some((use) => use.anchor === anchor);
  }

  /** No alias outside `[start, end)` may refer to an anchor inside. */
  #checkUnused(start: number, end: number, plan: Plan): void {
    const inside = (at: number) => start <= at && at < end;
    if (this.#layout.uses.some((use) => inside(use.anchor) && !inside(use.alias))) throw new Refused('anchored', plan.at);
  }

  #checkReplaced(value: Value, plan: Plan): void {
    this.#checkUnused(value.start, value.end, plan);
  }

  #inherits(map: Collection, key: string, hops = 0): boolean {
    if (map.kind !== 'map' || hops > 20) return false;
    return map.entries.some(
      (entry) =>
        entry.key?.text === '<<' &&
        !entry.key.quoted &&
        mergedMaps(entry.value).some((m) => m.entries.some((e) => e.key?.text === key) || this.#inherits(m, key, hops + 1)),
    );
  }
}

function mergedMaps(value: Value): Collection[] {
  const target = value.kind === 'alias' ? value.target : value;
  if (target?.kind === 'map') return [target];
  if (target?.kind !== 'seq') return [];
  return target.entries.flatMap((entry) => {
    const item = entry.value.kind === 'alias' ? entry.value.target : entry.value;
    return item?.kind === 'map' ? [item] : [];
  });
}

interface DraftEdit {
  readonly plan: Plan;
  readonly changes: Map<Entry, Action>;
  readonly removed: Set<Entry>;
  readonly renamed: Map<Entry, string>;
  added: Addition[];
  readonly comments: Map<Entry, readonly string[]>;
  prunes: boolean;
}

function newEdit(plan: Plan): DraftEdit {
  return { plan, changes: new Map(), removed: new Set(), renamed: new Map(), added: [], comments: new Map(), prunes: false };
}

function finishEdit(collection: Collection, edit: DraftEdit, isRoot: boolean): Outcome {
  const { prunes, ...rest } = edit;
  if (edit.changes.size + edit.removed.size + edit.renamed.size + edit.added.length + edit.comments.size === 0) return undefined;
  // a tag may say something about an empty collection too
  const mayGo = !isRoot && tagOf(collection.tag?.text).tag === undefined;
  if (prunes && mayGo && edit.added.length === 0 && edit.removed.size === collection.entries.length) return 'prune';
  return { kind: 'edit', ...rest };
}

function alters(outcome: Action | 'remove' | 'prune'): boolean {
  if (typeof outcome === 'string' || outcome.kind === 'replace') return true;
  return outcome.removed.size > 0 || outcome.renamed.size > 0 || outcome.added.length > 0 || [...outcome.changes.values()].some(alters);
}

/** Whether the document already is as planned: the value of a `set` is there, the list of an `ensure` has the item. */
function changesNothing(meaning: Meaning | undefined, plan: Plan): boolean {
  return meaning !== undefined && !hasComments(plan) && sameMeaning(meaning, expected(meaning, plan));
}

function hasComments(plan: Plan): boolean {
  return [...plan.steps.values()].some((part) => part.comments.length > 0 || hasComments(part));
}

/** The plan without its own comments: they stand above the entry and do not depend on its value. */
function withoutComments(plan: Plan): Plan {
  return { ...plan, comments: [], index: false };
}

/** Whether the plan only removes, renames and comments: then something must be there already. */
function onlyLooks(plan: Plan): boolean {
  const below = [...plan.steps.values()];
  if (plan.set !== undefined || plan.map || plan.add.length > 0) return false;
  return plan.remove !== undefined || plan.rename !== undefined || plan.comments.length > 0 || (below.length > 0 && below.every(onlyLooks));
}

function deepest(plan: Plan): Plan {
  const [first] = plan.steps.values();
  return first ? deepest(first) : plan;
}

function lengthOf(meaning: Meaning | undefined, plan: Plan): number {
  const after = expected(meaning, plan);
  return after?.kind === 'seq' ? after.items.length : 0;
}

function isNull(value: Value): boolean {
  const text = value.tag?.text;
  return value.kind === 'scalar' && value.style === 'plain' && plainValue(value.text) === null && (text === undefined || text === '!!null');
}
