import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Case } from './kit/cases.ts';
import { Project } from './kit/cases.ts';
import { ROOT } from './kit/cli.ts';

const CASES = path.join(ROOT, 'test/cases');
const NAMES = readdirSync(CASES, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

it.each(NAMES)('%s', async (name) => {
  const { default: one }: { default: Case } = await import(`./cases/${name}/case.ts`);
  expect(one.right).not.toBe('');
  one.check(new Project(path.join(CASES, name)));
});
