import { severitySetting } from '../../../schemas/settings.ts';
import { RULES } from '../rules/index.ts';
import { optionsOf, rangeText } from '../rules/options.ts';
import type { Rule, Severity } from '../rules/rule.ts';
import { isRecord } from './record.ts';

/** The settings of one rule. */
export interface RuleSettings {
  /** Replaces the severity of the threat model; `undefined` if nothing is set. */
  readonly severity: Severity | 'off' | undefined;
  /** The value of every option of the rule, by its name: as given, or its default. */
  readonly options: Readonly<Record<string, number>>;
}

const GIVEN_SEVERITY = severitySetting.optional();

/** The settings of every rule, by its id. */
export type RulesSettings = ReadonlyMap<string, RuleSettings>;

/**
 * Reads the rule part of the settings or of a command line. Each rule may have a severity, or an object with `severity` and its options.
 * Never throws: an entry that does not fit keeps its default and is reported. Unknown rules are ignored, so that an older server accepts
 * newer settings.
 */
export function readRules(given: unknown): { readonly rules: RulesSettings; readonly problems: readonly string[] } {
  const problems = given === undefined || isRecord(given) ? [] : [`it takes an object, not ${JSON.stringify(given)}`];
  const own = (id: string) => (isRecord(given) && Object.hasOwn(given, id) ? given[id] : undefined);
  const rules = new Map(RULES.map((rule): [string, RuleSettings] => [rule.id, readRule(rule, own(rule.id), problems)]));
  return { rules, problems };
}

function readRule(rule: Rule, given: unknown, problems: string[]): RuleSettings {
  const { severity, ...values } = isRecord(given) ? given : { severity: given };
  const level = GIVEN_SEVERITY.safeParse(severity);
  if (!level.success) problems.push(`${rule.id}: ${JSON.stringify(severity)} is not a severity (${severitySetting.options.join(', ')})`);
  const known = optionsOf(rule);
  const options: Record<string, number> = {};
  for (const option of known) {
    const parsed = rule.options?.shape[option.name]?.safeParse(Object.hasOwn(values, option.name) ? values[option.name] : undefined);
    if (parsed?.success === false) problems.push(`${rule.id}.${option.name} takes ${rangeText(option)}, not ${JSON.stringify(values[option.name])}`);
    options[option.name] = parsed?.success ? parsed.data : option.default;
  }
  for (const name of Object.keys(values))
    if (!Object.hasOwn(options, name)) {
      const others = known.length === 0 ? 'it has no options' : `it has ${known.map((option) => option.name).join(', ')}`;
      problems.push(`${rule.id} has no option "${name}": ${others}`);
    }
  return { severity: level.success ? level.data : undefined, options };
}
