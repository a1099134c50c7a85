import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Rule } from '../../server/src/rules/rule.ts';
import type { Fixture } from './fixture.ts';

/** The folder with the fixtures of all rules: one folder per rule, with its id. */
export const FIXTURES = path.join(import.meta.dirname, '../rules');

export const fixtureFolder = (rule: Rule): string => path.join(FIXTURES, rule.id);

/** The names of single-file fixtures of a rule: all manifests except examples and results of fixes. */
export function fixturesOf(rule: Rule): string[] {
  return entries(rule, false).filter((name) => /^(?!example-).*(?<!\.after)\.yaml$/.test(name));
}

/** The names of its projects with several files. */
export function projectsOf(rule: Rule): string[] {
  return entries(rule, true);
}

function entries(rule: Rule, directories: boolean): string[] {
  const folder = fixtureFolder(rule);
  if (!existsSync(folder)) return [];
  const found = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory() === directories);
  return found.map(({ name }) => name).sort();
}

/** The settings for the fixtures of a rule: if the rule is off by default, it is turned on; a fixture may add settings. */
export function settingsFor(rule: Rule, { rules, ...general }: Fixture['settings'] = {}): object {
  return { ...general, rules: { ...(rule.severity.TI === 'off' && { [rule.id]: 'low' }), ...rules } };
}
