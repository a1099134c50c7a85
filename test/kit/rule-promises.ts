import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { afterOf, type ExampleFile, examplesOf } from '../../scripts/generate/examples.ts';
import { pageOf } from '../../scripts/generate/rules.ts';
import { UNWRITTEN } from '../../scripts/unwritten.ts';
import type { Example } from '../../server/src/present/markdown/page.ts';
import { optionsOf } from '../../server/src/rules/options.ts';
import type { Rule } from '../../server/src/rules/rule.ts';
import { standardsOf } from '../../server/src/rules/standards.ts';
import { applyEdits } from '../../server/src/text/text.ts';
import { expectFile, readText } from './expected.ts';
import { parseFixture } from './fixture.ts';
import { analyse } from './laws.ts';
import { FIXTURES, fixtureFolder, fixturesOf, projectsOf, settingsFor } from './rule-files.ts';

/** Prefixes of rules made from one table: fixtures of some of them are enough for all. */
const TABLES = ['capability-added-'];

const readFixture = (rule: Rule, name: string) => readText(path.join(fixtureFolder(rule), name));

/** The tests of what a rule declares: its texts, its page, its examples, and the fixtures and fixes that it must have. */
export function testPromises(rule: Rule): void {
  const table = TABLES.find((start) => rule.id.startsWith(start));

  it('has texts of the promised form', () => {
    expect(rule.id).toMatch(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/);
    expect(rule.docs.title.split(' ').length, 'words of the title').toBeLessThanOrEqual(8);
    expect(rule.docs.title.endsWith('.')).toBe(false);
    for (const text of [
      rule.docs.title,
      rule.docs.risk,
      rule.docs.not,
      rule.docs.fix,
      rule.docs.verify ?? 'none',
      ...Object.values(rule.docs.verifyIn ?? {}),
      ...Object.values(rule.messages),
    ]) {
      expect(text.trim()).not.toBe('');
      expect(text, 'a text that the scaffold wrote').not.toContain(UNWRITTEN);
    }
    expect(Object.values(rule.docs.check).join('')).not.toBe('');
    expect(Object.values(rule.docs.check).join(''), 'a command that the scaffold wrote').not.toContain(UNWRITTEN);
    expect(standardsOf(rule).length, 'standards that it belongs to').toBeGreaterThan(0);
    expect(rule.references.length, 'references').toBeGreaterThan(0);
    for (const message of Object.values(rule.messages)) {
      expect(message).not.toContain('\n');
      expect(message.replace(/\{\w+\}/g, 'example').length, message).toBeLessThanOrEqual(100);
    }
    if (rule.missing) expect(rule.missing.leaves.length).toBeLessThanOrEqual(60);
  });

  for (const dialect of dialectsOf(rule))
    it(`has examples for ${dialect} with findings of this rule only`, () => {
      const examples = examplesOf(rule.id).filter((example) => example.dialect === dialect);
      expect(examples.length, `write test/rules/${rule.id}/example-${dialect}.yaml: the weakness alone`).toBeGreaterThan(0);
      for (const example of examples) testExample(rule, example);
    });

  // after the examples, which it shows
  it('has a page that is up to date', () => {
    const [file, text] = pageOf(rule, path.join(import.meta.dirname, '../../docs/rules'));
    expectFile(file, text);
  });

  it('has the fixtures that it needs', () => {
    const folders = readdirSync(FIXTURES).filter((folder) => folder === rule.id || (table !== undefined && folder.startsWith(table)));
    const names = folders.flatMap((folder) => readdirSync(path.join(FIXTURES, folder)));
    const needed: [start: string, what: string][] = [
      ['flags', 'what is flagged'],
      ['clean', 'what is not'],
      ...(rule.fix === 'never' ? [] : [['fix-', 'what the fix makes of it'] as [string, string]]),
    ];
    const missing = needed.filter(([start]) => !names.some((name) => name.startsWith(start) && name.endsWith('.yaml')));
    expect(missing.map(([start, what]) => `write test/rules/${rule.id}/${start}*.yaml: ${what}`)).toEqual([]);
  });

  if (dialectsOf(rule).includes('compose') && table === undefined)
    it('has an overridden and an anchored form in Compose', () => {
      const anchored = (name: string) => name.startsWith('flags') && isAnchored(readFixture(rule, name));
      const missing = [
        ...(projectsOf(rule).some((name) => /^flags-(?:overridden|extended)/.test(name))
          ? []
          : [`write test/rules/${rule.id}/flags-overridden/{compose,compose.override}.yaml: the service in one file, the weakness in the other`]),
        ...(fixturesOf(rule).some(anchored)
          ? []
          : [`write test/rules/${rule.id}/flags-anchored.compose.yaml: two services that share the weakness through an anchor (&) and an alias (*)`]),
      ];
      expect(missing).toEqual([]);
    });

  it('has the fixes that it promises', () => {
    const flags = fixturesOf(rule).filter((name) => name.startsWith('flags'));
    const texts = [...examplesOf(rule.id).map(({ bad }) => bad), ...flags.map((name) => readFixture(rule, name))];
    const analyses = texts.map((source) => {
      const { text, settings } = parseFixture(source);
      return analyse('promise.yaml', text, settingsFor(rule, settings));
    });
    const found = analyses.flatMap(({ findings }) => findings.filter((finding) => finding.rule === rule));
    if (rule.severity.TI !== 'off') expect(found.length, 'findings in examples and fixtures').toBeGreaterThan(0);
    const withFix = found.filter((finding) => finding.fixes().length > 0).length;
    if (rule.fix === 'always') expect(withFix).toBe(found.length);
    if (rule.fix === 'sometimes' && found.length > 0) expect(withFix).toBeGreaterThan(0);
    if (rule.fix === 'never') expect(withFix).toBe(0);
  });

  it('has a fixture for each option, to which it makes a difference', () => {
    const missing = optionsOf(rule).filter(({ name }) => !fixturesOf(rule).some((file) => isShownBy(rule, name, readFixture(rule, file))));
    expect(missing.map(({ name }) => `write a fixture of ${rule.id} that sets ${name}, and has other findings or fixes with it`)).toEqual([]);
  });

  it('has options with a range and a description', () => {
    for (const { name, description, default: standard, least, greatest } of optionsOf(rule)) {
      expect(name).toMatch(/^[a-z][A-Za-z]*$/);
      expect(description.endsWith('.'), name).toBe(true);
      expect(least, name).toBeGreaterThan(Number.MIN_SAFE_INTEGER);
      expect(greatest, name).toBeLessThan(Number.MAX_SAFE_INTEGER);
      expect(least <= standard && standard <= greatest, name).toBe(true);
    }
  });
}

/** Settings without which an example would say something else: `privileged: true` is a weakness itself, a level has to be asked for. */
const EXAMPLE_SETTINGS: Readonly<Record<string, Parameters<typeof settingsFor>[1]>> = {
  'privileged-overrides-hardening': { rules: { 'privileged-container': 'off' } },
  'allow-privilege-escalation-conflict': { rules: { 'privileged-container': 'off' } },
  'network-policy-host-network-bypass': { rules: { 'host-network': 'off' } },
  'pod-security': { podSecurity: { level: 'restricted', version: 'v1.37' } },
};

/** An example raises its rule alone, and its fix gives the text after it, in which nothing is left. */
function testExample(rule: Rule, { dialect, name, bad, good }: ExampleFile): void {
  const manifest = dialect === 'compose' ? 'compose.yaml' : 'manifest.yaml';
  const settings = settingsFor(rule, EXAMPLE_SETTINGS[rule.id] ?? {});
  const analysis = analyse(manifest, bad, settings);
  expect([...new Set(analysis.findings.map((finding) => finding.rule.id))], `${name} has findings of this rule alone`).toEqual([rule.id]);
  expect(analysis.problems, `${name} has no problem`).toEqual([]);
  const fixed = applyEdits(bad, analysis.fixAll(['safe', 'review', 'manual']).edits);
  if (good === undefined && rule.fix !== 'always') return;
  expectFile(path.join(fixtureFolder(rule), afterOf(name)), fixed);
  const left = analyse(manifest, fixed, settings).findings.map((finding) => `${finding.rule.id}: ${finding.message}`);
  expect(left, `nothing is left in ${afterOf(name)}`).toEqual([]);
}

/** Whether a fixture sets an option, and has other findings or fixes without it. */
function isShownBy(rule: Rule, option: string, source: string): boolean {
  const { text, settings } = parseFixture(source);
  const own = settings.rules?.[rule.id];
  if (typeof own !== 'object' || own === null || !(option in own)) return false;
  const { [option]: _, ...others } = own as Readonly<Record<string, unknown>>;
  const said = (given: unknown) => {
    const analysis = analyse('option.yaml', text, settingsFor(rule, { ...settings, rules: { ...settings.rules, [rule.id]: given } }));
    const ours = analysis.findings.filter((finding) => finding.rule === rule);
    return JSON.stringify([
      ours.map(({ message, span }) => [message, span]),
      analysis.fixAll(['safe', 'review', 'manual'], (finding) => finding.rule === rule).edits,
    ]);
  };
  return said(own) !== said(others);
}

/** The dialects that a rule checks. */
function dialectsOf({ check }: Rule): Example['dialect'][] {
  const subjects = Object.keys(check);
  return (['kubernetes', 'compose'] as const).filter((dialect) => subjects.some((subject) => subject.startsWith(`${dialect}.`)));
}

function isAnchored(text: string): boolean {
  return /^services:/m.test(text) && /(?:<<|: |- )\s*:?\s*\*\w/.test(text);
}
