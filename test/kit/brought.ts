import type { Finding } from '../../server/src/engine/finding.ts';
import type { Snapshot } from '../../server/src/engine/snapshot.ts';
import { SEVERITIES, type Severity } from '../../server/src/rules/rule.ts';

const atLeast = (severity: Severity) => (finding: Finding) => SEVERITIES.indexOf(finding.severity) <= SEVERITIES.indexOf(severity);
const sizeOf = (findings: readonly Finding[]) => findings.reduce((sum, { also }) => sum + 1 + also.length, 0);

/**
 * What a change adds that is as bad as what it mends, in words: a rule has more findings of that severity or above than before, and nothing
 * worse is gone or milder in the same resource or service; if nothing is gone there, from the file. What is a part of another weakness may be left of it.
 */
export function brought(before: Snapshot, after: Snapshot): string[] {
  const key = ({ document, resource: { kind, name } }: Finding) => `${document} ${kind} ${name}`;
  const prints = (snapshot: Snapshot) => new Map(snapshot.findings.map((finding) => [finding.fingerprint, finding]));
  const [old, now] = [prints(before), prints(after)];
  const gone = before.findings.filter(({ fingerprint, severity, also }) => {
    const left = now.get(fingerprint);
    return !left || !atLeast(severity)(left) || left.also.length < also.length;
  });
  return after.findings.flatMap((finding) => {
    const { rule, severity, fingerprint } = finding;
    const known = old.get(fingerprint);
    if (known && atLeast(severity)(known)) return [];
    const same = (snapshot: Snapshot) => sizeOf(snapshot.findings.filter((other) => other.rule === rule && atLeast(severity)(other)));
    if (same(after) <= same(before)) return [];
    const there = gone.filter((other) => key(other) === key(finding));
    const isWorth = (other: Finding) => !atLeast(other.severity)(finding) || other.rule.parts?.includes(rule.id);
    const isMilder = (there.length > 0 ? there : gone).some(isWorth);
    return isMilder ? [] : [`it adds ${rule.id} (${severity}): ${finding.message}`];
  });
}
