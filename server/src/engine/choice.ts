import { refusalText, type Safety } from '../fix/ops.ts';
import type { Finding } from './finding.ts';
import type { Choice, Snapshot } from './snapshot.ts';

/** The safeties that a run takes, by the least safe of them. No run takes manual fixes: people choose them one by one. */
export const UP_TO = { safe: ['safe'], review: ['safe', 'review'] } as const satisfies Record<string, readonly Safety[]>;

/**
 * The fix that a run takes for a finding: the first one with one of the safeties. Nothing is compiled yet.
 * @param alone takes no fix that changes a value which others share
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

function notAsked({ fixes }: Finding): Choice {
  const [fix] = fixes();
  if (!fix) return { fix, left: { kind: 'none' } };
  return { fix, left: { kind: fix.safety === 'manual' ? 'manual' : 'review' } };
}
