import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, expectTypeOf, it, test } from 'vitest';
import * as z from 'zod';
import manifest from '../../package.json';
import { readSettings } from '../../server/src/config/settings.ts';
import { givenOf } from '../../server/src/host/cli/options.ts';
import { RULES } from '../../server/src/rules/index.ts';
import { optionsOf, type RuleOption } from '../../server/src/rules/options.ts';
import { defineRule, type Rule } from '../../server/src/rules/rule.ts';

const ALL = RULES.flatMap((rule) => optionsOf(rule).map((option): [string, Rule, RuleOption] => [`${rule.id}.${option.name}`, rule, option]));

const byCommandLine = (...rule: string[]) => readSettings(givenOf({ rule })).settings.rules;

/** Only the rule declares an option: settings, command line, schema and page read it from there. */
describe.each(ALL)('%s', (name, rule, option) => {
  const valueIn = (rules: ReturnType<typeof byCommandLine>) => rules.get(rule.id)?.options[option.name];
  const bySettings = (value: unknown) => readSettings({ rules: { [rule.id]: { [option.name]: value } } });

  it('is read from settings and from the command line', () => {
    expect(valueIn(readSettings({}).settings.rules)).toBe(option.default);
    for (const value of [option.least, option.greatest]) {
      expect(bySettings(value).problems).toEqual([]);
      expect(valueIn(bySettings(value).settings.rules)).toBe(value);
      expect(valueIn(byCommandLine(`${name}=${value}`))).toBe(value);
    }
  });

  it.each([option.least - 1, option.greatest + 1, option.least + 0.5, 'abc', '', null, Number.NaN, true])('does not take %s', (value) => {
    const { settings, problems } = bySettings(value);
    expect(valueIn(settings.rules)).toBe(option.default);
    expect(problems.map((problem) => problem.split(',')[0])).toEqual([
      `bulkhead.rules: ${name} takes a whole number from ${option.least} to ${option.greatest}`,
    ]);
    expect(() => byCommandLine(`${name}=${value}`)).toThrow(`${name} takes a whole number`);
  });

  it('is on the page of its rule and in the schema of the settings', () => {
    const page = readFileSync(path.join(import.meta.dirname, '../../docs/rules', `${rule.id}.md`), 'utf8');
    expect(page.replaceAll(/ +/g, ' ')).toContain(`| \`${option.name}\` | ${option.default} | a whole number from ${option.least} to ${option.greatest} |`);
    const schema = z.fromJSONSchema(manifest.contributes.configuration.properties['bulkhead.rules'] as Parameters<typeof z.fromJSONSchema>[0]);
    expect(schema.safeParse({ [rule.id]: { severity: 'low', [option.name]: option.default } }).success).toBe(true);
    expect(schema.safeParse({ [rule.id]: { [option.name]: option.least - 1 } }).success).toBe(false);
    expect(schema.safeParse({ [rule.id]: { [`${option.name}s`]: option.default } }).success).toBe(false);
  });
});

test('a severity is given alone or together with options', () => {
  const { settings, problems } = readSettings({ rules: { 'host-pid': 'low', 'projected-token-scope': { severity: 'off', maxSeconds: 600 }, later: { a: 1 } } });
  expect(problems).toEqual([]);
  expect(settings.rules.get('host-pid')).toEqual({ severity: 'low', options: {} });
  expect(settings.rules.get('projected-token-scope')).toEqual({ severity: 'off', options: { maxSeconds: 600 } });
  expect(byCommandLine('projected-token-scope=off', 'projected-token-scope.maxSeconds=600').get('projected-token-scope')).toEqual(
    settings.rules.get('projected-token-scope'),
  );
});

test('an entry that does not fit is ignored and reported; the others count', () => {
  const { settings, problems } = readSettings({ threatModel: 'nobody', rules: { 'host-pid': 'hihg', 'oom-protection': { least: 1, leastScore: -5 } } });
  expect(settings.threatModel).toBe('trusted-internal');
  expect(settings.rules.get('host-pid')?.severity).toBeUndefined();
  expect(settings.rules.get('oom-protection')?.options).toEqual({ leastScore: -5 });
  expect(problems).toContain('bulkhead.rules: host-pid: "hihg" is not a severity (critical, high, medium, low, info, off)');
  expect(problems).toContain('bulkhead.rules: oom-protection has no option "least": it has leastScore');
  expect(problems).toHaveLength(3);
  expect(readSettings({ rules: 5 }).problems).toEqual(['bulkhead.rules: it takes an object, not 5']);
  expect(() => byCommandLine('host-pid.depth=3')).toThrow('host-pid has no option "depth": it has no options');
});

test('a rule gets its own options, typed', () => {
  const rule = defineRule({
    ...(RULES[0] as Rule),
    options: z.object({ most: z.int().min(1).max(9).default(3).describe('How many.') }),
    check: {
      *'kubernetes.pod'(pod, { options }) {
        expectTypeOf(options).toEqualTypeOf<{ most: number }>();
        yield { at: pod.site, message: 'default' };
      },
    },
  });
  expect(optionsOf(rule)).toEqual([{ name: 'most', description: 'How many.', default: 3, least: 1, greatest: 9 }]);
});
