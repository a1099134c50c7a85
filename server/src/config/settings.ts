import { type Settings, settingsSchema } from '../../../schemas/settings.ts';

export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({});

/**
 * Reads settings from what an editor or a file gives. Never throws: an entry that does not fit is left at its default and said.
 * Unknown entries are ignored, so that an older server accepts the settings of a newer one.
 */
export function readSettings(input: unknown): { settings: Settings; problems: readonly string[] } {
  const problems: string[] = [];
  let value = isRecord(input) ? input : {};
  for (let round = 0; round < 10; round++) {
    const parsed = settingsSchema.safeParse(value);
    if (parsed.success) return { settings: parsed.data, problems };
    for (const issue of parsed.error.issues) {
      problems.push(`bulkhead.${issue.path.map(String).join('.')}: ${issue.message}`);
      value = without(value, issue.path);
    }
  }
  return { settings: DEFAULT_SETTINGS, problems };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function without(value: Record<string, unknown>, path: readonly PropertyKey[]): Record<string, unknown> {
  const [head, ...rest] = path;
  if (head === undefined) return {};
  const { [String(head)]: inner, ...others } = value;
  return rest.length > 0 && isRecord(inner) ? { ...others, [String(head)]: without(inner, rest) } : others;
}
