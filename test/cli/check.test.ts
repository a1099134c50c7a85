import { mkdirSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json';
import type { JsonReport } from '../../server/src/present/json/report.ts';
import { applyEdits, type EditSet, editSet, LineIndex } from '../../server/src/text/text.ts';
import { POD, useCli } from './spawned.ts';

const { at, json, run, write } = useCli();

const checked = async (...args: string[]) => (await json(...args)).files.map(({ file }) => file);

describe('check --format json', () => {
  it('prints one object of the documented shape', async () => {
    write('k8s/pod.yaml', POD);
    const { stdout, status } = await run(['check', '--format', 'json']);
    expect(status).toBe(1);
    const report = JSON.parse(stdout) as JsonReport;
    expect(Object.keys(report)).toEqual(['version', 'unread', 'files']);
    expect(report.version).toBe(manifest.version);
    expect(report.files).toHaveLength(1);
    const file = report.files[0];
    expect(Object.keys(file ?? {})).toEqual(['file', 'problems', 'findings', 'unjudged']);
    expect(file?.file).toBe('k8s/pod.yaml');
    const finding = file?.findings.find(({ rule }) => rule === 'host-network');
    expect(finding).toEqual({
      rule: 'host-network',
      severity: 'high',
      message: expect.stringContaining('"web"'),
      range: { start: { line: 6, character: 2 }, end: { line: 6, character: 19 } },
      document: 0,
      path: ['spec', 'hostNetwork'],
      resource: { apiVersion: 'v1', kind: 'Pod', name: 'web', namespace: 'shop' },
      container: null,
      fixes: [{ title: expect.any(String), safety: 'review', edits: [expect.objectContaining({ range: expect.anything(), newText: '' })] }],
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });

  it('is printed file by file as JSON.stringify prints the whole', async () => {
    write('a.yaml', POD);
    write('b.yaml', 'a: [\n');
    write('c.yaml', 'kind: ConfigMap\n');
    for (const paths of [[], ['a.yaml'], ['no.yaml'], ['a.yaml', 'no.yaml']]) {
      const { stdout } = await run(['check', '--format', 'json', ...paths]);
      expect(stdout).toBe(`${JSON.stringify(JSON.parse(stdout), null, 2)}\n`);
    }
  });

  it('has edits that make the announced change', async () => {
    write('pod.yaml', POD);
    const finding = (await json('pod.yaml')).files[0]?.findings.find(({ rule }) => rule === 'host-network');
    const index = new LineIndex(POD);
    const edits: EditSet = editSet(
      (finding?.fixes[0]?.edits ?? []).map(({ range, newText }) => ({ span: { start: index.offset(range.start), end: index.offset(range.end) }, newText })),
    );
    expect(applyEdits(POD, edits)).toBe(POD.replace('  hostNetwork: true # legacy\n', ''));
  });

  it('has null for missing values, and the reason of a refused fix', async () => {
    write('compose.yaml', 'services:\n  a: &a\n    image: a\n    privileged: true\n  b: *a\n');
    const findings = (await json('compose.yaml')).files[0]?.findings ?? [];
    const finding = findings.find(({ rule, container }) => rule === 'privileged-container' && container === 'a');
    expect(finding?.resource).toEqual({ apiVersion: null, kind: 'Service', name: 'a', namespace: null });
    expect(finding?.also).toEqual(['b']);
  });

  it('reports broken YAML as a problem and keeps the other documents', async () => {
    write('pod.yaml', `a: [1\n---\n${POD}`);
    const file = (await json('pod.yaml')).files[0];
    expect(file?.problems.map(({ code, document }) => [code, document])).toContainEqual(['yaml-syntax', 0]);
    expect(file?.findings.some(({ rule, document }) => rule === 'host-network' && document === 1)).toBe(true);
  });
});

describe('a text that is no YAML', () => {
  const BROKEN = 'apiVersion: v1\nkind: Pod\nmetadata: { name: "a\nspec:\n  containers: []\n';

  it.each(['check', 'fix'])('gives no all-clear where it is a manifest, or somebody named it: %s', async (command) => {
    write('broken/pod.yaml', BROKEN);
    write('broken/compose.yaml', 'services:\n  web:\n    image: "nginx\n');
    write('beside/values.yaml', 'a: [1\n');
    write('beside/whole.yaml', POD);
    const status = async (...args: string[]) => (await run([command, ...args, ...(command === 'fix' ? ['--dry-run'] : ['--fail-on', 'critical'])])).status;
    expect(await status('broken/pod.yaml')).toBe(2);
    expect(await status('broken')).toBe(2);
    expect(await status('broken/compose.yaml')).toBe(2);
    // it may be anything
    expect(await status('beside')).toBe(0);
    expect(await status('beside/values.yaml')).toBe(2);
  });
});

describe('check', () => {
  it('shows the line, underlined, and what to do next', async () => {
    write('pod.yaml', POD);
    const { stdout, stderr } = await run(['check', 'pod.yaml']);
    expect(stderr).toBe('');
    expect(stdout).toContain('7 |   hostNetwork: true # legacy\n');
    expect(stdout).toContain('|   ^^^^^^^^^^^^^^^^^\n');
    expect(stdout).toContain('"web" lacks 6 protections');
    expect(stdout).toMatch(/seccomp profile .* medium +seccomp-not-set/);
    expect(stdout).toContain('requested isolation');
    expect(stdout).not.toContain('\u001b');
  });

  it.each([
    ['critical', 0],
    ['high', 1],
    ['info', 1],
  ])('ends with the status that --fail-on %s asks for', async (severity, status) => {
    write('pod.yaml', POD);
    expect((await run(['check', '--fail-on', severity])).status).toBe(status);
  });

  it('takes the threat model, the severities of rules and the RuntimeClass from its options', async () => {
    write('pod.yaml', POD);
    const severityOf = async (rule: string, ...args: string[]) =>
      (await json('pod.yaml', ...args)).files[0]?.findings.find((finding) => finding.rule === rule)?.severity;
    expect(await severityOf('host-network', '--threat-model', 'multi-tenant')).toBe('critical');
    expect(await severityOf('host-network', '--rule', 'host-network=info')).toBe('info');
    expect(await severityOf('host-network', '--rule', 'host-network=off', '--rule', 'run-as-root=high')).toBeUndefined();
    const { files } = await json('pod.yaml', '--runtime-class', 'kata');
    const fix = files[0]?.findings.find(({ rule }) => rule === 'runtime-class-missing')?.fixes[0];
    expect(JSON.stringify(fix)).toContain('kata');
  });

  it('takes the version of Kubernetes from its options', async () => {
    write('pod.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: web, image: web:1 }] }\n');
    const refusal = async (...args: string[]) =>
      (await json('pod.yaml', ...args)).files[0]?.findings.find(({ rule }) => rule === 'user-namespace-not-used')?.fixes[0]?.refused;
    expect(await refusal()).toBeUndefined();
    expect(await refusal('--kubernetes-version', 'v1.32')).toContain('1.33');
    expect(await refusal('--kubernetes-version', '1.33.4')).toBeUndefined();
  });

  it('reads standard input under a name', async () => {
    const { stdout, status } = await run(['check', '--stdin', '--stdin-filename', 'deploy/compose.yml', '--format', 'json'], {
      input: 'services:\n  a:\n    image: a\n    pid: host\n',
    });
    expect(status).toBe(1);
    const { files } = JSON.parse(stdout) as JsonReport;
    expect(files[0]?.file).toBe('deploy/compose.yml');
    expect(files[0]?.findings.map(({ rule }) => rule)).toContain('host-pid');
  });

  it('counts columns as an editor does, after a byte order mark and with CRLF', async () => {
    write('plain.yaml', POD);
    write('marked.yaml', `\uFEFF${POD.replaceAll('\n', '\r\n')}`);
    const { files } = await json('plain.yaml', 'marked.yaml');
    const ranges = files.map(({ findings }) => findings.map(({ rule, range }) => [rule, range]));
    expect(ranges[1]).toEqual(ranges[0]);
  });

  it('analyses JSON that is a manifest', async () => {
    write('pod.json', JSON.stringify({ apiVersion: 'v1', kind: 'Pod', spec: { hostPID: true, containers: [{ name: 'a', image: 'a' }] } }));
    write('tsconfig.json', '{ "compilerOptions": {} }');
    const { files } = await json('.');
    expect(files.map(({ file }) => file)).toEqual(['pod.json']);
    expect(files[0]?.findings.map(({ rule }) => rule)).toContain('host-pid');
  });
});

describe('which files are read', () => {
  it('the files of folders, without ignored ones', async () => {
    for (const file of ['a.yaml', 'b/c.yml', 'b/d.yaml', 'dist/e.yaml', 'node_modules/f.yaml', 'b/secret/g.yaml', 'h.txt', 'b/keep/i.yaml']) write(file, POD);
    mkdirSync(at('.git'));
    write('.gitignore', 'dist/\nkeep/\n');
    write('.bulkheadignore', 'secret\n');
    write('b/.gitignore', '!keep/\n');
    expect(await checked()).toEqual(['a.yaml', 'b/c.yml', 'b/d.yaml', 'b/keep/i.yaml']);
    expect(await checked('b')).toEqual(['b/c.yml', 'b/d.yaml', 'b/keep/i.yaml']);
    expect(await checked('dist/e.yaml', 'a.yaml', 'a.yaml')).toEqual(['dist/e.yaml', 'a.yaml']);
  });

  it('patterns, for shells that do not expand them', async () => {
    for (const file of ['x/a.yaml', 'x/b.yml', 'x/y/c.yaml']) write(file, POD);
    expect(await checked('x/*.yaml')).toEqual(['x/a.yaml']);
    expect(await checked('x/**/*.yaml')).toEqual(['x/a.yaml', 'x/y/c.yaml']);
  });

  it('reports files that it cannot read, checks the rest and ends with 2', async () => {
    write('pod.yaml', POD);
    write('latin1.yaml', Uint8Array.of(0x61, 0x3a, 0x20, 0xe9, 0x0a));
    write('utf16.yaml', Uint8Array.of(0xff, 0xfe, 0x61, 0x00));
    write('binary.yaml', Uint8Array.of(0x61, 0x00, 0x62));
    const { stdout, stderr, status } = await run([
      'check',
      '--format',
      'json',
      'latin1.yaml',
      'gone.yaml',
      'utf16.yaml',
      'binary.yaml',
      'no-*.yaml',
      'pod.yaml',
    ]);
    expect(status).toBe(2);
    expect((JSON.parse(stdout) as JsonReport).files.map(({ file }) => file)).toEqual(['pod.yaml']);
    expect(stderr.trim().split('\n').sort()).toEqual([
      'bulkhead: cannot read binary.yaml: it is not text',
      'bulkhead: cannot read gone.yaml: there is no such file',
      'bulkhead: cannot read latin1.yaml: it is not UTF-8 text',
      'bulkhead: cannot read no-*.yaml: no file matches',
      'bulkhead: cannot read utf16.yaml: it is UTF-16; manifests are UTF-8',
    ]);
  });

  it('does not follow links below a folder', async () => {
    write('tree/pod.yaml', POD);
    write('outside.yaml', POD);
    symlinkSync('../outside.yaml', at('tree/link.yaml'));
    symlinkSync('..', at('tree/loop'));
    expect(await checked('tree')).toEqual(['tree/pod.yaml']);
  });
});

describe('"no findings"', () => {
  const CLEAN = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n';
  const PATCH = '- { op: remove, path: /spec/hostPID }\n';

  it('is said only where everything was judged', async () => {
    write('a.yaml', CLEAN);
    write('values.yaml', 'a: 1\n');
    expect((await run(['check'])).stdout).toMatch(/^2 files checked, 1 of them no manifest: no findings\.\n/);
    write('patch.yaml', PATCH);
    const { stdout, status } = await run(['check']);
    expect(stdout).toMatch(/^3 files checked, 1 of them no manifest: nothing found in what could be judged\.\nNot judged: 1 patch\.\n.*patch\.yaml:1:1\n/);
    expect(status).toBe(0);
  });

  it('is not said of files that cannot be read', async () => {
    write('a.yaml', CLEAN);
    const { stdout, status } = await run(['check', 'a.yaml', 'gone.yaml']);
    expect(stdout).toMatch(/nothing found in what could be judged\.\nNot judged: 1 file that cannot be read\.\n/);
    expect(status).toBe(2);
    expect((JSON.parse((await run(['check', '--format', 'json', 'a.yaml', 'gone.yaml'])).stdout) as JsonReport).unread).toEqual([
      { file: 'gone.yaml', why: 'there is no such file' },
    ]);
  });

  it('names what is not judged beside findings, ten places at most', async () => {
    write('pod.yaml', `${POD}---\n${PATCH.repeat(2)}${`---\n${PATCH}`.repeat(11)}`);
    const { stdout } = await run(['check']);
    expect(stdout).toContain('Not judged: 12 patches.\n');
    expect(stdout.match(/a list of JSON patches/g)).toHaveLength(10);
    expect(stdout).toContain('2 more: `--format json` names all.');
    expect((await json()).files[0]?.unjudged).toHaveLength(12);
  });
});

describe('the last line of a report', () => {
  it.each([
    ['# bulkhead: allow no-such-rule -- it watches the node\n', /, 1 problem with allow comments\.$/m],
    ['kind: [\n---\n', /, 1 problem: what cannot be read is not judged\.$/m],
    [
      'kind: [\n---\n# bulkhead: allow no-such-rule -- it watches the node\n',
      /, 1 problem with allow comments, 1 problem: what cannot be read is not judged\.$/m,
    ],
  ])('says what its problems are about: %j', async (more, said) => {
    write('pod.yaml', `${more}${POD}`);
    const { stdout } = await run(['check']);
    expect(stdout).toMatch(said);
  });
});
