import { type CheckId, checksOf, type Level } from './checks.ts';
import type { Forbidden } from './outcome.ts';
import { type PodSpots, readPod } from './pod.ts';
import type { PolicyVersion } from './version.ts';

/** A check that a pod fails, in the API server's words, with the places that make it fail. */
export interface Violation extends Forbidden {
  readonly check: CheckId;
}

/** The verdict of Pod Security admission about a pod, at a level and version. */
export interface Verdict {
  readonly level: Level;
  readonly version: PolicyVersion;
  /** Nothing that is written violates the level; certain only when nothing is `undecided`. */
  readonly allowed: boolean;
  /** The API server's words for all violations; empty when there are none. */
  readonly message: string;
  readonly violations: readonly Violation[];
  /** Checks that nobody can decide from the file, because a template or a variable does. */
  readonly undecided: readonly CheckId[];
}

/** Decides every check of a level, in the API server's order. */
export function evaluatePodSecurity(spots: PodSpots, level: Level, version: PolicyVersion): Verdict {
  const pod = readPod(spots);
  const violations: Violation[] = [];
  const undecided: CheckId[] = [];
  for (const { id, check } of checksOf(level, version.minor)) {
    const outcome = check(pod);
    if (outcome === 'undecided') undecided.push(id);
    else if (outcome !== 'allowed') violations.push({ check: id, ...outcome });
  }
  return verdictOf(level, version, violations, undecided);
}

/** A verdict from its violations. */
export function verdictOf(level: Level, version: PolicyVersion, violations: readonly Violation[], undecided: readonly CheckId[]): Verdict {
  return { level, version, allowed: violations.length === 0, message: violations.map(wording).join(', '), violations, undecided };
}

function wording({ reason, detail }: Forbidden): string {
  return detail === '' ? reason : `${reason} (${detail})`;
}

/** How the API server names a verdict: `violates` when a namespace enforces the level, `would violate` when it warns or audits. */
export function violates({ level, version, message }: Verdict, mode: 'enforce' | 'warn'): string {
  return `${mode === 'enforce' ? 'violates' : 'would violate'} PodSecurity "${level}:${version.label}": ${message}`;
}

/** The strictest level that a pod meets. */
export interface Admission {
  /** The strictest level that admits the pod. */
  readonly level: Level;
  /** Nothing undecided could change that the level admits it. */
  readonly certain: boolean;
  /** What stands between the pod and the next stricter level; `undefined` when there is none. */
  readonly next: Verdict | undefined;
}

/** The strictest level that admits a pod at a version, as far as the file shows. */
export function strictestLevel(spots: PodSpots, version: PolicyVersion): Admission {
  let next: Verdict | undefined;
  for (const level of ['restricted', 'baseline'] as const) {
    const verdict = evaluatePodSecurity(spots, level, version);
    if (verdict.allowed) return { level, certain: verdict.undecided.length === 0, next };
    next = verdict;
  }
  return { level: 'privileged', certain: true, next };
}
