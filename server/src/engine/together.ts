import type { PathOp } from '../fix/ops.ts';
import { applyEdits, type EditSet, editSet } from '../text/text.ts';
import { broughtBy } from './brought.ts';
import type { Snapshot } from './snapshot.ts';

/** A change that a run would make. */
export interface Candidate {
  readonly ops: readonly PathOp[];
  /** What it belongs to, widest first: its resource or service, its rule there. Changes of one group may be right only together. */
  readonly groups: readonly [resource: string, ...narrower: string[]];
}

/** The changes that are made together, and why the others are not. */
export interface Together<C> {
  readonly edits: EditSet;
  /** The file with them. */
  readonly after: Snapshot;
  readonly taken: readonly C[];
  readonly left: readonly { readonly candidate: C; readonly why: string }[];
}

type Attempt = { readonly ok: true; readonly edits: EditSet; readonly after: Snapshot } | { readonly ok: false; readonly why: string };

/**
 * As many of the candidates as can be made together, earlier ones first: they compile, and bring nothing as bad as what they mend.
 * @param shared whether they may change what is behind an anchor
 */
export function together<C extends Candidate>(snapshot: Snapshot, candidates: readonly C[], shared: boolean): Together<C> {
  let taken: readonly C[] = [];
  let made = { edits: editSet([]), after: snapshot };
  const left: { candidate: C; why: string }[] = [];
  const take = (more: readonly C[]): Attempt => {
    const attempt = tried(snapshot, [...taken, ...more], shared);
    if (attempt.ok) [taken, made] = [[...taken, ...more], attempt];
    return attempt;
  };
  // most often all fit together; where they don't, the halves are tried, down to the single one that stands in the way
  const takeMost = (some: readonly C[]): void => {
    const attempt = some.length > 0 ? take(some) : undefined;
    if (!attempt || attempt.ok) return;
    const [only] = some;
    if (only && some.length === 1) {
      const alone = tried(snapshot, some, shared);
      left.push({ candidate: only, why: alone.ok ? attempt.why : alone.why });
      return;
    }
    const middle = Math.ceil(some.length / 2);
    takeMost(some.slice(0, middle));
    takeMost(some.slice(middle));
  };
  takeMost(candidates);
  for (const group of new Set(left.flatMap(({ candidate }) => candidate.groups))) {
    const companions = left.filter(({ candidate }) => candidate.groups.includes(group));
    if (companions.length > 1 && take(companions.map(({ candidate }) => candidate)).ok) for (const one of companions) left.splice(left.indexOf(one), 1);
  }
  return { ...made, taken, left };
}

function tried(snapshot: Snapshot, candidates: readonly Candidate[], shared: boolean): Attempt {
  const compiled = snapshot.compileOps(
    candidates.flatMap(({ ops }) => ops),
    shared,
  );
  if (!compiled.ok) return compiled;
  const { edits, changed } = compiled;
  if (edits.length === 0) return { ok: true, edits, after: snapshot };
  const after = snapshot.again(applyEdits(snapshot.file.text, edits), [...changed.values()]);
  const why = broughtBy(snapshot, after);
  return why === undefined ? { ok: true, edits, after } : { ok: false, why };
}
