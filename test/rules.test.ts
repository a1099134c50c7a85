import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { examplesOf } from '../scripts/generate/examples.ts';
import type { Finding } from '../server/src/engine/finding.ts';
import { fullTitle } from '../server/src/present/titles.ts';
import { RULES } from '../server/src/rules/index.ts';
import { optionsOf } from '../server/src/rules/options.ts';
import type { Rule } from '../server/src/rules/rule.ts';
import { standardsOf } from '../server/src/rules/standards.ts';
import { applyEdits } from '../server/src/text/text.ts';
import { describeMarker, type Marker, markerOf, parseFixture, renderFixture } from './kit/fixture.ts';
import { analyse, brokenLaws, fingerprintsOf, fixesOf } from './kit/laws.ts';

const ROOT = path.join(import.meta.dirname, 'rules');
const UPDATE = process.env.UPDATE === '1';
const ANY = ['safe', 'review', 'manual'] as const;

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8').replaceAll('\r\n', '\n');
/** The fixtures of a folder; its examples are tested as such. */
const filesOf = (folder: string, pattern: RegExp) => readdirSync(path.join(ROOT, folder)).filter((name) => pattern.test(name) && !name.startsWith('example-'));
const named = readdirSync(ROOT).sort();
/** Rules of a table may have nothing but examples. */
const folders = named.filter((folder) => filesOf(folder, /\.yaml$/).length > 0);

/** A folder is named after a rule, or after the beginning that the rules of a family share. */
const inFamily = (rule: string, folder: string) => rule === folder || rule.startsWith(`${folder}-`);

/** A rule that is silent by default is asked to speak, and only that one; a fixture may ask for more. */
const settingsFor = (rule: Rule, text = '') => {
  const { rules, ...general } = parseFixture(text).settings;
  return { ...general, rules: { ...(rule.severity.TI === 'off' ? { [rule.id]: 'low' } : {}), ...rules } };
};
describe.each(folders)('fixtures of %s', (folder) => {
  const ours = (finding: Finding) => inFamily(finding.rule.id, folder);
  const rule = RULES.find(({ id }) => id === folder);
  const check = (name: string, text: string) => analyse(name, text, rule ? settingsFor(rule, text) : parseFixture(text).settings);

  it.each(filesOf(folder, /^flags.*\.yaml$/))('%s flags exactly what is marked', (name) => {
    const source = read(`${folder}/${name}`);
    const { text, markers } = parseFixture(source);
    const analysis = check(name, text);
    const markOf = (finding: Finding) => markerOf(finding.rule.id, analysis.file.lines.range(finding.span), text);
    const marks = new Map(markers.map((marker): [string, Marker] => [describeMarker(marker), marker]));
    // what other rules miss is not this fixture's business, unless it says so
    const found = analysis.findings.filter((finding) => ours(finding) || !finding.missing || marks.has(describeMarker(markOf(finding))));
    if (UPDATE) {
      const marked = found.map((finding) => ({ rule: finding.rule.id, span: finding.span, message: marks.get(describeMarker(markOf(finding)))?.message }));
      writeFileSync(path.join(ROOT, folder, name), renderFixture(text, marked));
      return;
    }
    expect([...new Set(found.map((finding) => describeMarker(markOf(finding))))].sort()).toEqual([...marks.keys()].sort());
    for (const marker of markers) {
      const messages = found.filter((finding) => describeMarker(markOf(finding)) === describeMarker(marker)).map((finding) => finding.message);
      if (marker.message !== undefined) expect(messages.join('\n')).toContain(marker.message);
    }
    expect(
      markers.some((marker) => inFamily(marker.rule, folder)),
      'the fixture flags its rule',
    ).toBe(true);
  });

  it.each(filesOf(folder, /^clean.*\.yaml$/))('%s is clean', (name) => {
    const { text, markers } = parseFixture(read(`${folder}/${name}`));
    expect(markers).toEqual([]);
    const analysis = check(name, text);
    expect(analysis.findings.filter((finding) => ours(finding) || !finding.missing).map((finding) => `${finding.rule.id}: ${finding.message}`)).toEqual([]);
  });

  it.each(filesOf(folder, /^fix-.*(?<!\.after)\.yaml$/))('%s is mended as it should be', (name) => {
    const { text } = parseFixture(read(`${folder}/${name}`));
    const plan = check(name, text).fixAll(ANY, ours);
    const mended = applyEdits(text, plan.edits);
    const after = `${folder}/${name.replace(/\.yaml$/, '.after.yaml')}`;
    if (UPDATE) writeFileSync(path.join(ROOT, after), mended);
    else expect(mended).toBe(read(after));
    const again = check(name, mended).fixAll(ANY, ours);
    expect(applyEdits(mended, again.edits), 'a second run changes nothing').toBe(mended);
  });

  it.each(filesOf(folder, /(?<!\.after)\.yaml$/))('every fix of %s keeps the laws', (name) => {
    const { text } = parseFixture(read(`${folder}/${name}`));
    const analysis = check(name, text);
    const broken = fixesOf(analysis).flatMap((fixed) =>
      brokenLaws(name, analysis, fixed, rule ? settingsFor(rule, text) : parseFixture(text).settings).map(
        (law) => `${fixed.finding.rule.id} at ${analysis.file.lines.lineOf(fixed.finding.span.start) + 1}, "${fullTitle(fixed.fix)}": ${law}\n${fixed.after}`,
      ),
    );
    expect(broken).toEqual([]);
  });

  it.each(filesOf(folder, /(?<!\.after)\.yaml$/))('%s says the same with CRLF', (name) => {
    const { text } = parseFixture(read(`${folder}/${name}`));
    const [unix, dos] = [check(name, text), check(name, text.replaceAll('\n', '\r\n'))];
    expect(fingerprintsOf(dos)).toEqual(fingerprintsOf(unix));
    const mended = (analysis: typeof unix) => applyEdits(analysis.file.text, analysis.fixAll(ANY, ours).edits);
    expect(mended(dos)).toBe(mended(unix).replaceAll('\n', '\r\n'));
  });

  it.each(filesOf(folder, /(?<!\.after)\.yaml$/))('%s says the same after a byte order mark', (name) => {
    const { text } = parseFixture(read(`${folder}/${name}`));
    const [plain, marked] = [check(name, text), check(name, `\uFEFF${text}`)];
    const prints = (analysis: typeof plain) => analysis.findings.map((f) => `${f.rule.id} ${f.fingerprint} ${analysis.file.lines.lineOf(f.span.start)}`);
    expect(prints(marked)).toEqual(prints(plain));
    const mended = (analysis: typeof plain) => applyEdits(analysis.file.text, analysis.fixAll(ANY, ours).edits);
    expect(mended(marked)).toBe(`\uFEFF${mended(plain)}`);
  });
});

describe.each(RULES.map((rule) => [rule.id, rule] as const))('rule %s', (id, rule) => {
  it('keeps what it promises to readers', () => {
    expect(id).toMatch(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/);
    expect(rule.docs.title.split(' ').length, 'words of the title').toBeLessThanOrEqual(8);
    expect(rule.docs.title.endsWith('.')).toBe(false);
    for (const text of [rule.docs.risk, rule.docs.not, rule.docs.fix]) expect(text.trim()).not.toBe('');
    expect(Object.values(rule.docs.check).join('')).not.toBe('');
    expect(standardsOf(rule).length).toBeGreaterThan(0);
    expect(rule.references.length).toBeGreaterThan(0);
    for (const message of Object.values(rule.messages)) {
      expect(message).not.toContain('\n');
      expect(message.replace(/\{\w+\}/g, 'example').length, message).toBeLessThanOrEqual(100);
    }
    if (rule.missing) expect(rule.missing.leaves.length).toBeLessThanOrEqual(60);
  });

  it('has fixtures and a page', () => {
    // the rules of the capabilities are one declaration over a table: what is shown for some holds for all
    const family = id.startsWith('capability-added-') ? 'capability-added-' : id;
    const files = folders.filter((folder) => folder.startsWith(family)).flatMap((folder) => filesOf(folder, /\.yaml$/));
    expect(
      files.filter((name) => name.startsWith('flags')),
      'flags.yaml',
    ).not.toEqual([]);
    expect(
      files.filter((name) => name.startsWith('clean')),
      'clean.yaml',
    ).not.toEqual([]);
    if (rule.fix !== 'never')
      expect(
        files.filter((name) => name.startsWith('fix-')),
        'fix-*.yaml',
      ).not.toEqual([]);
    expect(existsSync(path.join(import.meta.dirname, '../docs/rules', `${id}.md`)), `docs/rules/${id}.md: npm run generate`).toBe(true);
  });

  it('comes with the fixes that it promises', () => {
    const texts = [
      ...examplesOf(id).map((example) => example.bad),
      ...folders
        .filter((folder) => inFamily(id, folder))
        .flatMap((folder) => filesOf(folder, /^flags.*\.yaml$/).map((name) => parseFixture(read(`${folder}/${name}`)).text)),
    ];
    const found = texts.flatMap((text) => analyse('promise.yaml', text, settingsFor(rule, text)).findings.filter((finding) => finding.rule.id === id));
    if (rule.severity.TI !== 'off') expect(found.length, 'findings in examples and fixtures').toBeGreaterThan(0);
    const withFix = found.filter((finding) => finding.fixes.length > 0).length;
    if (rule.fix === 'always') expect(withFix).toBe(found.length);
    if (rule.fix === 'sometimes' && found.length > 0) expect(withFix).toBeGreaterThan(0);
    if (rule.fix === 'never') expect(withFix).toBe(0);
  });

  it('has options that say what they take', () => {
    for (const { name, description, default: standard, least, greatest } of optionsOf(rule)) {
      expect(name).toMatch(/^[a-z][A-Za-z]*$/);
      expect(description.endsWith('.'), name).toBe(true);
      expect(least, name).toBeGreaterThan(Number.MIN_SAFE_INTEGER);
      expect(greatest, name).toBeLessThan(Number.MAX_SAFE_INTEGER);
      expect(least <= standard && standard <= greatest, name).toBe(true);
    }
  });

  it('has examples that show it and nothing else', () => {
    const examples = examplesOf(id);
    if (rule.severity.TI !== 'off') expect(examples, `${id} needs test/rules/${id}/example-kubernetes.yaml or example-compose.yaml`).not.toEqual([]);
    for (const { dialect, bad, good } of examples) {
      const name = dialect === 'compose' ? 'compose.yaml' : 'manifest.yaml';
      const analysis = analyse(name, bad, settingsFor(rule));
      expect([...new Set(analysis.findings.map((finding) => finding.rule.id))], bad).toEqual([id]);
      expect(analysis.problems).toEqual([]);
      if (good === undefined) continue;
      expect(
        analyse(name, good, settingsFor(rule)).findings.map((finding) => `${finding.rule.id}: ${finding.message}`),
        good,
      ).toEqual([]);
      expect(applyEdits(bad, analysis.fixAll(ANY).edits)).toBe(good);
    }
  });
});

it('has no fixtures without a rule', () => {
  expect(named.filter((folder) => !RULES.some((rule) => inFamily(rule.id, folder)))).toEqual([]);
});
