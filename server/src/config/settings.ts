import type * as z from 'zod';
import type { ConfigAllow } from '../../../schemas/config.ts';
import { settingsSchema } from '../../../schemas/settings.ts';
import { type TeamSettings, teamSchema } from '../../../schemas/team.ts';
import { isRecord } from './record.ts';
import { type RulesSettings, readRules } from './rules.ts';

const GENERAL = settingsSchema.omit({ rules: true });
const ALL = GENERAL.extend(teamSchema.shape);

/** The settings, with every default filled in. Meaning and ranges: `schemas/settings.ts`. */
export interface Settings extends z.output<typeof GENERAL>, TeamSettings {
  readonly rules: RulesSettings;
  /** The day of the analysis in UTC, as `2027-03-31`: exceptions end. If it is not known, none has ended. */
  readonly today?: string | undefined;
  /** The exceptions of the configurations that count for the file. */
  readonly allow?: readonly ConfigAllow[];
}

/** The settings if the user sets nothing. */
export const DEFAULT_SETTINGS: Settings = { ...GENERAL.parse({}), rules: readRules(undefined).rules };

/**
 * Reads settings as an editor or a file gives them. Never throws: an entry that does not fit keeps its default and is reported.
 * Unknown entries are ignored, so that an older server accepts the settings of a newer one.
 */
export function readSettings(input: unknown): { settings: Settings; problems: readonly string[] } {
  const { rules: given, ...general } = isRecord(input) ? input : {};
  const { rules, problems: wrong } = readRules(given);
  const problems = wrong.map((problem) => `bulkhead.rules: ${problem}`);
  let value: Record<string, unknown> = general;
  for (let round = 0; round < 10; round++) {
    const parsed = ALL.safeParse(value);
    if (parsed.success) return { settings: { ...parsed.data, rules }, problems };
    for (const issue of parsed.error.issues) {
      problems.push(`bulkhead.${issue.path.map(String).join('.')}: ${issue.message}`);
      value = without(value, issue.path);
    }
  }
  return { settings: { ...DEFAULT_SETTINGS, rules }, problems };
}

function without(value: Record<string, unknown>, path: readonly PropertyKey[]): Record<string, unknown> {
  const [head, ...rest] = path;
  if (head === undefined) return {};
  const { [String(head)]: inner, ...others } = value;
  return rest.length > 0 && isRecord(inner) ? { ...others, [String(head)]: without(inner, rest) } : others;
}
