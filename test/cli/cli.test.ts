import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json';
import { RULES } from '../../server/src/rules/index.ts';
import { POD, useCli } from './spawned.ts';

const { at, run, write } = useCli();

describe('usage errors end with 2 and say how to do it right', () => {
  it.each([
    [['check', '--format', 'xml'], /xml.*pretty, json/],
    [['check', '--fail-on', 'bad'], /critical, high/],
    [['check', '--rule', 'host-netwrk=low'], /did you mean "host-network"/],
    [['check', '--rule', 'host-network=loud'], /"loud" is not a severity/],
    [['check', '--rule', 'host-network'], /<id>=<severity>/],
    [['check', '--threat-model', 'nobody'], /trusted-internal/],
    [['check', '--kubernetes-version', 'latest'], /"latest" is no version of Kubernetes.*1\.33/],
    [['chek'], /check/],
    [['explain', 'privileged'], /did you mean "privileged-container"/],
    [['explain', 'zzzzzzzz'], /there is no rule "zzzzzzzz"/],
    [['fix', '--safety', 'manual'], /--safety manual goes with --to/],
  ])('%j', async (args, message) => {
    const { status, stdout, stderr } = await run(args);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('help is not a usage error', async () => {
    const { status, stdout } = await run(['--help']);
    expect(status).toBe(0);
    for (const command of ['check', 'fix', 'explain', 'config', 'init', 'reach', 'identity', 'rules', 'lsp', 'mcp']) expect(stdout).toContain(command);
    expect((await run(['--version'])).stdout.trim()).toBe(manifest.version);
  });
});

describe('fix', () => {
  it('changes files, keeps permissions and comments, and reports what is left and why', async () => {
    const file = write('pod.yaml', POD);
    chmodSync(file, 0o640);
    const { status, stdout, stderr } = await run(['fix', '--safety', 'review', 'pod.yaml']);
    expect([status, stderr]).toEqual([0, '']);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('name: web # the shop\n');
    expect(text).not.toContain('hostNetwork');
    expect(text).toContain('readOnlyRootFilesystem: true');
    expect(stdout).toMatch(/fixed .*hostNetwork/);
    expect(stdout).toMatch(/left .* runtime-class-missing: /);
    expect(stdout).toContain('1 of 1 file changed: 7 changes.');
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(readdirSync(at())).toEqual(['pod.yaml']);
  });

  it('applies review fixes only when asked', async () => {
    const file = write('pod.yaml', POD);
    const { stdout } = await run(['fix', 'pod.yaml']);
    expect(readFileSync(file, 'utf8')).toContain('hostNetwork: true # legacy');
    expect(stdout).toMatch(/left +for review .*host-network/);
  });

  it('--dry-run writes nothing and shows a diff', async () => {
    const file = write('pod.yaml', POD);
    const { status, stdout } = await run(['fix', '--safety', 'review', '--dry-run', 'pod.yaml']);
    expect(status).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(POD);
    expect(stdout).toContain('--- pod.yaml\n+++ pod.yaml\n@@ -4,');
    expect(stdout).toContain('\n-  hostNetwork: true # legacy\n');
    expect(stdout).toContain('1 of 1 file would change: ');
  });

  it.each(['check', 'fix'])('%s --stdin reads no other file besides', async (command) => {
    const { status, stdout, stderr } = await run([command, '--stdin', 'nosuch.yaml'], { input: POD });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('leave out "nosuch.yaml"');
  });

  it('--stdin writes only the text to standard output', async () => {
    const { status, stdout, stderr } = await run(['fix', '--stdin', '--safety', 'review'], { input: `\uFEFF${POD.replaceAll('\n', '\r\n')}` });
    expect(status).toBe(0);
    expect(stdout.startsWith('\uFEFFapiVersion: v1\r\n')).toBe(true);
    expect(stdout.replaceAll('\r\n', '')).not.toContain('\n');
    expect(stdout).not.toContain('hostNetwork');
    expect(stderr).toContain('fixed');
    const same = await run(['fix', '--stdin'], { input: 'just: text\n' });
    expect([same.stdout, same.stderr]).toEqual(['just: text\n', '']);
  });

  it('reaches a fixed point', async () => {
    const file = write('pod.yaml', POD);
    await run(['fix', '--safety', 'review']);
    const once = readFileSync(file, 'utf8');
    const { stdout } = await run(['fix', '--safety', 'review']);
    expect(readFileSync(file, 'utf8')).toBe(once);
    expect(stdout).toContain('0 of 1 file changed.');
  });

  it('writes through a link inside the folder and refuses one that leads out', async () => {
    write('inside/real.yaml', POD);
    symlinkSync('real.yaml', at('inside/link.yaml'));
    const outside = write('outside.yaml', POD);
    symlinkSync('../outside.yaml', at('inside/out.yaml'));
    const cwd = at('inside');
    const { status, stderr } = await run(['fix', '--safety', 'review', 'link.yaml', 'out.yaml'], { cwd });
    expect(status).toBe(2);
    expect(stderr).toBe('bulkhead: cannot write out.yaml: a link leads out of this folder\n');
    expect(readFileSync(outside, 'utf8')).toBe(POD);
    expect(lstatSync(at('inside', 'link.yaml')).isSymbolicLink()).toBe(true);
    expect(readFileSync(at('inside', 'real.yaml'), 'utf8')).not.toContain('hostNetwork');
  });
});

describe('rules and explain', () => {
  it('list every rule', async () => {
    const listed = JSON.parse((await run(['rules', '--format', 'json'])).stdout) as { id: string; severity: Record<string, string> }[];
    expect(listed.map(({ id }) => id)).toEqual(RULES.map(({ id }) => id));
    expect(Object.keys(listed[0]?.severity ?? {})).toContain('trusted-internal');
    expect((await run(['rules'])).stdout).toContain('host-pid');
    expect((await run(['rules', '--like', 'checkov'])).stdout).toMatch(/^CKV_K8S_16 {2,}privileged-container$/m);
    expect(JSON.parse((await run(['rules', '--like', 'kube-linter', '--format', 'json'])).stdout)).toContainEqual({ check: 'host-pid', rules: ['host-pid'] });
    expect(await run(['rules', '--like', 'nobody'])).toMatchObject({ status: 2 });
  });

  it('explain one', async () => {
    const { status, stdout } = await run(['explain', 'host-pid']);
    expect(status).toBe(0);
    for (const part of ['# Host PID namespace shared', '## Risk', '## What it does not mean', '## Check at run time', '# bulkhead: allow host-pid -- '])
      expect(stdout).toContain(part);
  });
});

it('`lsp --stdio` answers `initialize` and ends with `exit`', async () => {
  const frame = (message: object) => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  };
  const input = [
    frame({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } }),
    frame({ method: 'initialized', params: {} }),
    frame({ id: 2, method: 'shutdown' }),
    frame({ method: 'exit' }),
  ].join('');
  const { status, stdout } = await run(['lsp', '--stdio'], { input, open: true });
  expect(stdout).toContain('"hoverProvider":true');
  expect(status).toBe(0);
});
