import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from '../kit/cli.ts';

const home = mkdtempSync(path.join(tmpdir(), 'bulkhead-code-cache-'));
const caches = path.join(home, 'caches');
const folder = path.join(caches, 'bulkhead');
const starter = path.join(home, 'cli.js');
const main = path.join(home, 'cli-main.js');

beforeAll(async () => {
  const define = { BUILD: '"0123456789abcdef"' };
  await build({ absWorkingDir: ROOT, entryPoints: ['server/src/host/cli/start.ts'], outfile: starter, bundle: true, platform: 'node', format: 'cjs', define });
  writeFileSync(
    main,
    `const words = () => 'ran ' + process.argv.slice(2).join(' ') + ' beside ' + require('node:path').basename(__filename);
if (process.argv.includes('--fail')) throw new Error('as it should');
console.log(words());
`,
  );
});
beforeEach(() => rmSync(caches, { recursive: true, force: true }));
afterAll(() => rmSync(home, { recursive: true, force: true }));

function run(args: readonly string[] = ['check'], env: NodeJS.ProcessEnv = {}) {
  const { NODE_DISABLE_COMPILE_CACHE: _, ...own } = process.env;
  const places = { XDG_CACHE_HOME: caches, LOCALAPPDATA: caches, HOME: home };
  const { stdout, stderr, status } = spawnSync(process.execPath, [starter, ...args], { encoding: 'utf8', env: { ...own, ...places, ...env } });
  return { stdout, stderr, status };
}

const RAN = { stdout: 'ran check beside cli-main.js\n', stderr: '', status: 0 };

/** The only file that is kept. */
function kept(): string {
  const [name, ...more] = readdirSync(folder);
  expect([name !== undefined, more]).toEqual([true, []]);
  return path.join(folder, name as string);
}

/** Sets a time by which a file that is written again can be told. */
function aged(file: string): number {
  utimesSync(file, 1_000_000_000, 1_000_000_000);
  return statSync(file).mtimeMs;
}

// macOS has no variable for the folder of caches
describe.skipIf(process.platform === 'darwin')('what V8 has compiled', () => {
  it('is kept after a first run, for its user alone, and the next run takes it', () => {
    expect(run()).toEqual(RAN);
    const file = kept();
    if (process.platform !== 'win32') expect([statSync(file).mode & 0o777, statSync(folder).mode & 0o777]).toEqual([0o600, 0o700]);
    const time = aged(file);
    expect(run()).toEqual(RAN);
    expect(statSync(file).mtimeMs).toBe(time);
  });

  it('is not kept by a command that compiles little, nor where Node is told to keep none', () => {
    expect(run(['--version']).stdout).toBe('ran --version beside cli-main.js\n');
    expect(run(['check'], { NODE_DISABLE_COMPILE_CACHE: '1' })).toEqual(RAN);
    expect(existsSync(folder)).toBe(false);
  });

  it.each([
    ['a byte differs', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 500), Buffer.from([(bytes[500] as number) ^ 1]), bytes.subarray(501)])],
    ['its end is missing', (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
    ['it is empty', () => Buffer.alloc(0)],
    ['it is something else', () => Buffer.from('no code at all')],
  ])('counts only as a whole: %s', (_, spoilt) => {
    run();
    const file = kept();
    const whole = readFileSync(file);
    writeFileSync(file, spoilt(whole));
    const time = aged(file);
    expect(run()).toEqual(RAN);
    expect(statSync(file).mtimeMs).not.toBe(time);
    expect(readFileSync(kept()).length).toBeGreaterThan(whole.length >> 1);
  });

  it.skipIf(process.platform === 'win32')('is neither read nor written where others can write', () => {
    run();
    const file = kept();
    chmodSync(folder, 0o777);
    writeFileSync(file, 'theirs');
    expect(run()).toEqual(RAN);
    expect(readFileSync(file, 'utf8')).toBe('theirs');
    chmodSync(folder, 0o700);
    const other = path.join(home, 'elsewhere');
    mkdirSync(other, { recursive: true });
    rmSync(folder, { recursive: true });
    symlinkSync(other, folder);
    expect(run()).toEqual(RAN);
    expect(readdirSync(other)).toEqual([]);
  });

  it('is done without where it cannot be written', () => {
    mkdirSync(caches, { recursive: true });
    writeFileSync(folder, 'a file');
    expect(run()).toEqual(RAN);
    expect(run(['check'], { XDG_CACHE_HOME: '', LOCALAPPDATA: '', HOME: '' })).toEqual(RAN);
  });

  it('keeps the last files only', () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (let i = 0; i < 20; i++) writeFileSync(path.join(folder, `old-${i}.bin`), '');
    for (let i = 0; i < 20; i++) aged(path.join(folder, `old-${i}.bin`));
    run();
    const names = readdirSync(folder);
    expect([names.length, names.some((name) => name.startsWith('cli-main-'))]).toEqual([8, true]);
  });

  it('changes no exit status and no stack of an error', () => {
    for (let time = 0; time < 2; time++) {
      const { status, stderr } = run(['check', '--fail']);
      expect(status).toBe(1);
      expect(stderr).toContain('Error: as it should');
      expect(stderr).toContain(`${main}:2:`);
    }
  });

  it('is kept of both bundles of the server, of which one takes the other', async () => {
    const server = path.join(home, 'server');
    const [node, define] = [path.join(server, 'node.js'), { BUILD: '"fedcba9876543210"' }];
    await build({ absWorkingDir: ROOT, entryPoints: ['server/src/host/lsp/start.ts'], outfile: node, bundle: true, platform: 'node', format: 'cjs', define });
    writeFileSync(path.join(server, 'browser.js'), 'module.exports = { serve: () => "served by " + require("node:path").basename(__filename) };\n');
    writeFileSync(path.join(server, 'node-main.js'), 'console.log(require("./browser.js").serve(), require.resolve("./browser.js").endsWith("browser.js"));\n');
    const { NODE_DISABLE_COMPILE_CACHE: _, ...own } = process.env;
    const env = { ...own, XDG_CACHE_HOME: caches, LOCALAPPDATA: caches, HOME: home };
    const served = () => spawnSync(process.execPath, [node], { encoding: 'utf8', env }).stdout;
    for (let run = 0; run < 2; run++) {
      expect(served()).toBe('served by browser.js true\n');
      expect(readdirSync(folder).map((name) => name.replace(/-fedcba9876543210-.*/, ''))).toEqual(['browser', 'node-main']);
    }
  });
});
