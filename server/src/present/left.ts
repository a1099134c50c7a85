import type { Finding } from '../engine/finding.ts';
import type { FixPlan, Snapshot } from '../engine/snapshot.ts';
import { fullTitle } from './titles.ts';

/**
 * Why a run leaves a finding: a clause without a full stop.
 * @param applied what the run did
 */
export function reasonLeft({ finding, fix, left }: FixPlan['refused'][number], applied: FixPlan['applied'] = []): string {
  // its fix made it milder
  if (!fix && applied.some((one) => one.finding.fingerprint === finding.fingerprint)) return `what remains is for you to decide: ${finding.message}`;
  if (!fix) return 'there is no automatic fix';
  if ('blocked' in fix) return fix.blocked;
  if (fix.safety === 'manual') return `for you to decide: ${fullTitle(fix)}`;
  switch (left.kind) {
    case 'shared':
      return 'others share it; its own fix changes it for all of them';
    case 'elsewhere':
      return `it is written in another file (${left.file})`;
    case 'refused':
      return left.why;
    default:
      return 'its fix needs review';
  }
}

/** Why the first fix of a finding cannot be made in this file: a clause without a full stop; `undefined` where it can, or where there is none. */
export function refusalOf(finding: Finding, snapshot: Snapshot): string | undefined {
  const [fix] = snapshot.fixesOf(finding);
  const compiled = fix && snapshot.compileFix(finding, fix);
  return compiled?.ok === false ? compiled.why : undefined;
}
