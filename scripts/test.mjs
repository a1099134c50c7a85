// Runs every check, three at a time, continues after a failed one, and ends with "N passed, N failed".
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readOptions } from './options.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const USAGE = `usage: npm test -- [--fast]

Runs every check. The last line is "N passed, N failed".

  --fast  leaves out the real VS Code and the second build, and tries fewer random cases of the laws (npm run test:fast)`;
const { fast = false } = readOptions(USAGE, { options: { fast: { type: 'boolean' } } }).values;
const reports = mkdtempSync(path.join(tmpdir(), 'bulkhead-test-'));
const unitReport = path.join(reports, 'unit.json');
const editorReport = path.join(reports, 'editor.json');
const editorsReport = path.join(reports, 'editors.json');

/**
 * The checks. A stage without a `report` counts as one test; a stage with one counts its tests. `slow` stages are not part of --fast. The
 * longest stages, those with a `report`, run beside all others; the one that is `live` prints its output at once.
 */
const STAGES = [
  { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
  { name: 'types', command: ['npm', 'run', '--silent', 'typecheck'] },
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'layers', command: ['npm', 'run', '--silent', 'layers'] },
  { name: 'dead code', command: ['npm', 'run', '--silent', 'deadcode'] },
  { name: 'generated files', command: ['npm', 'run', '--silent', 'generate', '--', '--check'] },
  { name: 'reproducible packages', slow: true, command: ['npm', 'run', '--silent', 'reproduce'] },
  {
    name: 'unit, protocol, command line',
    command: ['npx', 'vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`],
    report: () => {
      const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(unitReport, 'utf8'));
      // A file that cannot be loaded fails, but has no tests.
      const broken = testResults.filter((result) => result.status === 'failed' && result.assertionResults.every((test) => test.status !== 'failed')).length;
      return { passed: numPassedTests, failed: numFailedTests + broken };
    },
    reportFile: unitReport,
    live: true,
  },
  {
    name: 'other editors',
    command: ['node', 'test/editor/others/run.mjs'],
    report: () => JSON.parse(readFileSync(editorsReport, 'utf8')),
    reportFile: editorsReport,
  },
  {
    name: 'real VS Code',
    slow: true,
    command: ['node', 'test/editor/run.mjs'],
    report: () => JSON.parse(readFileSync(editorReport, 'utf8')),
    reportFile: editorReport,
  },
];

/** Runs a stage and counts its tests. A stage with a bad exit status has at least one failure, whatever its report says. */
async function run({ name, command: [program, ...rest], report, reportFile, live }) {
  const start = Date.now();
  const child = spawn(program, rest, {
    cwd: root,
    stdio: ['ignore', live ? 'inherit' : 'pipe', live ? 'inherit' : 'pipe'],
    env: { ...(fast ? { LAW_RUNS: '500' } : {}), ...process.env, EDITOR_REPORT: editorReport, EDITORS_REPORT: editorsReport },
  });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output.push(chunk));
  const status = await new Promise((resolve) => {
    child.on('error', (error) => {
      output.push(Buffer.from(`${error}\n`));
      resolve(1);
    });
    child.on('close', resolve);
  });
  process.stdout.write(Buffer.concat([Buffer.from(`\n== ${name}\n`), ...output]));
  const counted = () => {
    if (report === undefined) return { passed: 1, failed: 0 };
    return existsSync(reportFile) ? report() : { passed: 0, failed: 1 };
  };
  const { passed, failed } = counted();
  const seconds = (Date.now() - start) / 1000;
  if (status === 0) return { name, passed, failed, seconds };
  return { name, passed: report === undefined ? 0 : passed, failed: Math.max(failed, 1), seconds };
}

async function inTurn(stages) {
  const results = [];
  for (const stage of stages) results.push(await run(stage));
  return results;
}

const began = Date.now();
const [build, ...others] = STAGES.filter((stage) => !(stage.slow && fast));
// The other stages need the build.
const built = await run(build);
const long = others.filter(({ report }) => report !== undefined);
const lanes = await Promise.all([inTurn(others.filter(({ report }) => report === undefined)), ...long.map((stage) => inTurn([stage]))]);
const results = [built, ...lanes.flat()];
rmSync(reports, { recursive: true, force: true });

console.log('');
for (const { name, passed, failed, seconds } of results) {
  console.log(
    `${failed === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(30)}${String(passed).padStart(6)} passed ${String(failed).padStart(4)} failed ${seconds.toFixed(0).padStart(5)} s`,
  );
}
const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
process.exitCode = total('failed') === 0 ? 0 : 1;
console.log(`${((Date.now() - began) / 1000).toFixed(0)} s\n${total('passed')} passed, ${total('failed')} failed`);
