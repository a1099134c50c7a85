import { beyondId, changeId } from './choice.ts';
import type { Finding } from './finding.ts';
import { entriesByWeight } from './groups.ts';
import { opsKey } from './run.ts';
import type { Change, FixPlan, RunRequest, Snapshot } from './snapshot.ts';

/** What a run would change, and what it could change besides, worst first: for somebody to choose. */
export function changesOf(snapshot: Snapshot, request: RunRequest): Change[] {
  const { applied, beyond, refused, after } = snapshot.run(request);
  const decisions = refused.flatMap(({ finding, left }) => (left.kind === 'manual' ? manualFixes(after, finding, request) : []));
  return [
    ...changes(applied),
    ...beyond.map((does): Change => ({ ids: [beyondId(does)], subject: beyondId(does), does, proposed: true })),
    ...changes(decisions),
  ].sort((a, b) => Number(b.proposed) - Number(a.proposed));
}

/** What only its author can decide, as the file is after the run. */
function manualFixes(after: Snapshot, finding: Finding, { kind }: RunRequest): FixPlan['applied'] {
  const fixes = after.fixesOf(finding).filter(({ safety, scope }) => safety === 'manual' && !(kind === 'harden' && scope === 'shared'));
  return fixes.flatMap((fix) => (after.compileFix(finding, fix).ok ? [{ finding, fix }] : []));
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
