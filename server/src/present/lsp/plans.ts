import type { PlanRequest } from '../../../../schemas/messages.ts';
import type { Finding, Target } from '../../engine/finding.ts';
import type { FixPlan, Snapshot } from '../../engine/snapshot.ts';
import type { Fix } from '../../fix/ops.ts';
import type { Rule } from '../../rules/rule.ts';
import type { EditSet } from '../../text/text.ts';
import { count } from './words.ts';

/** What a run of fixes would do, as the light bulb tells it. */
export interface Plan {
  readonly edits: EditSet;
  /** How many things it changes: a value that several services share counts once. */
  readonly changes: number;
  /** How many of them need review. */
  readonly review: number;
  /** Those, as far as rules know them. */
  readonly reviewed: FixPlan['applied'];
  /** How many violations of the level only the author can mend. */
  readonly left: number;
  /** The edits that its safe fixes alone would make. */
  readonly safeEdits: () => EditSet;
}

const KNOWN = new WeakMap<Snapshot, Map<string, Plan>>();

/** Works a plan out, once for each snapshot: the light bulb asks with every move of the cursor. */
export function planOf(snapshot: Snapshot, request: PlanRequest): Plan {
  const plans = KNOWN.get(snapshot) ?? new Map<string, Plan>();
  KNOWN.set(snapshot, plans);
  const key = JSON.stringify(request);
  const plan = plans.get(key) ?? made(snapshot, request);
  plans.set(key, plan);
  return plan;
}

function made(snapshot: Snapshot, request: PlanRequest): Plan {
  switch (request.kind) {
    case 'harden': {
      const target = targetOf(request.target);
      return summed(snapshot.harden(target), () => snapshot.harden(target, ['safe']).edits);
    }
    case 'level': {
      const { applied, edits, beyond, left } = snapshot.toLevel(request.level, targetOf(request.target));
      const known = new Set(applied.map(({ finding }) => finding));
      const plan = summed({ applied, edits }, () => snapshot.fixAll(['safe'], (finding) => known.has(finding)).edits);
      return {
        ...plan,
        changes: plan.changes + beyond.length,
        review: plan.review + beyond.length,
        left: left.reduce((n, { verdict }) => n + verdict.violations.length, 0),
      };
    }
    case 'rule':
      return summed(snapshot.fixRule(request.rule), () => snapshot.fixRule(request.rule, ['safe']).edits);
    case 'safe': {
      const plan = snapshot.fixAll(['safe']);
      return summed(plan, () => plan.edits);
    }
  }
}

/** The same of a plan of the engine. */
export function summed({ applied, edits }: Pick<FixPlan, 'applied' | 'edits'>, safeEdits: () => EditSet): Plan {
  const once = new Map(applied.map((each) => [keyOf(each.fix), each]));
  const review = [...once.values()].filter(({ fix }) => fix.safety !== 'safe');
  return {
    edits,
    changes: once.size,
    review: review.length,
    reviewed: review,
    left: 0,
    safeEdits,
  };
}

/** What "fix all of this rule" would most likely do, without working it out: how many changes, and how many need review. */
export function guessOf(snapshot: Snapshot, rule: Rule): { readonly changes: number; readonly review: number } {
  const fixes = snapshot.findings.filter((finding) => finding.rule === rule).flatMap((finding) => fixable(snapshot, finding) ?? []);
  const once = new Map(fixes.map((fix) => [keyOf(fix), fix]));
  return { changes: once.size, review: [...once.values()].filter(({ safety }) => safety !== 'safe').length };
}

/** The fix that a run would take for a finding; `undefined` where it would leave it. */
export function fixable(snapshot: Snapshot, finding: Finding): Fix | undefined {
  const { fix, left } = snapshot.choice(finding, ['safe', 'review']);
  return left ? undefined : fix;
}

/** "3 changes, 2 to review; 1 left to you" */
export function inWords({ changes, review, left = 0 }: Pick<Plan, 'changes' | 'review'> & { readonly left?: number }): string {
  return `${count(changes, 'change')}${review > 0 ? `, ${review} to review` : ' (safe)'}${left > 0 ? `; ${left} left to you` : ''}`;
}

/** A target as a request carries it. */
export function targetIn({ kind, name, site }: Target): (PlanRequest & { kind: 'harden' })['target'] {
  return { kind, name, document: site.document, path: [...site.path] };
}

function targetOf({ kind, name, document, path }: (PlanRequest & { kind: 'harden' })['target']): Target {
  return { kind, name, site: { document, path, part: 'pair' } };
}

function keyOf(fix: Fix): string {
  return JSON.stringify('ops' in fix ? fix.ops : fix.blocked);
}
