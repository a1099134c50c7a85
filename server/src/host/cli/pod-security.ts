import { type Command, Option } from 'commander';
import { LEVELS, type Level } from '../../validity/pod-security/checks.ts';
import { LATEST, type PolicyVersion, parseVersion } from '../../validity/pod-security/version.ts';
import { UsageError } from './io.ts';

/** Options that ask for Pod Security verdicts. */
export interface PodSecurityOptions {
  readonly podSecurity?: Level;
  readonly podSecurityVersion?: string;
}

/** Adds the options of {@link PodSecurityOptions}. */
export function addPodSecurityOptions(command: Command): Command {
  return command
    .addOption(new Option('--pod-security <level>', 'say what Pod Security admission would (with --format json)').choices([...LEVELS]))
    .option('--pod-security-version <version>', 'its version: latest or v1.N (default: latest)');
}

/** The level and version that the options ask for; `undefined` when they ask for none. */
export function podSecurityOf(
  { podSecurity, podSecurityVersion }: PodSecurityOptions,
  formats: readonly string[],
): { readonly level: Level; readonly version: PolicyVersion } | undefined {
  if (podSecurity === undefined) {
    if (podSecurityVersion !== undefined) throw new UsageError('--pod-security-version needs --pod-security <level>');
    return undefined;
  }
  if (!formats.includes('json')) throw new UsageError('--pod-security needs --format json');
  if (podSecurityVersion === undefined) return { level: podSecurity, version: LATEST };
  const parsed = parseVersion(podSecurityVersion);
  if (!parsed.ok) throw new UsageError(parsed.why);
  return { level: podSecurity, version: parsed.version };
}
