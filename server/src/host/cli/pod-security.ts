import { type Command, Option } from 'commander';
import { LEVELS, type Level } from '../../validity/pod-security/checks.ts';
import { parseVersion } from '../../validity/pod-security/version.ts';
import { UsageError } from './io.ts';

/** Options that ask for a level of Pod Security. */
export interface PodSecurityOptions {
  readonly podSecurity?: Level;
  readonly podSecurityVersion?: string;
}

/** Adds the options of {@link PodSecurityOptions}. */
export function addPodSecurityOptions(command: Command): Command {
  return command
    .addOption(new Option('--pod-security <level>', 'the level that pods have to meet; what admission would refuse is a finding').choices([...LEVELS]))
    .option('--pod-security-version <version>', 'its version: latest or v1.N (default: latest)');
}

/** The setting that the options give; empty when they ask for nothing. */
export function podSecurityOf({ podSecurity, podSecurityVersion }: PodSecurityOptions): Record<string, unknown> {
  if (podSecurity === undefined) {
    if (podSecurityVersion !== undefined) throw new UsageError('--pod-security-version needs --pod-security <level>');
    return {};
  }
  const parsed = parseVersion(podSecurityVersion ?? 'latest');
  if (!parsed.ok) throw new UsageError(parsed.why);
  return { podSecurity: { level: podSecurity, version: parsed.version.label } };
}
