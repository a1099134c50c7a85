import { isTrusted, roleOf, SYSTEM_NAMESPACES } from '../isolation/needs/infrastructure.ts';
import type { PodView } from '../manifest/kubernetes/views.ts';
import type { Site } from '../syntax/site.ts';
import type { Report } from './rule.ts';

/** Why something may well be as it is, and where the file says so. */
export interface Expectation {
  readonly at: Site;
  readonly why: string;
}

/** Why the access of an agent is expected that the team trusts. */
export const TRUSTED_WHY = 'your configuration trusts it with the node';

/** What speaks for a pod with access that only parts of the cluster need: its image and namespace are those of such a part. */
export function expectedOf(pod: PodView): Expectation | undefined {
  const role = roleOf(pod);
  const image = pod.containers[0]?.image.site;
  return role === undefined || !image ? undefined : { at: image, why: isTrusted(pod) ? TRUSTED_WHY : `image and namespace are those of ${role}` };
}

/** What speaks for an object with access that only parts of the cluster need: its namespace is one of the cluster itself. */
export function inSystemNamespace(name: string | undefined, at: Site): Expectation | undefined {
  return name !== undefined && SYSTEM_NAMESPACES.includes(name) ? { at, why: `${name} belongs to the cluster itself` } : undefined;
}

/** A finding about what is expected is a remark that says why, and only its author mends it. It is never silent: names are for anybody to write. */
export function asExpected<R extends Report>(report: R, expectation: Expectation | undefined): R {
  if (!expectation) return report;
  const related = [...(report.related ?? []), { at: expectation.at, message: `a remark only, since ${expectation.why}` }];
  const { fixes = [] } = report;
  const decided = () => (typeof fixes === 'function' ? fixes() : fixes).map((fix) => ('ops' in fix ? { ...fix, safety: 'manual' as const } : fix));
  return { ...report, atMost: 'info', related, fixes: decided };
}
