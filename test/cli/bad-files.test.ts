import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildCli, type Cli } from '../kit/cli.ts';

const WEAK = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  hostPID: true\n  containers: [{ name: c, image: x }]\n';
/** Who may read nothing that is not for all. */
const NOBODY = 65_534;

let cli: Cli;
let folder: string;
beforeAll(async () => {
  cli = await buildCli();
  chmodSync(path.dirname(cli.file), 0o755);
});
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'bulkhead-bad-'));
  chmodSync(folder, 0o755);
  writeFileSync(at('weak.yaml'), WEAK);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => path.join(folder, name);
const read = (name: string) => readFileSync(at(name), 'utf8');
const names = () => readdirSync(folder).sort();

/** Runs the command line after some words of a shell. Root may read everything, so that somebody else runs it. */
function ran(args: readonly string[], { before = '', isRoot = true } = {}) {
  const script = `${before} exec "${process.execPath}" "${cli.file}" "$@"`;
  const user = !isRoot && process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  return spawnSync('bash', ['-c', script, 'bulkhead', ...args], { cwd: folder, encoding: 'utf8', ...user });
}

/** What could not be done is said in one line; the rest is done, and the status is 2. */
function expectOnly(result: ReturnType<typeof ran>, error: string): void {
  expect(result.stderr).toBe(`bulkhead: ${error}\n`);
  expect(result.stdout).toContain('host-pid');
  expect(result.status).toBe(2);
}

describe('what cannot be read', () => {
  it('100 MB, without reading them', () => {
    writeFileSync(at('big.yaml'), WEAK);
    truncateSync(at('big.yaml'), 100 * 1024 * 1024);
    expectOnly(ran(['check', '--no-color', 'big.yaml', 'weak.yaml']), 'cannot read big.yaml: it has more than 64 MiB');
    const fixed = ran(['fix', '--no-color', '--safety', 'review', '.']);
    expect([fixed.status, fixed.stderr]).toEqual([2, 'bulkhead: cannot read big.yaml: it has more than 64 MiB\n']);
    expect(read('weak.yaml')).not.toContain('hostPID');
  });

  it('what is not UTF-8, also below a folder', () => {
    mkdirSync(at('d'));
    writeFileSync(at('d/latin.yaml'), Buffer.from('name: caf\xe9\n', 'latin1'));
    expectOnly(ran(['check', '--no-color', '.']), 'cannot read d/latin.yaml: it is not UTF-8 text');
  });

  it('files and folders that are not for the user', () => {
    writeFileSync(at('secret.yaml'), WEAK, { mode: 0o600 });
    mkdirSync(at('d'));
    chmodSync(at('secret.yaml'), 0);
    chmodSync(at('d'), 0);
    const { status, stdout, stderr } = ran(['check', '--no-color', '.'], { isRoot: false });
    expect(stderr.split('\n').sort()).toEqual(['', 'bulkhead: cannot read d: permission denied', 'bulkhead: cannot read secret.yaml: permission denied']);
    expect(stdout).toContain('host-pid');
    expect(status).toBe(2);
    chmodSync(at('d'), 0o755);
  });

  it('links that lead in a circle, named or as an output', () => {
    symlinkSync('b.yaml', at('a.yaml'));
    symlinkSync('a.yaml', at('b.yaml'));
    mkdirSync(at('d'));
    symlinkSync('..', at('d/up'));
    expectOnly(ran(['check', '--no-color', 'a.yaml', '.']), 'cannot read a.yaml: its links lead in a circle');
    expectOnly(
      ran(['check', '--no-color', '--format', 'json', '--output', 'a.yaml', '--format', 'pretty', 'weak.yaml']),
      'cannot write a.yaml: its links lead in a circle',
    );
    expect(names()).toEqual(['a.yaml', 'b.yaml', 'd', 'weak.yaml']);
  });

  it.each([
    ['a folder', () => mkdirSync(at('.bulkhead.yaml'))],
    ['no UTF-8', () => writeFileSync(at('.bulkhead.yaml'), Buffer.from([0xff]))],
    ['a link to itself', () => symlinkSync('.bulkhead.yaml', at('.bulkhead.yaml'))],
    ['a link that leads nowhere', () => symlinkSync('none', at('.bulkhead.yaml'))],
  ])('a configuration that is %s is broken, and not missing', (_, make) => {
    make();
    const { status, stderr } = ran(['check', '--no-color', 'weak.yaml']);
    expect(stderr).toBe(
      'bulkhead: .bulkhead.yaml:1:1: cannot be read: it has to be a file in UTF-8 that may be read\nbulkhead: cannot judge weak.yaml: its configuration is wrong\n',
    );
    expect(status).toBe(2);
    expect(ran(['init'])).toMatchObject({ status: 2, stderr: 'bulkhead: there is a .bulkhead.yaml already\n' });
    expect(ran(['fix', '--safety', 'review', 'weak.yaml']).status).toBe(2);
    expect(read('weak.yaml')).toBe(WEAK);
  });

  it('a configuration of a newer version names what is not known here', () => {
    writeFileSync(at('.bulkhead.yaml'), 'threatModel: trusted-internal\nsomethingNewer: 1\n');
    const { status, stderr } = ran(['check', '--no-color', 'weak.yaml']);
    expect(stderr).toMatch(
      /^bulkhead: \.bulkhead\.yaml:2:1: there is no setting "somethingNewer" here.*\nbulkhead: cannot judge weak\.yaml: its configuration is wrong\n$/,
    );
    expect(status).toBe(2);
  });

  it('a baseline of a newer version stays as it is', () => {
    const newer = '{"bulkheadBaseline":2,"findings":[]}';
    writeFileSync(at('base.json'), newer);
    for (const more of [[], ['--update-baseline']])
      expect(ran(['check', '--baseline', 'base.json', ...more, 'weak.yaml'])).toMatchObject({
        status: 2,
        stderr: 'bulkhead: the baseline base.json was written by a newer Bulkhead\n',
      });
    expect(read('base.json')).toBe(newer);
  });
});

describe('what cannot be written', () => {
  it.each([
    ['none/x.sarif', 'its folder is not there'],
    ['weak.yaml/x.sarif', 'one of its folders is a file'],
    [`${'x'.repeat(300)}.sarif`, 'its name is too long'],
  ])('a report at %s', (file, why) => {
    expectOnly(ran(['check', '--no-color', '--format', 'sarif', '--output', file, '--format', 'pretty', 'weak.yaml']), `cannot write ${file}: ${why}`);
    const baseline = ran(['check', '--no-color', '--baseline', file, '--update-baseline', 'weak.yaml']);
    expect([baseline.status, baseline.stderr]).toEqual([2, `bulkhead: cannot write ${file}: ${why}\n`]);
    expect(names()).toEqual(['weak.yaml']);
  });

  it('into a folder that is not for the user', () => {
    mkdirSync(at('d'));
    expectOnly(
      ran(['check', '--no-color', '--format', 'sarif', '--output', 'd/x.sarif', '--format', 'pretty', 'weak.yaml'], { isRoot: process.getuid?.() !== 0 }),
      'cannot write d/x.sarif: permission denied',
    );
  });

  it('to the end: nothing is left half-written, and what was there before stays', () => {
    // a file may have one block: less than any of these
    const full = { before: 'trap "" XFSZ; ulimit -f 1;' };
    const long = `${WEAK}# ${'x'.repeat(3000)}\n`;
    const old = { 'x.sarif': 'old', 'base.json': '{"bulkheadBaseline":1,"findings":[]}', 'long.yaml': long };
    for (const [name, text] of Object.entries(old)) writeFileSync(at(name), text);
    const before = names();
    const why = 'it would be larger than is allowed here';
    expectOnly(
      ran(['check', '--no-color', '--format', 'sarif', '--output', 'x.sarif', '--format', 'pretty', 'weak.yaml'], full),
      `cannot write x.sarif: ${why}`,
    );
    const noted = ran(['check', '--no-color', '--baseline', 'base.json', '--update-baseline', 'weak.yaml'], full);
    expect([noted.status, noted.stderr]).toEqual([2, `bulkhead: cannot write base.json: ${why}\n`]);
    const fixed = ran(['fix', '--no-color', '--safety', 'review', 'long.yaml'], full);
    expect([fixed.status, fixed.stderr]).toEqual([2, `bulkhead: cannot write long.yaml: ${why}\n`]);
    const begun = ran(['init'], { before: 'trap "" XFSZ; ulimit -f 0;' });
    expect([begun.status, begun.stderr]).toEqual([2, `bulkhead: cannot write .bulkhead.yaml: ${why}\n`]);
    for (const [name, text] of Object.entries(old)) expect(read(name)).toBe(text);
    expect(names()).toEqual(before);
  });

  it('at all: every command that prints says so', () => {
    for (const args of [['check', 'weak.yaml'], ['fix', '--dry-run', 'weak.yaml'], ['rules'], ['explain', 'host-pid'], ['config', 'weak.yaml']]) {
      const { status, stderr } = ran(args, { before: existsSync('/dev/full') ? 'exec >/dev/full;' : 'exec >&-;' });
      expect([status, stderr.split('\n').length], `${args}: ${stderr}`).toEqual([2, 2]);
    }
    expect(read('weak.yaml')).toBe(WEAK);
  });
});
