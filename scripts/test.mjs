// Runs every check, goes on after a failed one, and ends with "N passed, N failed". `--fast` leaves the real VS Code out, and tries a tenth of the laws' cases.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const reports = mkdtempSync(path.join(tmpdir(), 'bulkhead-test-'));
const unitReport = path.join(reports, 'unit.json');
const editorReport = path.join(reports, 'editor.json');

/** A stage without a `report` counts as one; a stage with one counts its tests. */
const STAGES = [
  { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
  { name: 'types', command: ['npm', 'run', '--silent', 'typecheck'] },
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'layers', command: ['npm', 'run', '--silent', 'layers'] },
  { name: 'dead code', command: ['npm', 'run', '--silent', 'deadcode'] },
  { name: 'generated files', command: ['npm', 'run', '--silent', 'generate', '--', '--check'] },
  {
    name: 'unit, protocol, command line',
    command: ['npx', 'vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`],
    report: () => {
      const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(unitReport, 'utf8'));
      // A file that cannot be loaded fails without having a test.
      const broken = testResults.filter((result) => result.status === 'failed' && result.assertionResults.every((test) => test.status !== 'failed')).length;
      return { passed: numPassedTests, failed: numFailedTests + broken };
    },
    reportFile: unitReport,
  },
  {
    name: 'real VS Code',
    slow: true,
    command: ['node', 'test/editor/run.mjs'],
    report: () => JSON.parse(readFileSync(editorReport, 'utf8')),
    reportFile: editorReport,
  },
];

/** Runs one stage and counts. A stage that ends badly has failed at least once, whatever its report says. */
function run({ command: [program, ...rest], report, reportFile }) {
  const { status } = spawnSync(program, rest, {
    cwd: root,
    stdio: 'inherit',
    env: { ...(process.argv.includes('--fast') ? { LAW_RUNS: '20000' } : {}), ...process.env, EDITOR_REPORT: editorReport },
  });
  if (report === undefined) return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1 };
  if (!existsSync(reportFile)) return { passed: 0, failed: 1 };
  const { passed, failed } = report();
  return { passed, failed: status === 0 ? failed : Math.max(failed, 1) };
}

const stages = STAGES.filter((stage) => !(stage.slow && process.argv.includes('--fast')));
const results = [];
for (const stage of stages) {
  console.log(`\n== ${stage.name}`);
  const start = Date.now();
  results.push({ name: stage.name, ...run(stage), seconds: (Date.now() - start) / 1000 });
}
rmSync(reports, { recursive: true, force: true });

console.log('');
for (const { name, passed, failed, seconds } of results) {
  console.log(
    `${failed === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(30)}${String(passed).padStart(6)} passed ${String(failed).padStart(4)} failed ${seconds.toFixed(0).padStart(5)} s`,
  );
}
const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
process.exitCode = total('failed') === 0 ? 0 : 1;
console.log(`${total('passed')} passed, ${total('failed')} failed`);
