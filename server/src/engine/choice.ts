import { refusalText, type Safety } from '../fix/ops.ts';
import type { Finding } from './finding.ts';
import type { Choice, Snapshot } from './snapshot.ts';

/** The fixes that a run takes when it may go up to a safety. Manual fixes are taken one by one, by people. */
export const UP_TO = { safe: ['safe'], review: ['safe', 'review'] } as const satisfies Record<string, readonly Safety[]>;

/**
 * What a run does about a finding, before anything is compiled: the first fix that is as safe as was asked for.
 * @param alone leaves what others share as it is
 */
export function choice(snapshot: Snapshot, finding: Finding, safeties: readonly Safety[], alone = false): Choice {
  const fixes = snapshot.fixesOf(finding).filter(({ safety }) => safeties.includes(safety));
  const fix = alone ? fixes.find(({ scope }) => scope !== 'shared') : fixes[0];
  if (!fix && fixes.length > 0) return { fix: fixes[0], left: { kind: 'shared' } };
  if (!fix) return notAsked(finding);
  if ('blocked' in fix) return { fix, left: { kind: 'refused', why: fix.blocked } };
  const file = fix.ops.find(({ at }) => at.file !== undefined)?.at.file;
  if (file !== undefined) return { fix, left: { kind: 'elsewhere', file } };
  return snapshot.isInOtherBranch(finding) ? { fix, left: { kind: 'refused', why: refusalText('templated') } } : { fix };
}

function notAsked({ fixes: [fix] }: Finding): Choice {
  if (!fix) return { fix, left: { kind: 'none' } };
  return { fix, left: { kind: fix.safety === 'manual' ? 'manual' : 'review' } };
}
