// Runs the suite in the extension hosts of the VS Code from npm packages; a headless browser shows its workbench.
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suiteEntry, suiteFolder } from './build.mjs';
import { extension, publish, redHat, removeAtExit, root, startServer, workbenchAddress } from './host.mjs';

const DEADLINE = Number(process.env.SUITE_TIMEOUT ?? 600_000);
const verbose = process.env.VERBOSE !== undefined;

/** The prefix of lines of the suite. All other lines on the console come from VS Code. */
const MARK = '[bulkhead-suite] ';

/** A copy of the fixtures, for tests that save. */
export function copyWorkspace() {
  const folder = mkdtempSync(path.join(tmpdir(), 'bulkhead-workspace-'));
  cpSync(path.join(root, 'test/editor/workspace'), folder, { recursive: true });
  removeAtExit(folder);
  return folder;
}

/** Runs the suite in one kind of extension host, `node` or `web`. Resolves with the numbers of passed and failed tests. */
export async function runSuite(browser, kind) {
  const server = await startServer({}, undefined, kind === 'node' ? [redHat] : []);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    return await drive(page, server.port, kind);
  } finally {
    await context.close();
    await server.stop();
  }
}

async function drive(page, port, kind) {
  const log = [];
  let result;
  const note = (line) => {
    log.push(line);
    if (verbose) console.log(`    | ${line}`);
  };
  if (verbose) page.on('console', (message) => note(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => note(`page error: ${error.message}`));
  await page.exposeFunction('codeAutomationLog', (type, args) => {
    const line = args.map(String).join(' ');
    if (!line.startsWith(MARK)) return note(`${type}: ${line.split('\n').slice(0, 4).join('\n')}`);
    const text = line.slice(MARK.length);
    if (text.startsWith('{')) result = JSON.parse(text);
    else console.log(text);
  });
  const ended = new Promise((resolve, reject) => {
    void page.exposeFunction('codeAutomationExit', resolve).catch(reject);
    page.once('crash', () => reject(new Error('The page of the workbench crashed.')));
    setTimeout(() => reject(new Error(`The suite did not end within ${DEADLINE} ms.`)), DEADLINE).unref();
  });

  try {
    const folder = copyWorkspace();
    if (kind === 'node') {
      await page.goto(workbenchAddress(port, folder, { extensions: [extension], tests: path.join(suiteFolder, suiteEntry) }));
    } else {
      // Only tests inside the extension are accepted.
      const files = Object.fromEntries(['package.json', 'package.nls.json', 'client', 'dist'].map((name) => [name, path.join(extension, name)]));
      await addWebExtension(page, publish(port, { ...files, [suiteEntry]: path.join(suiteFolder, suiteEntry), 'red-hat': redHat }));
      await page.goto(workbenchAddress(port, folder));
    }
    const code = await ended;
    if (result === undefined) throw new Error(`The suite ended with ${code} and no result.`);
    return result;
  } catch (error) {
    console.log(
      log
        .slice(-40)
        .map((line) => `    | ${line}`)
        .join('\n'),
    );
    throw error;
  }
}

/**
 * Adds a web extension under development, with its tests and the one that it runs beside, to the configuration of the workbench at the moment it reads it: the workbench
 * accepts them only there. (A rewritten page would work too, but Chromium would treat it as public and refuse the local web socket.)
 */
async function addWebExtension(page, at) {
  await page.addInitScript(
    (options) => {
      const read = Element.prototype.getAttribute;
      Element.prototype.getAttribute = function (name) {
        const value = read.call(this, name);
        if (name !== 'data-settings' || this.id !== 'vscode-workbench-web-configuration') return value;
        const configuration = JSON.parse(value);
        configuration.developmentOptions = { ...configuration.developmentOptions, ...options };
        return JSON.stringify(configuration);
      };
    },
    { extensions: [at, { ...at, path: `${at.path}/red-hat` }], extensionTestsPath: { ...at, path: `${at.path}/${suiteEntry}` } },
  );
}
