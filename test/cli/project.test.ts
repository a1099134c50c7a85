import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JsonFinding } from '../../server/src/present/json/report.ts';
import { useWorkspace } from './workspace.ts';

const { at, bulkhead, read, write, findings } = useWorkspace();

const SHOP = {
  'compose.yaml': `services:
  web: # the shop
    image: example.org/web:1
    extends:
      file: common/base.yaml
      service: base
    ports:
      - "\${BIND}8080:80"
  db:
    image: example.org/db:1
include:
  - agents/compose.yaml
`,
  'compose.override.yaml': `services:
  web:
    mem_limit: 512m
    pid: host # for the profiler
  db:
    mem_limit: 1g
    privileged: true
`,
  'common/base.yaml': `services:
  base:
    image: example.org/base:1
    network_mode: bridge
    cap_add: [SYS_ADMIN]
`,
  'agents/compose.yaml': `services:
  agent:
    image: example.org/agent:1
    ipc: host
`,
  '.env': '\uFEFFBIND=127.0.0.1:\r\nUNUSED=1\r\n',
};

const places = (found: readonly JsonFinding[], rule: string) => found.filter((finding) => finding.rule === rule).map(({ range }) => range.start.line + 1);

describe('a Compose project of several files', () => {
  it('named as a folder: each finding is reported once, in the file where its value is written', async () => {
    write(SHOP);
    const found = await findings('.');
    expect(Object.keys(found).sort()).toEqual(['agents/compose.yaml', 'common/base.yaml', 'compose.override.yaml', 'compose.yaml']);
    const where = (rule: string) => Object.entries(found).flatMap(([file, list]) => places(list, rule).map((line) => `${file}:${line}`));
    expect(where('host-pid')).toEqual(['compose.override.yaml:4']);
    expect(where('privileged-container')).toEqual(['compose.override.yaml:7']);
    expect(where('capability-added-sys-admin')).toEqual(['common/base.yaml:5']);
    expect(where('host-ipc')).toEqual(['agents/compose.yaml:4']);
    // .env says 127.0.0.1, behind a byte order mark and with CRLF
    expect(where('port-published-all-interfaces')).toEqual([]);
    // the override gives the limits
    expect(where('memory-limit-missing')).not.toContain('compose.yaml:2');
  });

  it('named by its main file: findings are reported where they take effect, with the place where the value is written', async () => {
    write(SHOP);
    const { stdout, status } = await bulkhead(['check', 'compose.yaml']);
    expect(status).toBe(1);
    expect(stdout).toMatch(/host-pid 4:5\n +written in compose\.override\.yaml:4:5\n +4 \| {5}pid: host # for the profiler\n +\| {5}\^{9}\n/);
    expect(stdout).toMatch(/privileged-container 9:3\n +written in compose\.override\.yaml:7:5\n/);
    expect(stdout).toMatch(/\n +written in common\/base\.yaml:5:15\n/);
    // findings of an included file belong to that file
    expect(stdout).not.toContain('host-ipc');
    expect(stdout).toContain('4 findings can be mended in other files of the project');
  });

  it('has places and edits of other files in JSON', async () => {
    write(SHOP);
    const finding = (await findings('compose.yaml'))['compose.yaml']?.find(({ rule }) => rule === 'privileged-container');
    expect(finding?.origin).toEqual({ file: 'compose.override.yaml', range: { start: { line: 6, character: 4 }, end: { line: 6, character: 20 } } });
    const [fix] = finding?.fixes ?? [];
    expect(fix?.edits).toEqual([]);
    expect(fix?.otherFiles?.map(({ file }) => file)).toEqual(['compose.override.yaml']);
  });

  it('names the services that share an extended one', async () => {
    write({ 'compose.yaml': 'services:\n  a:\n    image: a:1\n    pid: host\n  b:\n    extends: a\n' });
    const found = (await findings('compose.yaml'))['compose.yaml'] ?? [];
    const shared = found.filter(({ rule }) => rule === 'host-pid');
    expect(shared.map(({ container, also }) => [container, also])).toEqual([['a', ['b']]]);
    expect((await bulkhead(['check'])).stdout).toContain('also takes effect in "b"\n');
  });
});

describe('fix on a project', () => {
  it('changes each value in its own file, and a second run changes nothing', async () => {
    write(SHOP);
    const { status, stdout } = await bulkhead(['fix', '--safety', 'review']);
    expect([status, stdout.match(/4 of 4 files changed/)?.length]).toEqual([0, 1]);
    const texts = Object.keys(SHOP).map(read);
    expect(texts.join('\n')).not.toMatch(/pid: host|privileged|SYS_ADMIN|ipc: host/);
    expect(read('compose.yaml')).toContain('web: # the shop\n');
    expect(read('.env')).toBe(SHOP['.env']);
    expect((await bulkhead(['fix', '--safety', 'review'])).stdout).toContain('0 of 4 files changed.');
    expect(Object.keys(SHOP).map(read)).toEqual(texts);
  });

  it('applies in the same run what a change of another file makes possible, in any order of files', async () => {
    // privileged keeps capabilities from being dropped
    const main = 'services:\n  a:\n    image: example.org/a:1\n';
    const override = 'services:\n  a:\n    privileged: true\n    mem_limit: 1g\n';
    const files = { 'docker-compose.yml': main, 'docker-compose.override.yml': override };
    for (const order of [Object.keys(files), Object.keys(files).reverse()]) {
      write(files);
      await bulkhead(['fix', '--safety', 'review', ...order]);
      expect(read('docker-compose.yml')).toContain('cap_drop');
      expect(read('docker-compose.override.yml')).not.toContain('privileged');
      expect((await bulkhead(['fix', '--safety', 'review', ...order])).stdout).toContain('0 of 2 files changed.');
    }
  });

  it('leaves values in a file that was not named, and names that file', async () => {
    write(SHOP);
    const { status, stdout } = await bulkhead(['fix', '--safety', 'review', 'compose.yaml']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/left {3}\d+:\d+ {2}privileged-container: it is written in another file \(compose\.override\.yaml\)\n/);
    for (const file of ['compose.override.yaml', 'common/base.yaml', 'agents/compose.yaml'] as const) expect(read(file)).toBe(SHOP[file]);
  });
});

describe('a missing file or a cycle is a problem at its place, and the project is not judged as a whole', () => {
  it.each([
    ['services:\n  a:\n    image: a:1\n    extends: { file: gone.yaml, service: a }\n', 'compose-file-missing', 4],
    ['include: [gone/compose.yaml]\nservices: {}\n', 'compose-file-missing', 1],
    ['services:\n  a: { extends: b }\n  b: { extends: a }\n', 'compose-cycle', 2],
    ['include: [compose.yaml]\nservices: {}\n', 'compose-cycle', 1],
    ['services:\n  a:\n    extends: { file: folder.yaml, service: a }\n', 'compose-file-missing', 3],
    ['services:\n  a: { extends: gone }\n', 'compose-service-missing', 2],
    ['include: [part.yaml]\nservices: {}\n', 'compose-file-missing', 1],
  ])('%j', async (text, code, line) => {
    write({ 'compose.yaml': text, 'folder.yaml/x': '', 'part.yaml': 'include: [lost.yaml]\n' });
    const { stdout, stderr, status } = await bulkhead(['check', 'compose.yaml']);
    expect([status, stderr]).toEqual([2, '']);
    expect(stdout).toMatch(new RegExp(`problem .*${code} ${line}:`));
    expect(stdout).toMatch(/nothing found in what could be judged, \d problems?: what cannot be read is not judged/);
    const fixed = await bulkhead(['fix', 'compose.yaml']);
    expect(fixed.status).toBe(2);
    expect(fixed.stderr).toMatch(/^bulkhead: compose\.yaml: .*(cannot be read|the cycle|there is no service)/);
  });

  it('a file that COMPOSE_FILE names is missing', async () => {
    write({ 'compose.yaml': 'services: {}\n', '.env': 'COMPOSE_FILE=compose.yaml:gone.yaml\n' });
    expect(await bulkhead(['check'])).toMatchObject({ status: 2, stdout: expect.stringContaining('names "gone.yaml", which cannot be read') });
  });

  it('a file of `env_file` is a text file of the folder, or of another', async () => {
    const service = (file: string) => `services:\n  a:\n    image: a:1\n    env_file: ${file}\n`;
    write({ 'compose.yaml': service('good.env'), 'good.env': 'PASSWORD=correct-horse\n', 'folder/x.env': '' });
    const { stdout } = await bulkhead(['check', '--format', 'json']);
    expect(stdout).toContain('gets PASSWORD, a credential, from good.env');
    expect(stdout).not.toContain('correct-horse');
    writeFileSync(at('latin1.env'), Uint8Array.of(0x41, 0x3d, 0xe9, 0x0a));
    for (const file of ['folder', 'latin1.env', '/dev/zero', 'gone.env']) {
      write({ 'compose.yaml': service(file) });
      const { stdout: said, status } = await bulkhead(['check']);
      expect(said).toContain(`problem   "${file}" cannot be read: Compose needs it, and the variables that it sets are not known`);
      expect(status).toBe(0);
    }
  });

  it('the rest is still checked', async () => {
    write({ 'compose.yaml': 'include: [gone.yaml]\nservices:\n  a:\n    image: a:1\n    pid: host\n' });
    const { stdout, status } = await bulkhead(['check']);
    expect(status).toBe(2);
    expect(stdout).toContain('host-pid 5:5');
    expect(stdout).toMatch(/1 problem\b/);
  });
});

it.each(['/dev/zero', '/dev/stdin', '/', 'compose.yaml/x'])('a project that names %s, which is no plain file, is read without it', async (file) => {
  write({ 'compose.yaml': `services:\n  web:\n    image: example.org/web:1\n    privileged: true\n    extends: { file: ${file}, service: x }\n` });
  const { status, stdout } = await bulkhead(['check', 'compose.yaml']);
  expect(status).toBe(2);
  expect(stdout).toContain(`"${file}" cannot be read`);
  expect(stdout).toContain('runs privileged');
});

describe('projects of a configuration', () => {
  const FILES = {
    'deploy/.bulkhead.yaml': 'projects:\n  - [base.yaml, prod.yaml]\n  - [base.yaml, other/dev.yaml]\n',
    'deploy/base.yaml': 'services:\n  web:\n    image: example.org/web:1\n',
    'deploy/prod.yaml': 'services:\n  web:\n    privileged: "${PRIVILEGED}"\n',
    'deploy/other/dev.yaml': 'services:\n  web:\n    pid: host\n',
    'deploy/.env': 'PRIVILEGED=true\n',
  };
  const rulesIn = async (...args: string[]) =>
    Object.fromEntries(
      Object.entries(await findings(...args)).map(([file, list]) => [
        file,
        list.map(({ rule }) => rule).filter((id) => /privileged-container|host-pid/.test(id)),
      ]),
    );

  it('are judged as `docker compose -f a -f b` merges them, with the .env of the first', async () => {
    write(FILES);
    expect(await rulesIn('.')).toEqual({ 'deploy/base.yaml': [], 'deploy/other/dev.yaml': ['host-pid'], 'deploy/prod.yaml': ['privileged-container'] });
    // what takes effect in a file that is checked alone is told there
    expect(await rulesIn('deploy/base.yaml')).toEqual({ 'deploy/base.yaml': ['privileged-container'] });
    expect(await rulesIn('--no-config', 'deploy/base.yaml')).toEqual({ 'deploy/base.yaml': [] });
    // a service of the override has the image of the base
    const { stdout } = await bulkhead(['check', 'deploy/prod.yaml', '--format', 'json']);
    expect(JSON.parse(stdout).files[0].problems).toEqual([]);
  });

  it('are told by `bulkhead config`', async () => {
    write(FILES);
    expect((await bulkhead(['config', 'deploy/other/dev.yaml'])).stdout).toContain('\n  in one Compose project: deploy/base.yaml, deploy/other/dev.yaml\n');
    expect((await bulkhead(['config', 'deploy/base.yaml'])).stdout).toContain('\n  in one Compose project: deploy/base.yaml, deploy/prod.yaml\n');
  });

  it('are mended together', async () => {
    write(FILES);
    await bulkhead(['fix', '.', '--safety', 'review', '--rule', 'host-pid']);
    expect(read('deploy/other/dev.yaml')).not.toContain('pid: host');
  });

  it('are what the fixes of their files are judged by', async () => {
    write({ ...FILES, 'deploy/prod.yaml': 'services:\n  web:\n    privileged: true\n    ports: ["80:80"]\n' });
    const { stdout } = await bulkhead(['check', '.', '--format', 'json']);
    const files: { findings: { rule: string; fixes: { edits?: unknown; refused?: string }[] }[] }[] = JSON.parse(stdout).files;
    const fixes = files.flatMap((file) => file.findings.filter(({ rule }) => rule === 'privileged-container').flatMap((finding) => finding.fixes));
    expect(fixes).toEqual([expect.objectContaining({ edits: [expect.anything()] })]);
  });

  it('say which of their files is missing', async () => {
    write({ ...FILES, 'deploy/.bulkhead.yaml': 'projects: [[base.yaml, none.yaml]]\n' });
    const { status, stdout } = await bulkhead(['check', 'deploy/base.yaml']);
    expect([status, stdout]).toEqual([2, expect.stringContaining('projects in the configuration names "none.yaml", which cannot be read')]);
  });
});
