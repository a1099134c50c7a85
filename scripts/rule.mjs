// Runs all tests of one rule: `npm run rule -- ID`. With `--update`, it writes the markers, `.after` files, refusals and page of the rule
// instead of comparing them, and nothing else.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({ options: { update: { type: 'boolean' } }, allowPositionals: true });
const [id, ...more] = positionals;
if (id === undefined || more.length > 0) {
  console.error('usage: npm run rule -- ID [--update]');
  process.exit(2);
}
const env = { ...process.env, RULE: id, ...(values.update && { UPDATE: '1' }) };
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
process.exitCode = spawnSync('npx', ['vitest', 'run'], { cwd: root, env, stdio: 'inherit' }).status ?? 1;
