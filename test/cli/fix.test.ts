import { chmodSync, lstatSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { useWorkspace } from './workspace.ts';

const { at, bulkhead, read, write } = useWorkspace();

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: web # the shop
spec:
  hostNetwork: true # legacy
  hostPID: true
  containers:
    - name: web
      image: example.org/web:1
`;
const WITH_VOLUME = `${POD}  volumes:
    - name: data # of the shop
      hostPath: { path: /srv/data }
`;
const COMPOSE = `services:
  web:
    image: example.org/web:1
    pid: host # legacy
`;

describe('fix --to', () => {
  it('restricted changes what the level rejects, and nothing else', async () => {
    write({ 'pod.yaml': POD });
    const { status, stdout } = await bulkhead(['fix', '--to', 'restricted']);
    expect(status).toBe(0);
    expect(read('pod.yaml')).not.toMatch(/hostNetwork|hostPID/);
    expect(read('pod.yaml')).toContain('runAsNonRoot: true');
    expect(read('pod.yaml')).not.toContain('readOnlyRootFilesystem');
    expect(stdout).toMatch(/fixed .*Remove hostPID: Pod web \(review\)/);
    expect(stdout).not.toContain('left');
    const { stdout: json } = await bulkhead(['check', '--format', 'json', '--pod-security', 'restricted']);
    expect(JSON.parse(json).files[0].podSecurity[0].allowed).toBe(true);
  });

  it('baseline changes less', async () => {
    write({ 'pod.yaml': POD });
    await bulkhead(['fix', '--to', 'baseline']);
    expect(read('pod.yaml')).toBe(POD.replace('  hostNetwork: true # legacy\n  hostPID: true\n', ''));
  });

  it('leaves a pod alone if only its author can bring it there, and reports the obstacle in the words of the API server', async () => {
    write({ 'pod.yaml': WITH_VOLUME });
    const { status, stdout } = await bulkhead(['fix', '--to', 'baseline', '--kubernetes-version', '1.31']);
    expect(status).toBe(0);
    expect(read('pod.yaml')).toBe(WITH_VOLUME);
    expect(stdout).toContain('left   Pod web would violate PodSecurity "baseline:v1.31": hostPath volumes (volume "data")\n');
    expect(stdout).toMatch(/13:7 {2}host-path-volume: for you to decide: /);
  });

  it('reports changes that a level needs beyond the fixes of rules', async () => {
    write({ 'pod.yaml': POD.replace('hostPID: true', 'securityContext: { runAsUser: 0, sysctls: [{ name: kernel.msgmax, value: "1" }] }') });
    const { stdout } = await bulkhead(['fix', '--to', 'restricted', '--safety', 'manual', '--rule', 'sysctl-unsafe=off']);
    expect(stdout).toContain('fixed  For restricted, "forbidden sysctls": Pod web (review)');
  });

  it('least-privilege applies every safe and review fix, also in Compose files', async () => {
    write({ 'pod.yaml': POD, 'compose.yaml': COMPOSE });
    await bulkhead(['fix', '--to', 'least-privilege']);
    const texts = [read('pod.yaml'), read('compose.yaml')];
    expect(texts[0]).toContain('readOnlyRootFilesystem: true');
    expect(texts[1]).toContain('read_only: true');
    write({ 'pod.yaml': POD, 'compose.yaml': COMPOSE });
    await bulkhead(['fix', '--safety', 'review']);
    expect([read('pod.yaml'), read('compose.yaml')]).toEqual(texts);
  });

  it.each(['baseline', 'restricted'])('%s leaves Compose files alone and says so', async (level) => {
    write({ 'compose.yaml': COMPOSE });
    const { status, stdout } = await bulkhead(['fix', '--to', level]);
    expect([status, stdout]).toEqual([
      0,
      `1 Compose file left alone: ${level} is a level of Kubernetes pods; \`--to least-privilege\` applies.\n0 of 1 file changed.\n`,
    ]);
    expect(read('compose.yaml')).toBe(COMPOSE);
  });

  it.each([['baseline'], ['restricted'], ['least-privilege']])('a second run towards %s changes nothing', async (aim) => {
    write({ 'pod.yaml': WITH_VOLUME, 'compose.yaml': COMPOSE });
    await bulkhead(['fix', '--to', aim]);
    const texts = [read('pod.yaml'), read('compose.yaml')];
    expect((await bulkhead(['fix', '--to', aim])).stdout).toContain('0 of 2 files changed.');
    expect([read('pod.yaml'), read('compose.yaml')]).toEqual(texts);
  });

  it('works on standard input, with the report on standard error', async () => {
    const { status, stdout, stderr } = await bulkhead(['fix', '--to', 'baseline', '--nearer', '--stdin'], { input: WITH_VOLUME });
    expect(status).toBe(0);
    expect(stdout).toBe(WITH_VOLUME.replace('  hostNetwork: true # legacy\n  hostPID: true\n', ''));
    expect(stderr).toMatch(/left .*would violate/);
    expect(stderr).toContain('$ kubectl get pod web');
  });
});

describe('fix --rule', () => {
  it('fixes only what those rules find', async () => {
    write({ 'pod.yaml': POD });
    const { stdout } = await bulkhead(['fix', '--rule', 'host-pid', '--rule', 'seccomp-not-set', '--safety', 'review']);
    expect(read('pod.yaml')).toContain('hostNetwork: true # legacy');
    expect(read('pod.yaml')).not.toContain('hostPID');
    expect(read('pod.yaml')).toContain('RuntimeDefault');
    expect(read('pod.yaml')).not.toContain('readOnlyRootFilesystem');
    expect(stdout.match(/fixed/g)).toHaveLength(2);
    expect(stdout).not.toContain('left');
  });

  it('does not change the grade: fixes for review are left, and reported', async () => {
    write({ 'pod.yaml': POD });
    const { stdout } = await bulkhead(['fix', '--rule', 'host-pid']);
    expect(read('pod.yaml')).toBe(POD);
    expect(stdout).toContain('left   for review (`--safety review` applies them): host-pid\n');
  });

  it('with a severity sets the severity, as in check', async () => {
    write({ 'pod.yaml': POD });
    await bulkhead(['fix', '--rule', 'host-pid=off', '--safety', 'review']);
    expect(read('pod.yaml')).toContain('hostPID: true');
    expect(read('pod.yaml')).not.toContain('hostNetwork');
  });
});

it.each([
  [['--to', 'restricted', '--safety', 'safe'], /--to restricted takes safe fixes and those to review: leave out --safety safe/],
  [['--to', 'least-privilege', '--safety', 'manual'], /--safety manual goes with --to baseline or --to restricted/],
  [['--safety', 'manual'], /--safety manual goes with --to baseline or --to restricted/],
  [['--to', 'least-privilege', '--safety', 'review'], /leave out --safety/],
  [['--to', 'restricted', '--rule', 'host-pid'], /--to restricted takes what it needs of every rule: leave out --rule host-pid/],
  [['--nearer'], /--nearer goes with --to baseline or --to restricted/],
  [['--to', 'privileged'], /baseline, restricted, least-privilege/],
  [['--rule', 'host-netwrk'], /did you mean "host-network"/],
  [['--rule', 'host-pid=loud'], /"loud" is not a severity/],
])('%j is a usage error', async (args, message) => {
  write({ 'pod.yaml': POD });
  const { status, stdout, stderr } = await bulkhead(['fix', ...args]);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
  expect(read('pod.yaml')).toBe(POD);
});

it('reports what is left: the change that the user must decide, the reason, or that there is no fix; places of the same rule together', async () => {
  write({
    'pod.yaml': `${POD.replace('web:1', 'web')}    - name: log\n      image: example.org/log\n`,
    'compose.yaml': 'services:\n  a:\n    image: a:1\n    use_api_socket: true\n    read_only: false\n',
  });
  const { stdout } = await bulkhead(['fix']);
  expect(stdout).toMatch(/left {3}\d+:\d+ {2}compose-use-api-socket: for you to decide: Remove use_api_socket\n/);
  expect(stdout).toMatch(/left {3}\d+:\d+, \d+:\d+ {2}image-mutable-reference: there is no automatic fix\n/);
  expect(stdout).toMatch(/writable-root-filesystem: remove use_api_socket first: /);
});

describe('after fixes that need review', () => {
  it('each rule says once what to check, with the command', async () => {
    write({ 'a.yaml': POD, 'b.yaml': POD.replace('name: web #', 'name: shop #') });
    const { stdout } = await bulkhead(['fix', '--rule', 'host-pid', '--safety', 'review']);
    const note = stdout.slice(stdout.indexOf('To check'));
    expect(note).toBe(
      [
        'To check, since these fixes need review:',
        '  host-pid  Check that the program does not watch other processes: node exporters and eBPF agents lose data.',
        "            $ kubectl get pod web -o jsonpath='{.spec.hostPID}'; kubectl exec web -- ls -l /proc/1/ns/pid",
        "            $ kubectl get pod shop -o jsonpath='{.spec.hostPID}'; kubectl exec shop -- ls -l /proc/1/ns/pid",
        '',
        '2 of 2 files changed: 2 changes.',
        '',
      ].join('\n'),
    );
  });

  it('the command names the service, if there is one', async () => {
    write({ 'compose.yaml': COMPOSE });
    const { stdout } = await bulkhead(['fix', '--rule', 'host-pid', '--safety', 'review']);
    expect(stdout).toContain("$ docker inspect -f '{{.HostConfig.PidMode}}' $(docker compose ps -q web)\n");
  });

  it('after safe fixes there is nothing to check', async () => {
    write({ 'pod.yaml': POD });
    expect((await bulkhead(['fix'])).stdout).not.toContain('To check');
  });
});

it('--dry-run reports the changes at the places of the unchanged file, and ends like a real run', async () => {
  const text = WITH_VOLUME.replace('  hostPID', '  # a comment\n  # of three\n  # lines\n  hostPID');
  write({ 'pod.yaml': text });
  const { status, stdout } = await bulkhead(['fix', '--to', 'baseline', '--nearer', '--dry-run']);
  expect(status).toBe(0);
  expect(stdout).toContain('would  Remove hostPID');
  expect(stdout).not.toContain('fixed');
  expect(stdout).toMatch(/16:7 {2}host-path-volume/);
  expect(stdout).toContain('-  hostPID: true\n');
  expect(stdout).toContain('1 of 1 file would change: ');
  expect(read('pod.yaml')).toBe(text);
});

it('--dry-run reports places in changed lines as they are in the unchanged file', async () => {
  write({ 'compose.yaml': 'services:\n  a:\n    image: a:1\n    volumes:\n      - /usr/src:/usr/src\n      - /lib/modules:/lib/modules\n' });
  const { stdout } = await bulkhead(['fix', '--rule', 'host-path-system-binaries', '--safety', 'review', '--dry-run']);
  expect(stdout).toContain('would  Mount it read-only: a (review) ×2\n');
  expect(stdout).toMatch(/left {3}5:9, 6:9 {2}host-path-system-binaries/);
});

describe('a file that cannot be written is reported, the others are fixed, and the status is 2', () => {
  const fixed = (file: string) => !read(file).includes('hostPID');
  const fix = (...args: string[]) => bulkhead(['fix', '--safety', 'review', ...args]);

  it('a read-only file', async () => {
    chmodSync(write({ 'a.yaml': POD, 'b.yaml': POD }), 0o444);
    const { status, stderr, stdout } = await fix();
    expect([status, stderr]).toEqual([2, 'bulkhead: cannot write a.yaml: it is read-only\n']);
    expect([fixed('a.yaml'), fixed('b.yaml')]).toEqual([false, true]);
    expect(stdout).toContain('1 of 2 files changed: ');
    expect(stdout).not.toContain('a.yaml');
    const dry = await fix('--dry-run', 'a.yaml');
    expect([dry.status, dry.stderr]).toEqual([0, '']);
    expect(dry.stdout).toContain('-  hostPID: true\n');
  });

  it('but not if the file needs no change', async () => {
    chmodSync(write({ 'a.yaml': 'just: text\n' }), 0o444);
    expect(await fix()).toMatchObject({ status: 0, stderr: '' });
  });

  it('a folder without write permission', async () => {
    write({ 'closed/a.yaml': POD, 'b.yaml': POD });
    chmodSync(at('.'), 0o755);
    chmodSync(at('closed/a.yaml'), 0o666);
    chmodSync(at('closed'), 0o555);
    // root may write everything: then the test runs as another user
    const root = process.geteuid?.() === 0;
    if (root) {
      chmodSync(at('b.yaml'), 0o666);
      chmodSync(at('.'), 0o777);
      process.seteuid?.(65534);
    }
    try {
      const { status, stderr } = await fix();
      expect([status, stderr]).toEqual([2, 'bulkhead: cannot write closed/a.yaml: its folder cannot be written to (permission denied)\n']);
      expect([fixed('closed/a.yaml'), fixed('b.yaml')]).toEqual([false, true]);
    } finally {
      if (root) process.seteuid?.(0);
      chmodSync(at('closed'), 0o755);
    }
  });

  it('a link to nowhere', async () => {
    write({ 'b.yaml': POD });
    symlinkSync('gone.yaml', at('a.yaml'));
    const { status, stderr } = await fix('a.yaml', 'b.yaml');
    expect([status, stderr]).toEqual([2, 'bulkhead: cannot read a.yaml: it is a link that leads nowhere\n']);
    expect(fixed('b.yaml')).toBe(true);
  });

  it('a file in a linked folder outside of the working directory', async () => {
    write({ 'outside/a.yaml': POD, 'inside/b.yaml': POD });
    symlinkSync('../outside', at('inside/link'));
    const { status, stderr } = await bulkhead(['fix', '--safety', 'review', 'link', 'link/a.yaml', 'b.yaml'], { cwd: at('inside') });
    expect([status, stderr]).toEqual([2, 'bulkhead: cannot write link/a.yaml: a link leads out of this folder\n']);
    expect([fixed('outside/a.yaml'), fixed('inside/b.yaml')]).toEqual([false, true]);
  });

  it('a file that has changed since it was read', async () => {
    write({ 'a.yaml': POD, 'b.yaml': POD });
    const other = `${POD}# somebody else was faster\n`;
    // the report of the first file comes before the second is written
    const { status, stderr } = await bulkhead(['fix', '--safety', 'review'], {
      out: (text) => {
        if (text.startsWith('a.yaml')) writeFileSync(at('b.yaml'), other);
      },
    });
    expect([status, stderr]).toEqual([2, 'bulkhead: cannot write b.yaml: it has changed since it was read; run again\n']);
    expect([fixed('a.yaml'), read('b.yaml')]).toEqual([true, other]);
    expect(readdirSync(at('.'))).toEqual(['a.yaml', 'b.yaml']);
  });
});

it('links inside the folder stay links, linked folders inside are read, permissions stay', async () => {
  write({ 'real/a.yaml': POD });
  chmodSync(at('real/a.yaml'), 0o600);
  mkdirSync(at('links'));
  symlinkSync('../real', at('links/folder'));
  symlinkSync('../real/a.yaml', at('links/file.yaml'));
  expect((await bulkhead(['fix', '--safety', 'review', 'links/folder'])).status).toBe(0);
  expect(read('real/a.yaml')).not.toContain('hostPID');
  expect(statSync(at('real/a.yaml')).mode & 0o777).toBe(0o600);
  expect(lstatSync(at('links/folder')).isSymbolicLink()).toBe(true);
});

it('a folder without manifests is not called clean', async () => {
  write({ 'notes.txt': 'none' });
  expect(await bulkhead(['check'])).toEqual({ status: 0, stdout: 'Nothing to check: no YAML or JSON file was found.\n', stderr: '' });
  expect(await bulkhead(['fix'])).toEqual({ status: 0, stdout: 'Nothing to fix: no YAML or JSON file was found.\n', stderr: '' });
});
