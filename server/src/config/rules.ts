import { severitySetting } from '../../../schemas/settings.ts';
import { RULES } from '../rules/index.ts';
import { optionsOf, rangeText } from '../rules/options.ts';
import type { Rule, Severity } from '../rules/rule.ts';
import { isRecord } from './record.ts';

/** The settings of one rule. */
export interface RuleSettings {
  /** In place of the severity that the threat model gives. */
  readonly severity: Severity | 'off' | undefined;
  /** Every option of the rule: as given, or its default. */
  readonly options: Readonly<Record<string, number>>;
}

/** By the id of the rule; every rule is there. */
export type RulesSettings = ReadonlyMap<string, RuleSettings>;

/**
 * Reads what settings or a command line say of rules: for each a severity, or an object with `severity` and the options of the rule.
 * An entry that does not fit is left at its default and reported. Rules that do not exist are ignored, so that an older server takes newer settings.
 */
export function readRules(given: unknown): { readonly rules: RulesSettings; readonly problems: readonly string[] } {
  const problems = given === undefined || isRecord(given) ? [] : [`it takes an object, not ${JSON.stringify(given)}`];
  const own = (id: string) => (isRecord(given) && Object.hasOwn(given, id) ? given[id] : undefined);
  const rules = new Map(RULES.map((rule): [string, RuleSettings] => [rule.id, readRule(rule, own(rule.id), problems)]));
  return { rules, problems };
}

function readRule(rule: Rule, given: unknown, problems: string[]): RuleSettings {
  const { severity, ...values } = isRecord(given) ? given : { severity: given };
  const level = severitySetting.optional().safeParse(severity);
  if (!level.success) problems.push(`${rule.id}: ${JSON.stringify(severity)} is no severity: ${severitySetting.options.join(', ')}`);
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
