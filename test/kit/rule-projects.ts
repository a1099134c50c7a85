import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import type { Finding } from '../../server/src/engine/finding.ts';
import type { Rule } from '../../server/src/rules/rule.ts';
import { applyEdits } from '../../server/src/text/text.ts';
import { expectFile, readText } from './expected.ts';
import { type Fixture, parseFixture } from './fixture.ts';
import { fixtureFolder, projectsOf, settingsFor } from './rule-files.ts';
import { markedAgain } from './rule-fixtures.ts';

const ANY = ['safe', 'review', 'manual'] as const;
const isManifest = (file: string) => /(?<!\.after)\.ya?ml$/.test(file);

/**
 * The tests of the projects of a rule: folders with several files beside its fixtures. Every file is visible to the user, so that each finding
 * is where its value is written. `fix-*` folders have the results in `*.after.yaml`.
 */
export function testProjects(rule: Rule): void {
  const ours = (finding: Finding) => finding.rule === rule;

  describe.each(projectsOf(rule))('%s', (name) => {
    const folder = path.join(fixtureFolder(rule), name);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const sources = new Map(
      files.map((entry) => {
        const file = path.join(entry.parentPath, entry.name);
        return [path.relative(folder, file).replaceAll('\\', '/'), readText(file)];
      }),
    );
    const manifests = [...sources.keys()].filter(isManifest).sort();
    const fixtures = new Map(manifests.map((file): [string, Fixture] => [file, parseFixture(sources.get(file) as string)]));
    const texts = new Map([...sources].map(([file, text]) => [file, fixtures.get(file)?.text ?? text]));
    const open = (given: ReadonlyMap<string, string>) => {
      const engine = new Engine(readSettings(settingsFor(rule)).settings, { text: (uri) => given.get(uri), isShown: (uri) => manifests.includes(uri) });
      return (file: string) => engine.analyse({ uri: file, text: given.get(file) as string });
    };
    const analyse = open(texts);
    const kind = /^(flags|clean|fix)/.exec(name)?.[1];

    it('has a name of flags, clean or fix', () => {
      expect(kind).toBeDefined();
      expect(manifests.length).toBeGreaterThan(1);
    });

    if (kind === 'flags')
      it('flags exactly what is marked, in the file of the value', () => {
        for (const [file, fixture] of fixtures) expectFile(path.join(folder, file), markedAgain(fixture, analyse(file), ours));
        expect(
          manifests.some((file) => analyse(file).findings.some(ours)),
          'the project flags its rule',
        ).toBe(true);
      });

    if (kind === 'clean')
      it('is clean', () => {
        for (const file of manifests) {
          const found = analyse(file).findings.filter((finding) => ours(finding) || !finding.missing);
          expect(found.map((finding) => `${file}: ${finding.rule.id}: ${finding.message}`)).toEqual([]);
        }
      });

    if (kind === 'fix')
      it('is fixed as expected', () => {
        const mended = new Map(texts);
        const now = open(mended);
        const plan = (file: string) => now(file).fixAll(ANY, ours).edits;
        for (const file of manifests) {
          const before = texts.get(file) as string;
          const after = applyEdits(before, plan(file));
          mended.set(file, after);
          const expected = file.replace(/\.ya?ml$/, '.after.yaml');
          if (after !== before) expectFile(path.join(folder, expected), after);
          else expect([...sources.keys()], `${file} stays as it is`).not.toContain(expected);
        }
        for (const file of manifests) expect(plan(file), 'a second run changes nothing').toEqual([]);
      });
  });
}
