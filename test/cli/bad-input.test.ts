import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildCli, type Cli } from '../kit/cli.ts';

const WEAK = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  hostPID: true\n  containers: [{ name: c, image: x }]\n';

let cli: Cli;
let folder: string;
beforeAll(async () => {
  cli = await buildCli();
});
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'bulkhead-bad-'));
  writeFileSync(path.join(folder, 'weak.yaml'), WEAK);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a shell line in which `bulkhead` is the built command. */
function shell(line: string) {
  const script = `set -o pipefail; bulkhead() { "${process.execPath}" "${cli.file}" "$@"; }; ${line}`;
  return spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8', timeout: 120_000 });
}

describe('odd inputs and outputs of the command line', () => {
  it('a device is refused, the rest is checked', () => {
    symlinkSync('/dev/zero', path.join(folder, 'zero.yaml'));
    const { status, stdout, stderr } = shell('bulkhead check zero.yaml weak.yaml');
    expect(stderr).toBe('bulkhead: cannot read zero.yaml: it is a device\n');
    expect(stdout).toContain('host-pid');
    expect(status).toBe(2);
  });

  it('a pipe that the shell opens is read like a file, one with a name of its own is not waited for', () => {
    const { status, stdout } = shell('bulkhead check <(cat weak.yaml); bulkhead check /dev/stdin < weak.yaml; cat weak.yaml | bulkhead check /dev/stdin');
    expect(stdout.match(/host-pid/g)).toHaveLength(3);
    expect(status).toBe(1);
    const named = shell('mkfifo pipe.yaml; bulkhead check pipe.yaml weak.yaml');
    expect(named.stderr).toBe('bulkhead: cannot read pipe.yaml: it is a named pipe; use --stdin\n');
    expect(named.stdout).toContain('host-pid');
    expect(named.status).toBe(2);
  });

  it.each(['check ""', 'fix "" --safety review', 'explain --oci ""', 'check weak.yaml ""'])('an empty name is a usage error: %s', (line) => {
    const { status, stdout, stderr } = shell(`bulkhead ${line}`);
    expect([status, stdout, stderr]).toEqual([2, '', 'bulkhead: the name of a file is empty; "." is the current folder\n']);
    expect(readFileSync(path.join(folder, 'weak.yaml'), 'utf8')).toBe(WEAK);
  });

  it('nothing on standard input is no clean file', () => {
    for (const input of ['<&-', '< /dev/null', '< <(true)'])
      expect(shell(`bulkhead check --stdin ${input}`)).toMatchObject({
        status: 2,
        stderr: 'bulkhead: cannot read stdin.yaml: standard input is empty or closed\n',
      });
  });

  it('a file with two names is mended once, and keeps them', () => {
    const { status, stdout, stderr } = shell(
      'ln -s weak.yaml link.yaml; ln weak.yaml hard.yaml; bulkhead fix --no-color --safety review weak.yaml link.yaml ./weak.yaml hard.yaml',
    );
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('1 of 1 file changed');
    const [weak, hard] = ['weak.yaml', 'hard.yaml'].map((name) => path.join(folder, name)) as [string, string];
    expect(statSync(hard).ino).toBe(statSync(weak).ino);
    expect(lstatSync(path.join(folder, 'link.yaml')).isSymbolicLink()).toBe(true);
    expect(readFileSync(hard, 'utf8')).toContain('allowPrivilegeEscalation: false');
  });

  it('a mended file that became shorter in place has no rest of the old one', () => {
    const text = WEAK.replace('hostPID: true\n', `hostPID: true # ${'x'.repeat(2000)}\n`);
    writeFileSync(path.join(folder, 'weak.yaml'), text);
    shell('ln weak.yaml hard.yaml; bulkhead fix --safety review --rule host-pid hard.yaml');
    expect(readFileSync(path.join(folder, 'weak.yaml'), 'utf8')).toBe(WEAK.replace('  hostPID: true\n', ''));
  });

  it('names that are too long or no UTF-8 are said', () => {
    const long = 'a'.repeat(300);
    const { status, stderr } = shell(`touch "$(printf 'b\\xff.yaml')"; bulkhead check . ${long}.yaml; bulkhead check "$(printf 'b\\xff.yaml')"`);
    expect(stderr).toBe(
      `bulkhead: cannot read ${long}.yaml: its name is too long\nbulkhead: cannot read b\ufffd.yaml: its name is not UTF-8\n` +
        'bulkhead: cannot read b\ufffd.yaml: its name is not UTF-8\n',
    );
    expect(status).toBe(2);
    const name = `${'n'.repeat(250)}.yaml`;
    writeFileSync(path.join(folder, name), WEAK);
    expect(shell(`bulkhead fix --safety review ${name}`)).toMatchObject({ status: 0, stderr: '' });
  });

  it('a folder that is gone is said in one line', () => {
    const { status, stderr } = shell('mkdir gone; cd gone; rmdir ../gone; bulkhead check x.yaml');
    expect([status, stderr]).toEqual([2, 'bulkhead: the current folder is not there any more\n']);
  });

  it('a RuntimeClass has a name', () => {
    for (const name of ['', 'a b', 'A', '-a', 'a\n', 'x'.repeat(254)])
      expect(shell(`bulkhead check --runtime-class '${name}' weak.yaml`).stderr).toMatch(/is no name of a RuntimeClass/);
    expect(shell('bulkhead check --runtime-class kata.qemu-v1 weak.yaml').status).toBe(1);
  });

  it('standard input without an end is refused', () => {
    const { status, stderr } = shell('bulkhead check --stdin < /dev/zero');
    expect(stderr).toContain('more than 64 MiB');
    expect(status).toBe(2);
  });

  it('a reader that closes the pipe early does not change the status', () => {
    expect(shell('bulkhead check weak.yaml | head -c 1').status).toBe(1);
    expect(shell('bulkhead check --format json weak.yaml | true').status).toBe(1);
  });

  it.runIf(existsSync('/dev/full'))('a full disk gives one line of error, without a stack', () => {
    const { status, stderr } = shell('bulkhead check weak.yaml > /dev/full');
    expect(stderr).toBe('bulkhead: cannot write the output: no space left on the device\n');
    expect(status).toBe(2);
  });

  it('names of files and objects cannot control the terminal', () => {
    const name = 'a\u001b[2Jb.yaml';
    writeFileSync(path.join(folder, name), WEAK.replace('name: c', 'name: "c\\e]52;c;eA==\\a\\n::error::x"'));
    const { stdout } = shell('bulkhead check --no-color .');
    expect(stdout).toContain('a\\x1b[2Jb.yaml');
    for (const acting of ['\u001b', '\u0007', '\n::error']) expect(stdout).not.toContain(acting);
  });

  it('a bomb of merge keys takes no time', () => {
    const lines = ['b0: &b0 {hostPID: true}'];
    for (let n = 1; n <= 11; n++) lines.push(`b${n}: &b${n} {<<: [*b${n - 1}, *b${n - 1}, *b${n - 1}], y${n}: 1}`);
    writeFileSync(path.join(folder, 'bomb.yaml'), `apiVersion: v1\nkind: Pod\n${lines.join('\n')}\nspec: {<<: *b11, containers: [{name: c, image: x}]}\n`);
    const { status, stdout } = shell('bulkhead check --no-color bomb.yaml');
    expect(stdout).toContain('too large to be judged: aliases and merge keys make more than 20000 values of it');
    expect(stdout).toContain('Not judged: 1 document that is too large.');
    expect(status).toBe(2);
    const fixed = shell('bulkhead fix --no-color bomb.yaml');
    expect(fixed.stderr).toBe('bulkhead: bomb.yaml: too large to be judged: aliases and merge keys make more than 20000 values of it\n');
    expect([fixed.status, fixed.stdout]).toEqual([2, '0 of 1 file changed.\n']);
  });
});
