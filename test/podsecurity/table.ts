import { describe, expect, test } from 'vitest';
import { NEWEST_MINOR } from '../../server/src/manifest/kubernetes/fields.ts';
import { CHECKS, type CheckId } from '../../server/src/validity/pod-security/checks.ts';
import { evaluatePodSecurity } from '../../server/src/validity/pod-security/evaluate.ts';
import { LATEST } from '../../server/src/validity/pod-security/version.ts';
import { jsonPod, v } from './pods.ts';

/** The violation that one level must find in a range of versions. */
interface Expectation {
  readonly levels: readonly ('baseline' | 'restricted')[];
  readonly check: CheckId;
  readonly message: string;
  readonly from: number;
  readonly to: number;
}

type Range = readonly [from: number, to?: number];

const expectation =
  (...levels: Expectation['levels']) =>
  (check: CheckId, message: string, [from, to = NEWEST_MINOR]: Range = [0]): Expectation => ({ levels, check, message, from, to });

/** Expectations for both levels, or for one; for all versions unless a range of minor versions is given. */
export const both = expectation('baseline', 'restricted');
export const baseline = expectation('baseline');
export const restricted = expectation('restricted');

type Json = Record<string, unknown>;

/** Changes to a pod that every level of every version allows. */
export interface PodChange {
  readonly kind?: string;
  readonly annotations?: Json;
  /** The fields of the spec. */
  readonly spec?: Json;
  /** The fields of the security context of the pod. */
  readonly pod?: Json;
  /** The security contexts of the containers "a", "b", … */
  readonly security?: readonly Json[];
  /** Other fields of the only container "a". */
  readonly container?: Json;
}

export const HARD = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

export function podWith({ kind, annotations, spec = {}, pod = {}, security = [{}], container = {} }: PodChange) {
  const containers = security.map((own, i) => ({ name: 'abcdefgh'[i], image: 'i', securityContext: { ...HARD, ...own }, ...(i === 0 ? container : {}) }));
  const securityContext = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' }, ...pod };
  return jsonPod({ ...(kind === undefined ? {} : { kind }), metadata: annotations ? { annotations } : {}, spec: { containers, securityContext, ...spec } });
}

/** The minor versions just before and at every revision of every check, the oldest and the newest. */
export const MINORS: readonly number[] = [
  ...new Set([0, NEWEST_MINOR, ...CHECKS.flatMap(({ revisions }) => revisions.flatMap(({ since }) => [Math.max(0, since - 1), since]))]),
].sort((a, b) => a - b);

export type Row = readonly [what: string, change: PodChange, ...expected: Expectation[]];

/** Tests every row at both levels and all {@link MINORS}: exactly the expected violations. */
export function table(title: string, rows: readonly Row[]): void {
  describe(title, () => {
    test.each(rows.map(([what, change, ...expected]) => ({ what, change, expected })))('$what', ({ change, expected }) => {
      const pod = podWith(change);
      const found: unknown[] = [];
      const wanted: unknown[] = [];
      for (const level of ['baseline', 'restricted'] as const) {
        for (const version of [...MINORS.map(v), LATEST]) {
          const at = `${level}:${version.label}`;
          const due = expected.filter((one) => one.levels.includes(level) && one.from <= version.minor && version.minor <= one.to);
          const { violations, message, undecided, allowed } = evaluatePodSecurity(pod, level, version);
          found.push({ at, allowed, checks: violations.map(({ check }) => check), message, undecided });
          wanted.push({
            at,
            allowed: due.length === 0,
            checks: due.map(({ check }) => check),
            message: due.map((one) => one.message).join(', '),
            undecided: [],
          });
        }
      }
      expect(found).toEqual(wanted);
    });
  });
}
