import { describe } from 'vitest';
import { FAMILIES } from '../../server/src/rules/index.ts';
import type { Rule } from '../../server/src/rules/rule.ts';
import { testFixtures } from './rule-fixtures.ts';
import { testProjects } from './rule-projects.ts';
import { testPromises } from './rule-promises.ts';

/** Runs the tests of one rule: its fixtures and projects with the laws of fixes, its texts, examples and page. */
export function testRule(rule: Rule): void {
  describe(rule.id, () => {
    testPromises(rule);
    testFixtures(rule);
    testProjects(rule);
  });
}

/** Runs the tests of every rule of a family. */
export function testFamily(family: string): void {
  for (const rule of FAMILIES[family] ?? []) testRule(rule);
}
