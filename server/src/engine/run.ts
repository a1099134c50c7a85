import type { Fix } from '../fix/ops.ts';
import type { FixPlan, LevelPlan, Run, RunRequest, Snapshot } from './snapshot.ts';

/** Works a run out. Snapshots keep what it gives. */
export function runOf(snapshot: Snapshot, request: RunRequest): Run {
  switch (request.kind) {
    case 'harden':
      return summed(snapshot.harden(request.target), () => snapshot.harden(request.target, ['safe']).edits);
    case 'level': {
      const plan = snapshot.toLevel(request.level, request.target);
      const known = new Set(plan.applied.map(({ finding }) => finding));
      return summed(plan, () => snapshot.fixAll(['safe'], (finding) => known.has(finding)).edits);
    }
    case 'fix': {
      const { safeties, rules } = request;
      const plan = snapshot.fixAll(safeties, ({ rule }) => rules === undefined || rules.includes(rule.id));
      if (safeties.every((safety) => safety === 'safe')) return summed(plan, () => plan.edits);
      return summed(plan, () => snapshot.run({ ...request, safeties: ['safe'] }).edits);
    }
  }
}

function summed(plan: Pick<FixPlan, 'edits' | 'applied'> & Partial<FixPlan> & Partial<LevelPlan>, safeEdits: Run['safeEdits']): Run {
  const { edits, applied, refused = [], beyond = [], left = [] } = plan;
  const once = new Map(applied.map((each) => [keyOf(each.fix), each]));
  const reviewed = [...once.values()].filter(({ fix }) => fix.safety !== 'safe');
  return {
    edits,
    applied,
    refused,
    beyond,
    left,
    changes: once.size + beyond.length,
    review: reviewed.length + beyond.length,
    reviewed,
    undecided: left.reduce((n, { verdict }) => n + verdict.violations.length, 0),
    safeEdits,
  };
}

/** What mending all that one rule finds would most likely do, without working it out: how many changes, and how many need review. */
export function guessOf(snapshot: Snapshot, rule: string): Pick<Run, 'changes' | 'review'> {
  const own = snapshot.findings.filter((finding) => finding.rule.id === rule);
  const taken = own.flatMap((finding) => {
    const { fix, left } = snapshot.choice(finding, ['safe', 'review']);
    return left ? [] : [fix];
  });
  const once = new Map(taken.map((fix) => [keyOf(fix), fix]));
  return { changes: once.size, review: [...once.values()].filter(({ safety }) => safety !== 'safe').length };
}

/** Fixes with the same operations are one change: a value that several services share counts once. */
function keyOf(fix: Fix): string {
  return JSON.stringify('ops' in fix ? fix.ops : fix.blocked);
}
