import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ACTION, common } from '../../scripts/targets.mjs';
import { ROOT } from '../kit/cli.ts';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  hostNetwork: true\n  containers: [{ name: web, image: "example.org/web:1" }]\n';
const CLEAN = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n';

interface Metadata {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
  readonly runs: { readonly using: string; readonly main: string };
}
const metadata: Metadata = parse(readFileSync(path.join(ROOT, 'action.yml'), 'utf8'));

/** The action as a runner has it: its description and its bundle, and nothing else. */
let action = '';
/** The workspace of the job. */
let workspace = '';
/** The folder of the runner. */
let runner = '';
beforeAll(async () => {
  action = mkdtempSync(path.join(tmpdir(), 'bulkhead-action-'));
  copyFileSync(path.join(ROOT, 'action.yml'), path.join(action, 'action.yml'));
  await build({ ...common(true), ...ACTION, outfile: path.join(action, metadata.runs.main) });
  return () => rmSync(action, { recursive: true, force: true });
});
beforeEach(() => {
  workspace = mkdtempSync(path.join(tmpdir(), 'bulkhead-workspace-'));
  runner = mkdtempSync(path.join(tmpdir(), 'bulkhead-runner-'));
});
afterEach(() => {
  for (const folder of [workspace, runner]) rmSync(folder, { recursive: true, force: true });
});

const write = (files: Readonly<Record<string, string>>) => {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(workspace, file)), { recursive: true });
    writeFileSync(path.join(workspace, file), text);
  }
};
const inWorkspace = (file: string) => readFileSync(path.join(workspace, file), 'utf8');

/** The outputs of a step, as the runner reads them from their file. */
function outputsIn(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let i = 0; i < lines.length - 1; i++) {
    const [, name = '', end] = /^([^=]*?)<<(.+)$/.exec(lines[i] ?? '') ?? [];
    expect(end, lines[i]).toBeDefined();
    const last = lines.indexOf(end as string, i + 1);
    outputs[name] = lines.slice(i + 1, last).join('\n');
    i = last;
  }
  return outputs;
}

/** Runs a step as the runner does: every input of the description is a variable, with its default where the step sets none. */
function step(inputs: Readonly<Record<string, string>> = {}, more: Readonly<Record<string, string>> = {}) {
  for (const name of Object.keys(inputs)) expect(Object.keys(metadata.inputs)).toContain(name);
  const set = Object.entries(metadata.inputs).map(([name, { default: value }]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, inputs[name] ?? value]);
  for (const file of ['output', 'summary']) writeFileSync(path.join(runner, file), '');
  mkdirSync(path.join(runner, 'temp'), { recursive: true });
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(action, metadata.runs.main)], {
    cwd: workspace,
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      CI: 'true',
      NO_COLOR: '1',
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: workspace,
      GITHUB_OUTPUT: path.join(runner, 'output'),
      GITHUB_STEP_SUMMARY: path.join(runner, 'summary'),
      RUNNER_TEMP: path.join(runner, 'temp'),
      ...Object.fromEntries(set),
      ...more,
    },
  });
  const [output, summary] = ['output', 'summary'].map((file) => readFileSync(path.join(runner, file), 'utf8'));
  expect(readdirSync(path.join(runner, 'temp')).filter((name) => name.startsWith('bulkhead-'))).toEqual([]);
  return { status, stdout, stderr, summary, outputs: outputsIn(output ?? '') };
}

describe('the GitHub Action', () => {
  it('is one bundle for Node 24, and describes every input and output', () => {
    expect(metadata.runs).toEqual({ using: 'node24', main: 'dist/action.js' });
    expect(readdirSync(path.join(action, 'dist'))).toEqual(['action.js']);
    for (const { description } of [...Object.values(metadata.inputs), ...Object.values(metadata.outputs)]) expect(description).toMatch(/^[A-Z].*\.$/);
  });

  it('fails with annotations, a summary and outputs', () => {
    write({ 'deploy/pod.yaml': POD, 'clean.yaml': CLEAN });
    const { status, stdout, summary, outputs } = step({ 'sarif-file': 'bulkhead.sarif' });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^::error file=deploy\/pod\.yaml,line=5,endLine=5,col=3,endColumn=19,title=host-network \(high\)::/);
    const { results } = JSON.parse(inWorkspace('bulkhead.sarif')).runs[0];
    expect(outputs).toEqual({ findings: String(results.length), 'sarif-file': path.join(workspace, 'bulkhead.sarif') });
    expect(stdout.match(/^::/gm)).toHaveLength(results.length);
    expect(summary).toContain(`### Bulkhead: ${results.length} findings (1 high, `);
    expect(summary).toMatch(/^\| high +\| `deploy\/pod\.yaml:5` \| `host-network` +\|/m);
  });

  it('succeeds where nothing is found, and without the files of a runner', () => {
    write({ 'clean.yaml': CLEAN });
    expect(step()).toMatchObject({
      status: 0,
      stdout: '',
      stderr: '',
      summary: '### Bulkhead: no findings in 1 file\n',
      outputs: { findings: '0', 'sarif-file': '' },
    });
    expect(step({}, { GITHUB_OUTPUT: '', GITHUB_STEP_SUMMARY: '', RUNNER_TEMP: '' }).status).toBe(0);
  });

  it('takes paths line by line, a threshold, and other reports', () => {
    write({ 'a b/pod.yaml': POD, 'c/pod.yaml': POD, 'd/pod.yaml': POD });
    const { status, stdout } = step({ paths: 'a b\n\n  c/*.yaml\r\n', 'fail-on': 'critical', format: 'pretty\njunit = report.xml' });
    expect(status).toBe(0);
    expect([...stdout.matchAll(/^\S.*\.yaml$/gm)].map(([name]) => name)).toEqual(['a b/pod.yaml', 'c/pod.yaml']);
    expect(inWorkspace('report.xml')).toContain('<testsuite name="c/pod.yaml"');
  });

  it('knows a baseline, and what a pull request changes', () => {
    write({ 'pod.yaml': POD });
    const git = (...args: string[]) => {
      const { status, stdout, stderr } = spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: workspace, encoding: 'utf8' });
      expect(status, stderr).toBe(0);
      return stdout.trim();
    };
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '-m', 'one');
    const base = git('rev-parse', 'HEAD');
    write({ 'pod.yaml': POD.replace('spec:\n', 'spec:\n  hostPID: true\n'), 'other.yaml': CLEAN });
    const { status, stdout, outputs } = step({ 'changed-since': base });
    expect([status, outputs['findings']]).toEqual([1, '1']);
    expect(stdout).toMatch(/^::error file=pod\.yaml,line=5,.*title=host-pid/);
    write({ 'known.json': '{ "bulkheadBaseline": 1, "findings": [] }' });
    expect(Number(step({ baseline: 'known.json' }).outputs['findings'])).toBeGreaterThan(1);
    expect(step({ baseline: 'none.json' })).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/^::error title=.*cannot read the baseline none\.json/m),
    });
  });

  it('counts names from the repository, whatever the folder of the step', () => {
    write({ 'app/.git/HEAD': '', 'app/deploy/pod.yaml': POD });
    const inRepository = step({ 'working-directory': 'app/deploy', paths: 'pod.yaml', 'sarif-file': 'x.sarif' });
    expect(inRepository.stdout).toMatch(/^::error file=deploy\/pod\.yaml,/);
    expect(inRepository.outputs['sarif-file']).toBe(path.join(workspace, 'app/deploy/x.sarif'));
    write({ 'sub/pod.yaml': POD });
    expect(step({ 'working-directory': 'sub' }).stdout).toMatch(/^::error file=sub\/pod\.yaml,/);
  });

  it('says what it could not judge, and does the rest', () => {
    write({ 'pod.yaml': POD });
    const { status, stdout, summary, outputs } = step({ paths: 'none.yaml\npod.yaml' });
    expect(status).toBe(1);
    expect(stdout).toContain('::error title=Bulkhead could not judge everything::bulkhead: cannot read none.yaml: ');
    expect(summary).toContain('Not judged: `none.yaml`');
    expect(Number(outputs['findings'])).toBeGreaterThan(0);
  });

  it.each([
    [{ paths: '--fail-on=critical' }, 'cannot read --fail-on=critical'],
    [{ paths: '$(touch hit)\n`touch hit`\n; touch hit' }, 'cannot read'],
    [{ 'fail-on': 'high --format json' }, 'is invalid. Allowed choices are'],
    [{ format: 'github --output=x' }, 'is invalid. Allowed choices are'],
    [{ format: 'nothing=x' }, 'is invalid. Allowed choices are'],
    [{ format: 'json=' }, 'format: the name of a file is empty'],
    [{ 'changed-since': '--output=hit' }, '--changed-since takes a revision'],
    [{ 'working-directory': '..' }, 'working-directory: .. is not in the workspace'],
    [{ 'working-directory': 'none' }, 'working-directory: there is no folder none'],
    [{ 'sarif-file': '../x.sarif' }, 'sarif-file: ../x.sarif is not in the repository'],
    [{ 'sarif-file': 'none/x.sarif' }, 'sarif-file: there is no folder for none/x.sarif'],
    [{ 'sarif-file': 'pod.yaml' }, 'is a file that is checked'],
  ])('%j is data, and an error', (inputs, message) => {
    write({ 'pod.yaml': POD });
    const { status, stdout } = step(inputs as Record<string, string>);
    expect(status).toBe(1);
    expect(stdout).toContain(message);
    expect(stdout).toMatch(/^::error /m);
    expect(stdout.match(/^::error::/m)).toBeNull();
    expect(readdirSync(workspace)).toEqual(['pod.yaml']);
  });

  it('gives a name with a line break as an output, and no other output with it', () => {
    write({ 'pod.yaml': POD });
    const { outputs } = step({ 'sarif-file': 'x\nfindings=0\n::error::y' });
    expect(outputs).toEqual({ findings: '10', 'sarif-file': `${workspace}/x\nfindings=0\n::error::y` });
  });

  it('reads through no link that a pull request puts in the place of a folder, but elsewhere where it is told to', () => {
    const outside = path.join(runner, 'outside');
    mkdirSync(outside);
    writeFileSync(path.join(outside, 'pod.yaml'), POD);
    symlinkSync(outside, path.join(workspace, 'deploy'));
    for (const inputs of [
      { paths: 'deploy' },
      { paths: 'deploy/*.yaml' },
      { paths: 'deploy/pod.yaml' },
      { 'working-directory': 'deploy' },
      { baseline: 'deploy/pod.yaml' },
    ])
      expect(step(inputs), JSON.stringify(inputs)).toMatchObject({
        status: 1,
        stdout: expect.stringMatching(/^::error title=Bulkhead::[^\n]* leads out of the workspace\n$/),
      });
    expect(step({ paths: outside }).outputs['findings']).toBe('10');
  });

  it('writes through no link that a pull request brings', () => {
    write({ 'pod.yaml': POD });
    writeFileSync(path.join(runner, 'secret'), 'kept');
    symlinkSync(path.join(runner, 'secret'), path.join(workspace, 'x.sarif'));
    symlinkSync(runner, path.join(workspace, 'folder'));
    expect(step({ 'sarif-file': 'x.sarif' })).toMatchObject({ status: 1, stdout: expect.stringContaining('sarif-file: x.sarif is a link') });
    expect(step({ format: 'json=folder/secret' })).toMatchObject({ status: 1, stdout: expect.stringContaining('is not in the repository') });
    expect(readFileSync(path.join(runner, 'secret'), 'utf8')).toBe('kept');
    const own = path.join(runner, 'temp/x.sarif');
    expect(step({ 'sarif-file': own }).outputs['sarif-file']).toBe(own);
  });
});
