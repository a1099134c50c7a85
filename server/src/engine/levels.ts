import type { PathOp } from '../fix/ops.ts';
import { UNUSED_ID } from '../isolation/defaults.ts';
import { below } from '../manifest/field.ts';
import type { Rule } from '../rules/rule.ts';
import type { Site } from '../syntax/site.ts';
import { CHECKS, type CheckId } from '../validity/pod-security/checks.ts';
import type { Forbidden } from '../validity/pod-security/outcome.ts';
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

/** Checks that refuse a volume: only the author knows what replaces it. */
const VOLUMES: readonly CheckId[] = ['hostPathVolumes', 'restrictedVolumes'];

/** The operations that make a pod pass each check that it violates; none for checks that only the author can satisfy. */
export function levelOps({ path, document, verdict }: PodVerdict): { readonly check: CheckId; readonly ops: readonly PathOp[] }[] {
  const spec: Site = { document, path, part: 'pair' };
  return verdict.violations.map((violation) => ({ check: violation.check, ops: opsOf(violation.check, violation, spec) }));
}

function opsOf(check: CheckId, violation: Forbidden, spec: Site): PathOp[] {
  const { sites } = violation;
  const removals = sites.map((at): PathOp => ({ op: 'remove', at, prune: true }));
  switch (check) {
    case 'hostPathVolumes':
    case 'restrictedVolumes':
      return [];
    case 'hostPorts':
      // with `hostNetwork` every port is a host port: the fix of `hostNetwork` removes those
      return removals.filter(({ at }) => at.path.at(-1) === 'hostPort');
    case 'sysctls':
      return sites.map((at) => ({ op: 'remove', at: upTo(at, -1), prune: true }));
    case 'appArmorProfile':
      return sites.map((at) => ({ op: 'remove', at: at.path.at(-1) === 'type' ? upTo(at, -1) : at, prune: true }));
    case 'seccompProfile_baseline':
    case 'seccompProfile_restricted':
      return seccomp(violation, spec);
    case 'allowPrivilegeEscalation':
      return sites.map((at) => ({ op: 'set', at, value: false }));
    case 'capabilities_restricted':
      return sites.map((at) => (at.path.at(-1) === 'drop' ? { op: 'ensure', at, value: 'ALL' } : { op: 'remove', at, prune: true }));
    case 'runAsNonRoot': {
      const places = violation.missing ? [below(spec, 'securityContext', 'runAsNonRoot')] : sites;
      return places.map((at) => ({ op: 'set', at, value: true }));
    }
    case 'runAsUser':
      return sites.map((at) => ({ op: 'set', at, value: UNUSED_ID }));
    default:
      return removals;
  }
}

function seccomp({ sites, missing }: Forbidden, spec: Site): PathOp[] {
  if (missing) return [{ op: 'set', at: below(spec, 'securityContext', 'seccompProfile', 'type'), value: 'RuntimeDefault' }];
  return sites.map((at): PathOp => {
    if (at.path.includes('annotations')) return { op: 'remove', at, prune: true };
    return { op: 'set', at: at.path.at(-1) === 'type' ? at : below(at, 'type'), value: 'RuntimeDefault' };
  });
}

function upTo(site: Site, end: number): Site {
  return { ...site, path: site.path.slice(0, end) };
}
