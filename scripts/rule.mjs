// Runs all tests of one rule.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readOptions } from './options.mjs';

const USAGE = `usage: npm run rule -- ID [--update]

Runs all tests of one rule.

  --update  writes the markers, .after files, refusals and page of the rule instead of comparing them, and nothing else`;
const { values, positionals } = readOptions(USAGE, { options: { update: { type: 'boolean' } }, allowPositionals: true });
const [id, ...more] = positionals;
if (id === undefined || more.length > 0) {
  console.error(USAGE);
  process.exit(2);
}
const env = { ...process.env, RULE: id, ...(values.update && { UPDATE: '1' }) };
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
process.exitCode = spawnSync('npx', ['vitest', 'run'], { cwd: root, env, stdio: 'inherit' }).status ?? 1;
