import type { Finding } from '../engine/finding.ts';
import type { FixPlan } from '../engine/snapshot.ts';
import type { Rule } from '../rules/rule.ts';
import { runtimeCheck } from './markdown/hover.ts';

/** What to check after fixes of one rule that need review. */
export interface ReviewNote {
  readonly rule: Rule;
  /** One to three sentences. */
  readonly advice: string;
  /** Commands that check the running system, with the names of what was changed; where that is much, one with placeholders for each dialect. */
  readonly commands: readonly string[];
}

/** Notes on the fixes among `applied` that are not safe, each rule once, in their order. */
export function reviewNotes(applied: FixPlan['applied']): ReviewNote[] {
  const byRule = new Map<Rule, Finding[]>();
  for (const { finding, fix } of applied) if (fix.safety !== 'safe') byRule.set(finding.rule, [...(byRule.get(finding.rule) ?? []), finding]);
  return [...byRule].map(([rule, findings]) => ({ rule, advice: adviceOf(rule, findings), commands: commandsOf(rule, findings) }));
}

/** What to check after the fix, in the dialects of the findings; if the rule does not say, what the fix changes. Plain text. */
function adviceOf({ docs: { fix, verify, verifyIn } }: Rule, findings: readonly Finding[]): string {
  const [pods, services] = [findings.some(isOfPod) ? verifyIn?.kubernetes : undefined, findings.every(isOfPod) ? undefined : verifyIn?.compose];
  const said = [verify, pods, services].filter((text) => text !== undefined);
  return (said.length > 0 ? said.join(' ') : fix).replaceAll('`', '');
}

function isOfPod({ resource }: Finding): boolean {
  return resource.apiVersion !== undefined;
}

/** More commands with real names than these for one rule are a list that nobody runs. */
const MOST_COMMANDS = 3;

/** The commands of a rule, with the names of what the findings belong to; for more than {@link MOST_COMMANDS} of them, the general one of its page. */
function commandsOf({ docs: { check } }: Rule, findings: readonly Finding[]): string[] {
  const dialects = [
    [findings.filter(isOfPod), check.kubernetes],
    [findings.filter((finding) => !isOfPod(finding)), check.compose],
  ] as const;
  return dialects.flatMap(([own, general]) => {
    const real = [...new Set(own.flatMap((finding) => runtimeCheck(finding) ?? []))];
    return real.length > MOST_COMMANDS ? (general ?? []) : real;
  });
}
