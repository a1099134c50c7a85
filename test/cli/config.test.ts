import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { useWorkspace } from './workspace.ts';

const { at, bulkhead, findings, write } = useWorkspace();

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  hostNetwork: true\n  containers:\n    - name: web\n      image: example.org/web:1\n';
const severityOf = (found: Awaited<ReturnType<typeof findings>>, name: string) => found[name]?.find(({ rule }) => rule === 'host-network')?.severity;

describe('a configuration', () => {
  it('counts for check, below the options', async () => {
    write({
      '.bulkhead.yaml': 'rules: { host-network: low }\noverrides: [{ files: [agents/], rules: { host-network: info } }]\n',
      'pod.yaml': POD,
      'agents/pod.yaml': POD,
    });
    const report = await findings('.');
    expect([severityOf(report, 'pod.yaml'), severityOf(report, 'agents/pod.yaml')]).toEqual(['low', 'info']);
    expect(severityOf(await findings('--rule', 'host-network=critical', '.'), 'pod.yaml')).toBe('critical');
    expect(severityOf(await findings('--no-config', '.'), 'pod.yaml')).toBe('high');
    // it is no manifest
    expect(Object.keys(report)).toEqual(['agents/pod.yaml', 'pod.yaml']);
  });

  it('leaves out what it ignores, unless somebody names it', async () => {
    write({ '.bulkhead.yaml': 'ignore: [old/]\n', 'pod.yaml': POD, 'old/pod.yaml': POD });
    expect(Object.keys(await findings('.'))).toEqual(['pod.yaml']);
    expect(Object.keys(await findings('old/pod.yaml'))).toEqual(['old/pod.yaml']);
  });

  it('that is broken judges nothing and changes nothing below it, and all else', async () => {
    write({ 'a/.bulkhead.yaml': 'rules: { host-netwrk: off }\n', 'a/pod.yaml': POD, 'b/pod.yaml': POD });
    const { status, stdout, stderr } = await bulkhead(['check', '.']);
    expect(status).toBe(2);
    expect(stderr).toContain('bulkhead: a/.bulkhead.yaml:1:10: there is no rule "host-netwrk"; did you mean "host-network"?\n');
    expect(stderr).toContain('bulkhead: cannot judge a/pod.yaml: its configuration is wrong\n');
    expect(stdout).toContain('b/pod.yaml');
    expect(stdout).not.toContain('a/pod.yaml');
    const fixed = await bulkhead(['fix', '--safety', 'review', '.']);
    expect(fixed.status).toBe(2);
    expect(fixed.stdout).not.toContain('a/pod.yaml');
  });

  it('that is named must be there', async () => {
    write({ 'pod.yaml': POD, 'strict.yaml': 'rules: { host-network: critical }\n' });
    expect(severityOf(await findings('--config', 'strict.yaml', 'pod.yaml'), 'pod.yaml')).toBe('critical');
    const { status, stderr } = await bulkhead(['check', '--config', 'none.yaml', '.']);
    expect([status, stderr]).toEqual([2, 'bulkhead: there is no configuration "none.yaml"\n']);
  });
});

describe('bulkhead import', () => {
  it('prints exceptions of Kubescape as ours, which then count alike, and says what is left out', async () => {
    const one = (name: string, attributes: object) => ({
      name,
      resources: [{ attributes }],
      posturePolicies: [{ controlID: 'C-0041' }],
      expirationDate: '2999-12-31',
    });
    write({ 'exceptions.json': JSON.stringify([one('it: routes "here"', { kind: 'Pod' }), one('labels', { app: 'a' })]), 'pod.yaml': POD });
    const { status, stdout, stderr } = await bulkhead(['import', 'exceptions.json']);
    expect(stdout).toBe('allow:\n  - rules:\n      - host-network\n    reason: \'it: routes "here"\'\n    until: 2999-12-31\n    resource: Pod */*\n');
    expect([status, stderr]).toEqual([0, 'bulkhead: left out, or only in part: "labels": it names resources by labels, clusters or expressions\n']);
    write({ '.bulkhead.yaml': stdout });
    const checked = await bulkhead(['check', 'pod.yaml']);
    expect([checked.stderr, severityOf(await findings('pod.yaml'), 'pod.yaml')]).toEqual(['', undefined]);
  });

  it('ends with 2 for what is no such file', async () => {
    write({ 'pod.yaml': POD });
    expect(await bulkhead(['import', 'none.json'])).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('"none.json" cannot be read') });
    expect(await bulkhead(['import', 'pod.yaml'])).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('"pod.yaml" is no list of exceptions of Kubescape'),
    });
  });
});

describe('bulkhead config', () => {
  it('says what counts for a file, and who says so', async () => {
    write({
      '.bulkhead.yaml': 'extends: team.yaml\nrules:\n  host-network: low\n',
      'team.yaml': 'threatModel: regulated\nrules:\n  projected-token-scope: { maxSeconds: 600 }\n',
      'pod.yaml': POD,
    });
    const { status, stdout } = await bulkhead(['config', 'pod.yaml', '--kubernetes-version', '1.31']);
    expect(status).toBe(0);
    expect(stdout.replaceAll(/ {2,}/g, '  ')).toBe(
      [
        'pod.yaml: by .bulkhead.yaml, which extends team.yaml',
        '  threatModel  regulated  team.yaml:1',
        '  kubernetesVersion  1.31  command line',
        '  runtimeClass  (none)  default',
        '  rules.host-network  low  .bulkhead.yaml:3',
        '  rules.projected-token-scope.maxSeconds  600  team.yaml:3',
        '',
      ].join('\n'),
    );
  });

  it('says what the team knows of its clusters, each entry with its place', async () => {
    write({
      '.bulkhead.yaml':
        'extends: team.yaml\npodSecurity: { level: baseline }\nruntimeClasses:\n  fast: none\nimages:\n  - { image: a/b, user: 7 }\ndiagnostics: { syntax: off }\n',
      'team.yaml': 'infrastructure:\n  namespaces:\n    - platform-*\nruntimeClasses: { boxed: kata }\nimages:\n  - { image: c/d, user: 8 }\n',
      'pod.yaml': POD,
    });
    const { stdout } = await bulkhead(['config', 'pod.yaml']);
    expect(stdout.replaceAll(/ {2,}/g, '  ').split('\n').slice(4, -1)).toEqual([
      '  diagnostics.syntax  off  .bulkhead.yaml:7',
      '  podSecurity.level  baseline  .bulkhead.yaml:2',
      '  runtimeClasses.boxed  kata  team.yaml:4',
      '  runtimeClasses.fast  none  .bulkhead.yaml:4',
      '  infrastructure.namespaces  platform-*  team.yaml:3',
      '  images  {"image":"a/b","user":7}  .bulkhead.yaml:6',
      '  images  {"image":"c/d","user":8}  team.yaml:6',
    ]);
    const above = await bulkhead(['config', 'pod.yaml', '--pod-security', 'restricted', '--pod-security-version', 'v1.30']);
    expect(above.stdout).toMatch(/podSecurity\.level +restricted +command line\n +podSecurity\.version +v1\.30 +command line/);
  });

  it('says the same as JSON', async () => {
    write({ '.bulkhead.yaml': 'ignore: [pod.yaml]\n', 'pod.yaml': POD });
    const { stdout } = await bulkhead(['config', 'pod.yaml', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ file: 'pod.yaml', configurations: ['.bulkhead.yaml'], ignored: true });
  });

  it('lists the exceptions that count, which `check` keeps to until they end', async () => {
    const allow = (until: string) =>
      `allow:\n  - { rules: [host-network], reason: it routes, until: ${until}, resource: Pod }\n  - { rules: [host-network], reason: other, resource: Job }\n`;
    write({ '.bulkhead.yaml': allow('2999-12-31'), 'pod.yaml': POD });
    const { stdout } = await bulkhead(['config', 'pod.yaml']);
    expect(stdout).toContain('\n  allows host-network in Pod -- it routes until 2999-12-31  .bulkhead.yaml:2\n');
    expect(severityOf(await findings('pod.yaml'), 'pod.yaml')).toBeUndefined();
    write({ '.bulkhead.yaml': allow('2020-12-31') });
    expect(severityOf(await findings('pod.yaml'), 'pod.yaml')).toBeDefined();
    const { status, stderr } = await bulkhead(['config', 'pod.yaml']);
    expect([status, stderr]).toEqual([0, 'bulkhead: .bulkhead.yaml:2:56: this exception ended on 2020-12-31: what it allowed is reported again\n']);
  });

  it('lists the exceptions of Kubescape as such, and says what of them does not count', async () => {
    const one = (name: string, attributes: object) => ({ name, resources: [{ attributes }], posturePolicies: [{ controlID: 'C-0041' }] });
    write({
      '.bulkhead.yaml': 'kubescape: ci/exceptions.json\n',
      'ci/exceptions.json': JSON.stringify([one('it routes', { kind: 'Pod' }), one('labels', { app: 'a' })], null, 2),
      'pod.yaml': POD,
    });
    const { status, stdout, stderr } = await bulkhead(['config', 'pod.yaml']);
    expect(stdout).toContain('\n  allows host-network in Pod */* -- it routes  ci/exceptions.json:2 (Kubescape)\n');
    expect([status, stderr]).toEqual([0, expect.stringContaining('kubescape: 1 of 2 exceptions do not count, or only in part: "labels"')]);
    expect(severityOf(await findings('.'), 'pod.yaml')).toBeUndefined();
    write({ 'ci/exceptions.json': 'no list' });
    const checked = await bulkhead(['check', '.']);
    expect([checked.status, checked.stderr]).toEqual([2, expect.stringContaining('"ci/exceptions.json" is no list of exceptions of Kubescape')]);
  });

  it('quotes nothing of a file outside of the repository, which whoever writes `extends` could read so', async () => {
    const outside = mkdtempSync(path.join(tmpdir(), 'bulkhead-outside-'));
    writeFileSync(path.join(outside, 'token'), 'ghp_SECRET');
    writeFileSync(path.join(outside, 'keys'), 'ghp_SECRET: ghp_SECRET\n');
    symlinkSync(path.join(outside, 'token'), at('link.yaml'));
    for (const name of [path.join(outside, 'token'), path.join(outside, 'keys'), 'link.yaml']) {
      write({ '.bulkhead.yaml': `extends: ${name}\n`, 'pod.yaml': POD });
      const { status, stdout, stderr } = await bulkhead(['check', 'pod.yaml']);
      expect([status, stderr]).toEqual([2, expect.stringContaining('this is no configuration that can be used')]);
      expect(stdout + stderr).not.toContain('SECRET');
    }
    rmSync(outside, { recursive: true });
  });

  it('ends with 2 for a file that is not there, and for a broken configuration', async () => {
    write({ '.bulkhead.yaml': 'x: 1\n', 'pod.yaml': POD });
    expect(await bulkhead(['config', 'none.yaml'])).toMatchObject({ status: 2, stderr: 'bulkhead: there is no file "none.yaml"\n' });
    expect((await bulkhead(['config', 'pod.yaml'])).stderr).toMatch(/^bulkhead: \.bulkhead\.yaml:1:1: there is no setting "x" here/);
  });
});
