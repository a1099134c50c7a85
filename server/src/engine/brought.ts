import { SEVERITIES, type Severity } from '../rules/rule.ts';
import type { Finding } from './finding.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * Why a change must not be made: after it, something is refused that was accepted, or there is a finding at or above the severity of what
 * the change mends. `undefined` if there is neither. A finding that only moves is not new; one whose severity rises is.
 * @param mends what the change mends where the new finding is
 */
export function broughtBy(before: Snapshot, after: Snapshot, mends: (added: Finding) => Severity): string | undefined {
  const added = addedFindings(before.findings, after.findings).find((finding) => finding.rule.refuses || rank(finding.severity) <= rank(mends(finding)));
  return added && `it would bring ${added.rule.id}: ${added.message}`;
}

/** The findings that have no counterpart before: one of the same rule that is at least as severe. One that several services share counts for each. */
function addedFindings(before: readonly Finding[], after: readonly Finding[]): Finding[] {
  const known = new Set(before.map(({ fingerprint }) => fingerprint));
  const old = severitiesByRule(before);
  const isNew = ({ fingerprint }: Finding) => Number(!known.has(fingerprint));
  const worstFirst = [...after].sort((a, b) => rank(a.severity) - rank(b.severity) || isNew(a) - isNew(b));
  return worstFirst.filter(({ rule, severity, also }) => {
    const there = old.get(rule.id) ?? [];
    const counterparts = there.splice(0, 1 + also.length);
    const found = counterparts.filter((one) => one <= rank(severity));
    // milder ones stay for the next
    there.unshift(...counterparts.slice(found.length));
    return found.length < 1 + also.length;
  });
}

/** The severities of the findings of each rule as ranks, worst first. */
function severitiesByRule(findings: readonly Finding[]): ReadonlyMap<string, number[]> {
  const ranks = new Map<string, number[]>();
  for (const { rule, severity, also } of findings) {
    const known = ranks.get(rule.id) ?? [];
    known.push(...Array.from({ length: 1 + also.length }, () => rank(severity)));
    ranks.set(rule.id, known);
  }
  for (const known of ranks.values()) known.sort((a, b) => a - b);
  return ranks;
}

function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** The worst of some severities. */
export function worstOf(severities: readonly [Severity, ...Severity[]]): Severity {
  return severities.reduce((a, b) => (rank(a) <= rank(b) ? a : b));
}
