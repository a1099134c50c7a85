import { BEST_KNOWN } from '../rules/best-known.ts';
import { SEVERITIES } from '../rules/rule.ts';
import type { Finding, Target } from './finding.ts';

/** Two or more protections that one container, pod or service lacks at one place. */
export interface MissingGroup {
  readonly target: Target;
  /** In the order of {@link byWeight}. */
  readonly findings: readonly [Finding, Finding, ...Finding[]];
}

/** The findings in the order in which people should read them: the most severe first, then the best known. */
export function byWeight(findings: readonly Finding[]): Finding[] {
  return entriesByWeight(findings.map((finding) => ({ finding }))).map(({ finding }) => finding);
}

/** The same for what belongs to findings, such as their fixes. */
export function entriesByWeight<T extends { readonly finding: Finding }>(entries: readonly T[]): T[] {
  const rank = ({ finding: { rule, severity } }: T) => {
    const at = BEST_KNOWN.indexOf(rule);
    return SEVERITIES.indexOf(severity) * 100 + (at < 0 ? BEST_KNOWN.length : at);
  };
  return [...entries].sort((a, b) => rank(a) - rank(b));
}

/**
 * Splits findings into those that are shown by themselves and groups of missing protections. A protection that is the only one missing at
 * its place is shown by itself.
 * @param grouped whether there are groups at all
 */
export function groups(findings: readonly Finding[], grouped: boolean): { readonly explicit: readonly Finding[]; readonly missing: readonly MissingGroup[] } {
  if (!grouped) return { explicit: findings, missing: [] };
  const explicit: Finding[] = [];
  // a target may lack protections at several places
  const byTarget = new Map<Target, Map<number, Finding[]>>();
  for (const finding of findings) {
    if (!finding.missing) {
      explicit.push(finding);
      continue;
    }
    const places = byTarget.get(finding.target) ?? new Map<number, Finding[]>();
    byTarget.set(finding.target, places);
    places.set(finding.span.start, [...(places.get(finding.span.start) ?? []), finding]);
  }
  const missing: MissingGroup[] = [];
  for (const [target, places] of byTarget)
    for (const group of places.values()) {
      const [first, second, ...others] = byWeight(group);
      if (first && second) missing.push({ target, findings: [first, second, ...others] });
      else if (first) explicit.push(first);
    }
  return { explicit, missing };
}
