// Runs the suite in a desktop VS Code.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { suiteEntry, suiteFolder } from './build.mjs';
import { extension, redHat } from './host.mjs';
import { copyWorkspace } from './stand-in.mjs';

/** Runs the suite in the VS Code at `executable`, or in one that @vscode/test-electron downloads. Resolves with the numbers of passed and failed tests. */
export async function runInElectron(executable) {
  const user = mkdtempSync(path.join(tmpdir(), 'bulkhead-user-'));
  const report = path.join(user, 'report.json');
  try {
    const failure = await runTests({
      ...(executable === undefined ? {} : { vscodeExecutablePath: executable }),
      extensionDevelopmentPath: [extension, redHat],
      extensionTestsPath: path.join(suiteFolder, suiteEntry),
      extensionTestsEnv: { EDITOR_SUITE_REPORT: report },
      launchArgs: [copyWorkspace(), '--disable-extensions', '--disable-workspace-trust', '--user-data-dir', user],
    }).then(
      () => undefined,
      (error) => error,
    );
    return readReport(report, failure);
  } finally {
    rmSync(user, { recursive: true, force: true, maxRetries: 20 });
  }
}

function readReport(file, failure) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw failure ?? new Error('The suite left no report.');
  }
}
