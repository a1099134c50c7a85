import { type Fix, type FixWords, refusalText, type Safety } from '../fix/ops.ts';
import { plainName } from '../manifest/subject-name.ts';
import { type Finding, resourceOf } from './finding.ts';
import { fingerprint } from './fingerprint.ts';
import type { Choice, LevelPlan, Snapshot } from './snapshot.ts';

/** The safeties that a run takes, by the least safe of them. No run takes manual fixes: people choose them one by one. */
export const UP_TO = { safe: ['safe'], review: ['safe', 'review'] } as const satisfies Record<string, readonly Safety[]>;

/** All grades: what can be chosen. Only who asks for manual fixes by name gets them from a run. */
export const ALL: readonly Safety[] = [...UP_TO.review, 'manual'];

/** Changes that somebody chose from a run, by {@link changeId} and {@link beyondId}. */
export type Chosen = ReadonlySet<string>;

/** Which findings a run of fixes mends, and by which of their fixes. */
export interface Wanted {
  readonly safeties: readonly Safety[];
  readonly only: (finding: Finding) => boolean;
  /** Takes no fix that changes a value which others share. */
  readonly alone?: boolean | undefined;
  /** The fixes that somebody chose, by their ids; of others none is taken. */
  readonly chosen?: Chosen | undefined;
  /** Fixes that defeat the aim of the run: it never takes them. */
  readonly defeats?: (fix: Fix) => boolean;
}

/** The identity of a fix of a finding, for as long as neither the weakness nor the words of the fix change. */
export function changeId({ fingerprint: finding }: Pick<Finding, 'fingerprint'>, { title, condition, reach }: FixWords): string {
  return `${finding} ${fingerprint([JSON.stringify([title, condition, reach])])}`;
}

/** The identity of a change of a level that no rule makes. */
export function beyondId({ check, pod }: LevelPlan['beyond'][number]): string {
  return `${check} ${fingerprint([resourceOf(pod), JSON.stringify(pod.path)])}`;
}

/**
 * The fix that a run takes for a finding: the one that was chosen, else the first one with one of the safeties. Nothing is compiled yet.
 */
export function choice(snapshot: Snapshot, finding: Finding, { safeties, alone = false, chosen, defeats }: Omit<Wanted, 'only'>): Choice {
  // those for another of the users of a shared value are mended with the finding there
  const own = snapshot.fixesOf(finding).filter(({ reach }) => !reach || !('only' in reach) || reach.only === plainName(finding.target.called));
  const fixes = own.filter((fix) => !defeats?.(fix) && (chosen?.has(changeId(finding, fix)) ?? safeties.includes(fix.safety)));
  const fix = alone && !chosen ? fixes.find(({ scope }) => scope !== 'shared') : fixes[0];
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
