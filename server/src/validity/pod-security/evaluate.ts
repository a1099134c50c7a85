import { type CheckId, checksOf, type Level } from './checks.ts';
import type { Forbidden } from './outcome.ts';
import { type PodSpots, readPod } from './pod.ts';
import type { PolicyVersion } from './version.ts';

/** A check that a pod fails, in the words of the API server, with the places that cause it. */
export interface Violation extends Forbidden {
  readonly check: CheckId;
}

/** The verdict of Pod Security admission on a pod, at a level and a version. */
export interface Verdict {
  readonly level: Level;
  readonly version: PolicyVersion;
  /** No written value violates the level. It is certain only if `undecided` is empty. */
  readonly allowed: boolean;
  /** All violations in the words of the API server; empty if there are none. */
  readonly message: string;
  readonly violations: readonly Violation[];
  /** The checks that the file cannot decide, because a template decides a field. */
  readonly undecided: readonly CheckId[];
}

/** Decides every check of a level, in the order of the API server. */
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

/** Makes a verdict of violations and undecided checks. */
export function verdictOf(level: Level, version: PolicyVersion, violations: readonly Violation[], undecided: readonly CheckId[]): Verdict {
  return { level, version, allowed: violations.length === 0, message: violations.map(wording).join(', '), violations, undecided };
}

function wording({ reason, detail }: Forbidden): string {
  return detail === '' ? reason : `${reason} (${detail})`;
}

/** The sentence of the API server about a verdict: `violates` if the namespace enforces the level, `would violate` if it warns or audits. */
export function violates({ level, version, message }: Verdict, mode: 'enforce' | 'warn'): string {
  return `${mode === 'enforce' ? 'violates' : 'would violate'} PodSecurity "${level}:${version.label}": ${message}`;
}

/** The strictest level that admits a pod. */
export interface Admission {
  readonly level: Level;
  /** No undecided check could change that the level admits the pod. */
  readonly certain: boolean;
  /** The verdict at the next stricter level, with its violations; `undefined` if there is none. */
  readonly next: Verdict | undefined;
}

/** Finds the strictest level that admits a pod at a version, as far as the file shows. */
export function strictestLevel(spots: PodSpots, version: PolicyVersion): Admission {
  let next: Verdict | undefined;
  for (const level of ['restricted', 'baseline'] as const) {
    const verdict = evaluatePodSecurity(spots, level, version);
    if (verdict.allowed) return { level, certain: verdict.undecided.length === 0, next };
    next = verdict;
  }
  return { level: 'privileged', certain: true, next };
}
