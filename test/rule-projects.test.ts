import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../server/src/config/settings.ts';
import { Engine } from '../server/src/engine/engine.ts';
import { RULES } from '../server/src/rules/index.ts';
import { applyEdits } from '../server/src/text/text.ts';
import { describeMarker, markerOf, parseFixture, renderFixture } from './kit/fixture.ts';

// Compose projects of several files, as folders below test/rules/<rule>. Every file is shown to the user, so that each finding stands
// where it is written. `fix-*` folders have what the files become in *.after.yaml.

const ROOT = path.join(import.meta.dirname, 'rules');
const UPDATE = process.env.UPDATE === '1';
const projects = readdirSync(ROOT).flatMap((rule) =>
  readdirSync(path.join(ROOT, rule), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => ({ rule, name: `${rule}/${entry.name}`, folder: path.join(ROOT, rule, entry.name) })),
);

function filesBelow(folder: string, prefix = ''): string[] {
  return readdirSync(path.join(folder, prefix), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(folder, `${prefix}${entry.name}/`) : [`${prefix}${entry.name}`],
  );
}

describe.each(projects)('$name', ({ rule, name, folder }) => {
  const sources = new Map(filesBelow(folder).map((file) => [file, readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n')]));
  const isManifest = (file: string) => /\.ya?ml$/.test(file) && !file.endsWith('.after.yaml');
  const manifests = [...sources.keys()].filter(isManifest).sort();
  const texts = new Map([...sources].map(([file, text]) => [file, isManifest(file) ? parseFixture(text).text : text]));
  // a rule that is silent by default is asked to speak
  const silent = RULES.some(({ id, severity }) => id === rule && severity.TI === 'off');
  const settings = silent ? { rules: { [rule]: 'low' } } : {};
  const engine = new Engine(readSettings(settings).settings, { text: (uri) => texts.get(uri), isShown: (uri) => manifests.includes(uri) });
  const analyse = (file: string) => engine.analyse({ uri: file, text: texts.get(file) as string });
  const ours = (id: string) => id === rule || id.startsWith(`${rule}-`);
  const kind = /(?:^|\/)(flags|clean|fix)[^/]*$/.exec(name)?.[1];

  it('is a project of flags, of nothing, or of fixes', () => {
    expect(kind).toBeDefined();
    expect(manifests.length).toBeGreaterThan(1);
  });

  if (kind === 'flags')
    it('flags exactly what is marked, in the file that says it', () => {
      const flagged = new Set<string>();
      for (const file of manifests) {
        const analysis = analyse(file);
        const text = texts.get(file) as string;
        const { markers } = parseFixture(sources.get(file) as string);
        const marks = new Map(markers.map((marker) => [describeMarker(marker), marker]));
        const markOf = (finding: (typeof analysis.findings)[number]) =>
          describeMarker(markerOf(finding.rule.id, analysis.file.lines.range(finding.span), text));
        const found = analysis.findings.filter((finding) => ours(finding.rule.id) || !finding.missing || marks.has(markOf(finding)));
        for (const finding of found) flagged.add(finding.rule.id);
        if (UPDATE) {
          const marked = found.map((finding) => ({ rule: finding.rule.id, span: finding.span, message: marks.get(markOf(finding))?.message }));
          writeFileSync(path.join(folder, file), renderFixture(text, marked));
          continue;
        }
        expect([...new Set(found.map(markOf))].sort(), file).toEqual([...marks.keys()].sort());
        for (const [mark, { message }] of marks)
          if (message !== undefined)
            expect(
              found
                .filter((finding) => markOf(finding) === mark)
                .map((finding) => finding.message)
                .join('\n'),
            ).toContain(message);
      }
      expect([...flagged].some(ours), 'the project flags its rule').toBe(true);
    });

  if (kind === 'clean')
    it('is clean', () => {
      for (const file of manifests) {
        const found = analyse(file).findings.filter((finding) => ours(finding.rule.id) || !finding.missing);
        expect(found.map((finding) => `${file}: ${finding.rule.id}: ${finding.message}`)).toEqual([]);
      }
    });

  if (kind === 'fix')
    it('is mended as it should be', () => {
      for (const file of manifests) {
        const before = texts.get(file) as string;
        const plan = analyse(file).fixAll(['safe', 'review', 'manual'], (finding) => ours(finding.rule.id));
        const mended = applyEdits(before, plan.edits);
        const after = file.replace(/\.ya?ml$/, '.after.yaml');
        texts.set(file, mended);
        if (UPDATE && mended !== before) writeFileSync(path.join(folder, after), mended);
        else expect(mended, file).toBe(sources.get(after) ?? before);
      }
      for (const file of manifests)
        expect(analyse(file).fixAll(['safe', 'review', 'manual'], (finding) => ours(finding.rule.id)).edits, 'a second run changes nothing').toEqual([]);
    });
});

it('has an overridden and an anchored form of every Compose rule', () => {
  const folders = readdirSync(ROOT);
  const compose = RULES.filter(({ id, check }) => (check['compose.service'] || check['compose.project']) && !id.startsWith('capability-added-'));
  const missing = compose.flatMap(({ id }) => {
    const own = folders.filter((folder) => id === folder || id.startsWith(`${folder}-`));
    const names = own.flatMap((folder) => readdirSync(path.join(ROOT, folder)).map((name) => `${folder}/${name}`));
    const isAnchored = (name: string) => {
      const text = /\/flags[^/]*\.yaml$/.test(name) ? readFileSync(path.join(ROOT, name), 'utf8') : '';
      return /^services:/m.test(text) && /(?:<<|: |- )\s*:?\s*\*\w/.test(text);
    };
    return [
      ...(names.some((name) => /\/flags-(?:overridden|extended)/.test(name)) ? [] : [`${id}: no project of several files`]),
      ...(names.some(isAnchored) ? [] : [`${id}: no value behind an anchor`]),
    ];
  });
  expect(missing).toEqual([]);
  expect(compose.length).toBeGreaterThan(60);
  expect(projects.length).toBeGreaterThan(60);
});
