// Tries the laws of fixes on many random cases: `npm run laws -- --runs 2000000 --seed 7`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readOptions } from './options.mjs';

const USAGE = `usage: npm run laws -- [--runs NUMBER] [--seed NUMBER]

Tries the laws of fixes. The last line is "N passed, N failed".

  --runs NUMBER  how many random cases of each law (default: as many as every test run)
  --seed NUMBER  other cases than those of every test run`;
const { values } = readOptions(USAGE, { options: { runs: { type: 'string' }, seed: { type: 'string' } } });
for (const [name, value] of Object.entries(values)) {
  if (!/^\d+$/.test(value)) throw new Error(`--${name} needs a number, not "${value}"`);
}
const env = { ...process.env, ...(values.runs && { LAW_RUNS: values.runs }), ...(values.seed && { LAW_SEED: values.seed }) };
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(path.join(tmpdir(), 'bulkhead-laws-'));
const report = path.join(folder, 'report.json');
const args = ['vitest', 'run', 'test/laws', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
process.exitCode = spawnSync('npx', args, { cwd: root, env, stdio: 'inherit' }).status ?? 1;
const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
rmSync(folder, { recursive: true, force: true });
// A file that cannot be loaded fails without having a test.
console.log(`${numPassedTests} passed, ${Math.max(numFailedTests, numFailedTestSuites > 0 ? 1 : 0)} failed`);
