// The laws of fixes on many random cases: `npm run laws -- --runs 2000000 --seed 7`. Without options: as many, and the same, as in every test run.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' } } });
for (const [name, value] of Object.entries(values)) {
  if (!/^\d+$/.test(value)) throw new Error(`--${name} needs a number, not "${value}"`);
}
const env = { ...process.env, ...(values.runs && { LAW_RUNS: values.runs }), ...(values.seed && { LAW_SEED: values.seed }) };
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
process.exitCode = spawnSync('npx', ['vitest', 'run', 'test/laws'], { cwd: root, env, stdio: 'inherit' }).status ?? 1;
