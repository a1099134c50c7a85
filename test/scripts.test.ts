import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './kit/cli.ts';

test.each(['test', 'laws', 'rule'])('scripts/%s.mjs prints its options, and knows no others', (name) => {
  const run = (...args: string[]) => spawnSync(process.execPath, [path.join(ROOT, `scripts/${name}.mjs`), ...args], { encoding: 'utf8' });
  const help = run('--help');
  expect(help.stdout).toMatch(/^usage: npm [\s\S]*\n {2}--\w+/);
  expect([help.stderr, help.status]).toEqual(['', 0]);
  const wrong = run('--fats');
  expect(wrong.stderr).toContain("Unknown option '--fats'");
  expect(wrong.status).toBe(2);
});
