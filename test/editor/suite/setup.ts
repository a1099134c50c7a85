import * as vscode from 'vscode';
import { closeAll } from './kit.ts';

/** The prefix of lines of the suite. The runner drops all other output of an extension host. */
const MARK = '[bulkhead-suite] ';

function say(text: string): void {
  for (const line of text.split('\n')) console.log(`${MARK}${line}`);
}

/** Prints a line for each test, and for a failing one its error. */
class Lines {
  constructor(runner: Mocha.Runner) {
    runner.on('pass', (test) => say(`  ✓ ${test.fullTitle()} (${test.duration ?? 0} ms)`));
    runner.on('retry', (test: Mocha.Test, error: Error) => say(`  ↻ ${test.fullTitle()}: once more, after: ${error.message}`));
    runner.on('fail', (test, error: Error) => say(`  ✗ ${test.fullTitle()}\n    ${(error.stack ?? String(error)).replaceAll('\n', '\n    ')}`));
  }
}

mocha.setup({ ui: 'bdd', reporter: Lines as unknown as Mocha.ReporterConstructor, timeout: 120_000, retries: 1, checkLeaks: false });
afterEach(closeAll);

/** VS Code calls this. Runs the tests, and rejects if one fails. */
export async function run(): Promise<void> {
  const failed = await new Promise<number>((resolve) => {
    // The `run` of Mocha for browsers reads the address of the page, which an extension host does not have.
    const runner = Mocha.prototype.run.call(mocha, resolve);
    let passed = 0;
    let failures = 0;
    runner.on('pass', () => passed++);
    runner.on('fail', () => failures++);
    runner.on('end', () => report({ passed, failed: failures }));
  });
  await written;
  if (failed > 0) throw new Error(`${failed} failed`);
}

let written: PromiseLike<void> = Promise.resolve();

/** Reports the numbers: as a line if the runner reads the console, as a file if a desktop VS Code writes to the terminal itself. */
function report(result: { passed: number; failed: number }): void {
  const text = JSON.stringify(result);
  say(text);
  const file = typeof process === 'undefined' ? undefined : process.env['EDITOR_SUITE_REPORT'];
  if (file !== undefined) written = vscode.workspace.fs.writeFile(vscode.Uri.file(file), new TextEncoder().encode(text));
}
