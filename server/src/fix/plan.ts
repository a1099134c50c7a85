import type { Json, Path, Site } from '../syntax/site.ts';
import type { PathOp, Refusal } from './ops.ts';
import { byRank, type KeyRank } from './order.ts';

/** Stops the compilation of a fix. Only `compile` catches it, and returns it as a value. */
export class Refused extends Error {
  readonly why: Refusal;
  readonly at: Site;

  constructor(why: Refusal, at: Site) {
    super(why);
    this.why = why;
    this.at = at;
  }
}

/** The changes at one path of a document and below it: a tree of all operations of a fix. */
export interface Plan {
  /** The place of the first operation on this path or below it; refusals name it. */
  readonly at: Site;
  readonly path: Path;
  /** The last step was given as a number: it is the index of a list item, and never makes a map entry. */
  readonly index: boolean;
  /** The new value: a scalar or a list. A map becomes {@link map} and {@link steps}, so that it merges into what is there. */
  set?: Json;
  /** The value must be a map; anything else is replaced by one. */
  map?: true;
  remove?: { prune: boolean };
  /** The new key of the entry. */
  rename?: string;
  readonly add: { readonly value: Json; readonly unique: boolean }[];
  readonly comments: string[];
  readonly steps: Map<string, Plan>;
}

function emptyPlan(at: Site, path: Path, index = false): Plan {
  return { at, path, index, add: [], comments: [], steps: new Map() };
}

/**
 * Joins the operations on one document.
 * @throws Refused `conflict` when two of them contradict each other.
 */
export function planOf(ops: readonly PathOp[]): Plan {
  const first = ops[0] as PathOp;
  const root = emptyPlan(first.at, []);
  for (const op of ops) {
    const plan = stepTo(root, op.at.path, op.at);
    switch (op.op) {
      case 'set':
        setTo(plan, op.value, op.at);
        break;
      case 'remove':
        plan.remove = { prune: op.prune === true || plan.remove?.prune === true };
        break;
      case 'rename':
        if (plan.rename !== undefined && plan.rename !== op.to) throw new Refused('conflict', op.at);
        plan.rename = op.to;
        break;
      case 'append':
        plan.add.push({ value: op.value, unique: false });
        break;
      case 'ensure':
        plan.add.push({ value: op.value, unique: true });
        break;
      case 'comment':
        plan.comments.push(...op.text.split(/\r\n|\r|\n/));
        break;
    }
  }
  checkConflicts(root);
  return root;
}

function stepTo(root: Plan, path: Path, at: Site): Plan {
  let plan = root;
  for (const step of path) {
    const name = String(step);
    let next = plan.steps.get(name);
    if (!next) {
      next = emptyPlan(at, [...plan.path, step], typeof step === 'number');
      plan.steps.set(name, next);
    }
    plan = next;
  }
  return plan;
}

function setTo(plan: Plan, value: Json, at: Site): void {
  if (isObject(value)) {
    if (plan.set !== undefined) throw new Refused('conflict', at);
    plan.map = true;
    for (const [key, part] of Object.entries(value)) setTo(stepTo(plan, [key], at), part, at);
    return;
  }
  if (plan.map || (plan.set !== undefined && JSON.stringify(plan.set) !== JSON.stringify(value))) throw new Refused('conflict', at);
  plan.set = value;
}

function checkConflicts(plan: Plan): void {
  const sets = plan.set !== undefined || plan.map === true;
  const below = [...plan.steps.values()];
  if (plan.remove && (sets || plan.add.length > 0 || plan.comments.length > 0 || below.some((p) => !onlyRemoves(p)))) throw new Refused('conflict', plan.at);
  if (plan.rename !== undefined && (sets || plan.remove || plan.add.length > 0 || below.length > 0)) throw new Refused('conflict', plan.at);
  if (plan.set !== undefined && (plan.add.length > 0 || below.length > 0)) throw new Refused('conflict', plan.at);
  if (plan.map && plan.add.length > 0) throw new Refused('conflict', plan.at);
  for (const part of below) checkConflicts(part);
}

function onlyRemoves(plan: Plan): boolean {
  return (
    plan.set === undefined &&
    plan.rename === undefined &&
    !plan.map &&
    plan.add.length === 0 &&
    plan.comments.length === 0 &&
    [...plan.steps.values()].every(onlyRemoves)
  );
}

/** Whether a plan changes values, and not only comments. */
export function altersValues(plan: Plan): boolean {
  const { set, map, remove, rename, add } = plan;
  return set !== undefined || map === true || remove !== undefined || rename !== undefined || add.length > 0 || [...plan.steps.values()].some(altersValues);
}

/**
 * The value that a plan makes if nothing is there yet.
 * @throws Refused `not-found` if the plan removes, renames, comments or addresses a list item.
 */
export function built(plan: Plan, rankOf: KeyRank): Json {
  if (plan.remove || plan.rename !== undefined || plan.comments.length > 0 || plan.index) throw new Refused('not-found', plan.at);
  if (plan.set !== undefined) return plan.set;
  if (plan.add.length > 0) {
    if (plan.steps.size > 0) throw new Refused('not-found', plan.at);
    return additions(plan, (a, b) => JSON.stringify(a) === JSON.stringify(b));
  }
  return Object.fromEntries(byRank(rankOf, plan.path, [...plan.steps], ([key]) => key).map(([key, part]) => [key, built(part, rankOf)]));
}

function additions(plan: Plan, equal: (a: Json, b: Json) => boolean): Json[] {
  const values: Json[] = [];
  for (const { value, unique } of plan.add) if (!unique || !values.some((v) => equal(v, value))) values.push(value);
  return values;
}

/** Whether a value is a map: neither a scalar nor a list. */
export function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
