import type { Fix, PathOp } from '../fix/ops.ts';
import { remedyOf } from '../remedies/levels.ts';
import type { Rule } from '../rules/rule.ts';
import type { Site } from '../syntax/site.ts';
import { BASELINE_CAPABILITIES, RESTRICTED_CAPABILITIES } from '../validity/pod-security/checks/capabilities.ts';
import { CHECKS, type CheckId } from '../validity/pod-security/checks.ts';
import type { PodVerdict } from './pod-security.ts';

/** The aims of `bulkhead fix --to` and of the actions on a workload. */
export const AIMS = ['baseline', 'restricted', 'least-privilege'] as const;
/** The aim of a run of fixes. */
export type Aim = (typeof AIMS)[number];

/** Whether the fixes of a rule help a pod to reach a level. Volumes do not count: only the author knows what replaces one. */
export function servesLevel({ podSecurity = [] }: Rule, level: 'baseline' | 'restricted'): boolean {
  if (podSecurity === 'baseline') return true;
  return CHECKS.some((check) => podSecurity.includes(check.id) && !VOLUMES.includes(check.id) && (level === 'restricted' || check.level === level));
}

/** Whether a fix adds what a level forbids, so that a pod with it never reaches the level. One that breaks the workload says so itself. */
export function defeatsLevel(fix: Fix, level: 'baseline' | 'restricted'): boolean {
  const allowed: ReadonlySet<unknown> = level === 'baseline' ? BASELINE_CAPABILITIES : RESTRICTED_CAPABILITIES;
  if ('blocked' in fix || fix.breaks) return false;
  return fix.ops.some((op) => op.op === 'ensure' && op.at.path.at(-2) === 'capabilities' && op.at.path.at(-1) === 'add' && !allowed.has(op.value));
}

/** Checks that refuse a volume: only the author knows what replaces it. */
const VOLUMES: readonly CheckId[] = ['hostPathVolumes', 'restrictedVolumes'];

/** The operations that make a pod pass each check that it violates; none for checks that only the author can satisfy. */
export function levelOps({ path, document, verdict }: PodVerdict): { readonly check: CheckId; readonly ops: readonly PathOp[] }[] {
  const spec: Site = { document, path, part: 'pair' };
  return verdict.violations.map((violation) => ({ check: violation.check, ops: remedyOf(violation.check, violation, spec) }));
}
