import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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
  return spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8', timeout: 20_000 });
}

describe('odd inputs and outputs of the command line', () => {
  it('a device is refused, the rest is checked', () => {
    symlinkSync('/dev/zero', path.join(folder, 'zero.yaml'));
    const { status, stdout, stderr } = shell('bulkhead check zero.yaml weak.yaml');
    expect(stderr).toBe('bulkhead: cannot read zero.yaml: it is a device\n');
    expect(stdout).toContain('host-pid');
    expect(status).toBe(2);
  });

  it('a pipe is read like a file', () => {
    const { status, stdout } = shell('mkfifo pipe.yaml; cat weak.yaml > pipe.yaml & bulkhead check pipe.yaml');
    expect(stdout).toContain('host-pid');
    expect(status).toBe(1);
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
    expect(stdout).toContain('host-pid');
    expect(status).toBe(1);
  });
});
