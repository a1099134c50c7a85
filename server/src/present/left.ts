import type { FixPlan } from '../engine/snapshot.ts';
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
