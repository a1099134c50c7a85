import { ALL, beyondId, changeId } from './choice.ts';
import type { Finding } from './finding.ts';
import { entriesByWeight } from './groups.ts';
import { opsKey } from './run.ts';
import type { Change, FixPlan, Run, RunRequest, Snapshot, Unmade } from './snapshot.ts';

/** Each choice that might make another change possible takes a run of some milliseconds: of more than these none is tried. */
const TRIED = 8;

/** What a run would change, and what it could change besides, worst first: for somebody to choose. */
export function changesOf(snapshot: Snapshot, request: RunRequest): Change[] {
  const { applied, beyond, refused, after } = snapshot.run(request);
  const decisions = refused.flatMap(({ finding, left }) => (left.kind === 'manual' ? manualFixes(snapshot, after, finding, request) : []));
  const further = request.kind === 'level' ? furtherTo(snapshot, request) : undefined;
  return [...changes([...applied, ...(further?.applied ?? []), ...decisions]), ...beyonds(beyond, true), ...beyonds(further?.beyond ?? [], false)].sort(
    (a, b) => Number(b.proposed) - Number(a.proposed),
  );
}

/** What the run towards a level would change besides, if the author decided for all that only they can. */
function furtherTo(snapshot: Snapshot, request: RunRequest & { kind: 'level' }): Pick<Run, 'applied' | 'beyond'> {
  const known = madeIn(snapshot.run(request));
  const { applied, beyond } = snapshot.run({ ...request, safeties: ALL });
  return {
    applied: applied.filter(({ finding, fix }) => !known.has(changeId(finding, fix))),
    beyond: beyond.filter((does) => !known.has(beyondId(does))),
  };
}

/** The ids of the changes that a run makes. */
export function madeIn({ applied, beyond }: Pick<Run, 'applied' | 'beyond'>): ReadonlySet<string> {
  return new Set([...applied.map(({ finding, fix }) => changeId(finding, fix)), ...beyond.map(beyondId)]);
}

/** The chosen changes that a run leaves out, since they cannot be made together with the others, or not without one that was not chosen. */
export function unmadeIn(snapshot: Snapshot, request: RunRequest): Unmade[] {
  const { chosen = [] } = request;
  const run = snapshot.run(request);
  const made = madeIn(run);
  const isIn = ({ ids }: Change, some: ReadonlySet<string>) => ids.some((id) => some.has(id));
  const all = snapshot.changesOf({ ...request, chosen: undefined });
  const out = all.filter((change) => isIn(change, new Set(chosen)) && !isIn(change, made));
  if (out.length === 0) return [];
  const others = all.filter((change) => !isIn(change, new Set(chosen))).slice(0, TRIED);
  const tries = others.map((change) => ({ change, made: madeIn(snapshot.run({ ...request, chosen: [...chosen, ...change.ids] })) }));
  return out.map((change) => {
    const needs = tries.find((other) => other.change.subject !== change.subject && isIn(change, other.made))?.change;
    const said = run.refused.find(({ finding }) => finding.fingerprint === change.subject)?.left;
    return needs ? { change, needs } : { change, why: said?.kind === 'refused' ? said.why : 'it cannot be made together with the others' };
  });
}

/** What only its author can decide: as the file is after the run, or as it is now. */
function manualFixes(snapshot: Snapshot, after: Snapshot, finding: Finding, { kind }: RunRequest): FixPlan['applied'] {
  const now = snapshot.findings.find(({ fingerprint }) => fingerprint === finding.fingerprint);
  const fixes = after.fixesOf(finding).filter(({ safety, scope }) => safety === 'manual' && !(kind === 'harden' && scope === 'shared'));
  return fixes.flatMap((fix) => {
    const before = now && snapshot.fixesOf(now).find((one) => changeId(now, one) === changeId(finding, fix));
    return after.compileFix(finding, fix).ok || (now && before && snapshot.compileFix(now, before).ok) ? [{ finding, fix }] : [];
  });
}

function beyonds(beyond: Run['beyond'], proposed: boolean): Change[] {
  return beyond.map((does) => ({ ids: [beyondId(does)], subject: beyondId(does), does, proposed }));
}

/** Fixes with the same operations are one change. */
function changes(fixes: FixPlan['applied']): Change[] {
  const made = new Map<string, Change>();
  for (const does of entriesByWeight(fixes)) {
    const { finding, fix } = does;
    const key = opsKey(fix);
    const same = made.get(key);
    const id = changeId(finding, fix);
    if (same) made.set(key, { ...same, ids: [...same.ids, id] });
    else made.set(key, { ids: [id], subject: finding.fingerprint, does, proposed: fix.safety !== 'manual' });
  }
  return [...made.values()];
}
