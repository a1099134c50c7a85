import type { Fix } from '../fix/ops.ts';
import { UP_TO } from './choice.ts';
import type { FixPlan, LevelPlan, Run, RunRequest, Snapshot } from './snapshot.ts';

/** The identity of a run on one snapshot. A target counts by its kind and place, not by its name. */
export function runKey(request: RunRequest): string {
  if (request.kind === 'fix' || !request.target) return JSON.stringify(request);
  const { kind, site } = request.target;
  return JSON.stringify({ ...request, target: [kind, site.document, site.path] });
}

/** Works out a run. Snapshots keep the result. */
export function runOf(snapshot: Snapshot, request: RunRequest): Run {
  const chosen = request.chosen && new Set(request.chosen);
  switch (request.kind) {
    case 'harden':
      return summed(snapshot.harden(request.target, UP_TO.review, chosen));
    case 'level':
      return summed(snapshot.toLevel({ level: request.level, only: request.target, nearer: request.nearer, safeties: request.safeties, chosen }));
    case 'fix': {
      const { safeties, rules } = request;
      return summed(snapshot.fixAll(safeties, ({ rule }) => rules === undefined || rules.includes(rule.id), chosen));
    }
  }
}

function summed(plan: Pick<FixPlan, 'edits' | 'after' | 'applied'> & Partial<FixPlan> & Partial<LevelPlan>): Run {
  const { edits, after, applied, refused = [], beyond = [], left = [] } = plan;
  const once = new Map(applied.map((each) => [opsKey(each.fix), each]));
  const reviewed = [...once.values()].filter(({ fix }) => fix.safety !== 'safe');
  return {
    edits,
    after,
    applied,
    refused,
    beyond,
    left,
    changes: once.size + beyond.length,
    review: reviewed.length + beyond.length,
    reviewed,
    leftOver: new Set(refused.map(({ finding }) => finding.fingerprint)).size + left.reduce((n, { verdict }) => n + verdict.violations.length, 0),
  };
}

/** Fixes with the same operations are one change: a value that several services share counts once. */
export function opsKey(fix: Fix): string {
  return JSON.stringify('ops' in fix ? fix.ops : fix.blocked);
}
