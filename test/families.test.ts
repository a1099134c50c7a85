import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { FAMILIES, RULES } from '../server/src/rules/index.ts';
import { FIXTURES } from './kit/rule-files.ts';

it('has a test file for every family of rules', () => {
  const tested = readdirSync(path.join(import.meta.dirname, 'families')).map((name) => name.replace('.test.ts', ''));
  expect(tested.sort()).toEqual(Object.keys(FAMILIES).sort());
});

it('has no fixtures without a rule', () => {
  const ids = new Set(RULES.map(({ id }) => id));
  expect(readdirSync(FIXTURES).filter((folder) => !ids.has(folder))).toEqual([]);
});
