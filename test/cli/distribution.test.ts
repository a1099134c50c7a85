import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { ROOT } from '../kit/cli.ts';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  hostNetwork: true\n  containers: [{ name: web, image: "nginx:1.27" }]\n';
const CLEAN = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n';
const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));

const folder = mkdtempSync(path.join(tmpdir(), 'bulkhead-distribution-'));
const release = path.join(folder, 'release');
const tarball = path.join(folder, `bulkhead-${version}.tgz`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** No package may be missing: npm has nobody to ask. */
const OFFLINE = { npm_config_registry: 'http://127.0.0.1:9/', npm_config_cache: path.join(folder, 'cache'), npm_config_fetch_retries: '0' };

function run(program: string, args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', ...OFFLINE, ...env } });
  return { status, stdout, stderr };
}

let repository = '';
const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: repository, encoding: 'utf8' }).trim();
const write = (files: Readonly<Record<string, string>>) => {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(repository, file)), { recursive: true });
    writeFileSync(path.join(repository, file), text);
  }
};

beforeAll(() => {
  execFileSync(process.execPath, [path.join(ROOT, 'scripts/release.mjs'), '--no-build', '--into', release], { stdio: 'pipe' });
});
beforeEach(() => {
  repository = mkdtempSync(path.join(folder, 'repository-'));
  git('init', '--quiet');
});

describe('a release', () => {
  it('is the npm package, the action, the hooks and the template, and installs nothing else', () => {
    const files = readdirSync(release, { recursive: true, encoding: 'utf8' }).filter((file) => statSync(path.join(release, file)).isFile());
    for (const file of [
      'action.yml',
      'dist/action.js',
      '.pre-commit-hooks.yaml',
      'templates/bulkhead.gitlab-ci.yml',
      'LICENSE',
      'dist/THIRD-PARTY-LICENSES.txt',
    ])
      expect(files).toContain(file);
    const manifest = JSON.parse(readFileSync(path.join(release, 'package.json'), 'utf8'));
    for (const key of ['dependencies', 'devDependencies', 'optionalDependencies', 'scripts']) expect(manifest).not.toHaveProperty(key);
  });

  it('becomes a commit on top of HEAD, in no branch, the same each time', () => {
    write({ 'a.txt': 'a\n' });
    git('add', '.');
    git('commit', '--quiet', '-m', 'one');
    const before = git('status', '--porcelain', '--branch');
    const commit = () => {
      const env = {
        GIT_DIR: path.join(repository, '.git'),
        GIT_AUTHOR_NAME: 'a',
        GIT_AUTHOR_EMAIL: 'a@b',
        GIT_COMMITTER_NAME: 'a',
        GIT_COMMITTER_EMAIL: 'a@b',
      };
      const { stdout, stderr } = run(process.execPath, [path.join(ROOT, 'scripts/release.mjs'), '--no-build', '--commit', '--into', release], ROOT, env);
      return /^commit ([0-9a-f]{40}),/m.exec(stdout)?.[1] ?? stderr;
    };
    const hash = commit();
    expect(commit()).toBe(hash);
    expect(git('rev-parse', `${hash}^`)).toBe(git('rev-parse', 'HEAD'));
    expect(git('status', '--porcelain', '--branch')).toBe(before);
    const listed = git('ls-tree', '-r', hash).split('\n');
    expect(listed).toContainEqual(expect.stringMatching(/^100644 blob [0-9a-f]+\taction\.yml$/));
    expect(listed).toContainEqual(expect.stringMatching(/^100755 blob [0-9a-f]+\tdist\/cli\.js$/));
    expect(listed.some((line) => line.endsWith('\ta.txt'))).toBe(false);
  });

  it('takes the place of no other folder', () => {
    for (const into of ['.', 'docs'])
      expect(run(process.execPath, [path.join(ROOT, 'scripts/release.mjs'), '--no-build', '--into', into], ROOT)).toMatchObject({ status: 2 });
    expect(existsSync(path.join(ROOT, 'docs/ARCHITECTURE.md'))).toBe(true);
  });
});

describe('the tarball for npm', () => {
  it('is small, and runs with npx where there is no registry', () => {
    expect(statSync(tarball).size).toBeLessThan(3_000_000);
    write({ 'pod.yaml': POD });
    const npx = (...args: string[]) => run('npx', ['--yes', '--package', tarball, 'bulkhead', ...args], repository);
    expect(npx('--version')).toMatchObject({ status: 0, stdout: `${version}\n` });
    expect(npx('check')).toMatchObject({ status: 1, stdout: expect.stringContaining('host-network 5:3') });
  });
});

const hookSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  entry: z.string(),
  language: z.literal('node'),
  types_or: z.array(z.enum(['yaml', 'json'])),
  require_serial: z.literal(true),
});

describe('hooks of pre-commit', () => {
  const hooks = z.array(hookSchema).parse(parse(readFileSync(path.join(ROOT, '.pre-commit-hooks.yaml'), 'utf8')));
  let bin = '';
  beforeAll(() => {
    // as pre-commit installs a hook of node
    const environment = path.join(folder, 'environment');
    const npm = (...args: string[]) => expect(run('npm', args, release), args.join(' ')).toMatchObject({ status: 0 });
    npm('install', '--include=dev', '--include=prod', '--ignore-prepublish', '--no-progress', '--no-save');
    npm('pack', '--pack-destination', folder);
    npm('install', '--global', '--prefix', environment, tarball);
    bin = path.join(environment, 'bin');
  });

  /** Runs a hook on what is staged, as pre-commit does: the words of its entry, then the arguments of the user, then the files. */
  const hook = (id: string, ...args: string[]) => {
    const { entry, types_or: types } = hooks.find((one) => one.id === id) ?? { entry: '', types_or: [] };
    const endings = { yaml: /\.(?:yaml|yml)$/, json: /\.json$/ };
    const staged = git('diff', '--staged', '--name-only', '-z', '--no-ext-diff', '--diff-filter=ACMRTUXB').split('\0');
    const files = staged.filter((file) => types.some((type) => endings[type].test(file)));
    const [program = '', ...words] = entry.split(' ');
    return run(path.join(bin, program), [...words, ...args, ...files], repository);
  };

  it('are a check and a fix', () => {
    expect(hooks.map(({ id }) => id)).toEqual(['bulkhead-check', 'bulkhead-fix']);
  });

  it('fail on what is staged, and on nothing else', () => {
    write({
      'a b/pod.yaml': POD,
      'other.yaml': POD,
      'values.yaml': 'a: [\n',
      'package.json': '{}\n',
      'x.txt': POD,
      'vendor/pod.yaml': POD,
      '.bulkhead.yaml': 'ignore: [vendor/]\n',
    });
    git('add', 'other.yaml');
    git('commit', '--quiet', '-m', 'one');
    git('add', '--all', ':!a b');
    expect(hook('bulkhead-check')).toMatchObject({ status: 0, stderr: '' });
    git('add', '--all');
    expect(hook('bulkhead-check')).toMatchObject({
      status: 1,
      stderr: '',
      stdout: expect.stringMatching(/^a b\/pod\.yaml\n(?:(?!other\.yaml|vendor)[\s\S])*$/),
    });
    expect(hook('bulkhead-check', '--fail-on', 'critical').status).toBe(0);
  });

  it('mend, and fail if they changed something', () => {
    write({ 'pod.yaml': POD, 'clean.yaml': CLEAN, 'vendor/pod.yaml': POD, '.bulkheadignore': 'vendor/\n' });
    git('add', '--all');
    expect(hook('bulkhead-fix', '--safety', 'review')).toMatchObject({ status: 1, stdout: expect.stringContaining('pod.yaml') });
    expect(git('diff', '--name-only')).toBe('pod.yaml');
    git('add', '--all');
    expect(hook('bulkhead-fix', '--safety', 'review').status).toBe(0);
    expect(hook('bulkhead-check').status).toBe(0);
  });
});

const jobSchema = z.strictObject({
  stage: z.literal('test'),
  image: z.literal('node:24'),
  variables: z.record(z.string(), z.string()),
  script: z.array(z.string()),
  artifacts: z.strictObject({
    when: z.literal('always'),
    expose_as: z.string(),
    paths: z.array(z.string()),
    reports: z.strictObject({ codequality: z.string() }),
  }),
});

describe('the template for GitLab', () => {
  const { bulkhead: job } = z.strictObject({ bulkhead: jobSchema }).parse(parse(readFileSync(path.join(ROOT, 'templates/bulkhead.gitlab-ci.yml'), 'utf8')));

  /** Runs the lines of the job in one shell that ends at the first failure, as a runner does. */
  const pipeline = (variables: Readonly<Record<string, string>> = {}) =>
    run('sh', ['-e', '-c', job.script.join('\n')], repository, {
      CI: 'true',
      CI_PROJECT_DIR: repository,
      ...job.variables,
      BULKHEAD_PACKAGE: tarball,
      ...variables,
    });
  const report = (file: string) => JSON.parse(readFileSync(path.join(repository, file), 'utf8'));

  it('fails, and leaves both reports', () => {
    write({ 'deploy/pod.yaml': POD });
    const { status, stdout } = pipeline();
    expect([status, stdout]).toEqual([1, expect.stringContaining('deploy/pod.yaml')]);
    const entries: { location: { path: string } }[] = report(job.artifacts.reports.codequality);
    expect(entries).toHaveLength(report(job.artifacts.paths[0] ?? '').runs[0].results.length);
    expect(entries[0]?.location.path).toBe('deploy/pod.yaml');
  });

  it('takes paths, patterns, a threshold, a baseline and options; none of them is run', () => {
    write({ 'a/pod.yaml': POD, 'b/pod.yaml': POD, 'clean.yaml': CLEAN, 'known findings.json': '{ "bulkheadBaseline": 1, "findings": [] }' });
    expect(pipeline({ BULKHEAD_FAIL_ON: 'critical' }).status).toBe(0);
    expect(pipeline({ BULKHEAD_PATHS: 'clean.yaml' }).status).toBe(0);
    expect(pipeline({ BULKHEAD_PATHS: '*/pod.yaml' }).stdout).toContain('in 2 files');
    expect(pipeline({ BULKHEAD_FAIL_ON: 'critical', BULKHEAD_OPTIONS: '--threat-model multi-tenant', BULKHEAD_BASELINE: 'known findings.json' }).status).toBe(
      1,
    );
    expect(pipeline({ BULKHEAD_PATHS: '$(touch hit) ; touch hit' }).status).toBe(2);
    expect(existsSync(path.join(repository, 'hit'))).toBe(false);
  });
});
