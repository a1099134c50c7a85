import path from 'node:path';
import { expect, test } from 'vitest';
import { RULES } from '../../server/src/rules/index.ts';
import { readText } from '../kit/expected.ts';
import { parseFixture } from '../kit/fixture.ts';
import { analyse, tryFixes } from '../kit/laws.ts';
import { fixtureFolder, fixturesOf, settingsFor } from '../kit/rule-files.ts';
import { brokenLaws } from '../kit/rule-fixtures.ts';
import { someOf } from './cases.ts';

const FIXTURES = RULES.flatMap((rule) => fixturesOf(rule).map((name) => ({ rule, name, of: `${rule.id}/${name}` })));

test.each(someOf(FIXTURES, 10))('the fixes of other rules keep the laws in $of', ({ rule, name }) => {
  const fixture = parseFixture(readText(path.join(fixtureFolder(rule), name)));
  const analysis = analyse(name, fixture.text, settingsFor(rule, fixture.settings));
  expect(brokenLaws(analysis, tryFixes(analysis, (finding) => finding.rule !== rule).fixed)).toEqual([]);
});
