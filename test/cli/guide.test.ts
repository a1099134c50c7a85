import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, parseDocument } from 'yaml';
import { ACTION, common } from '../../scripts/targets.mjs';
import { ROOT } from '../kit/cli.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'bulkhead-guide-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const text = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

interface Block {
  readonly language: string;
  readonly text: string;
}
/** The code of a page, in its order. */
const blocksOf = (page: string): Block[] =>
  [...text(page).matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = '', code = '']) => ({ language, text: code }));
/** The file that a block of YAML is, by its first line. */
const fileOf = (block: Block) => /^# (\S+)\n/.exec(block.text)?.[1] ?? '';

/** Environment in which `bulkhead` is what npm installs from the tarball, and nothing is fetched. */
const ENV = {
  ...process.env,
  NO_COLOR: '1',
  PATH: `${path.join(folder, 'global/bin')}:${process.env['PATH']}`,
  npm_config_prefix: path.join(folder, 'global'),
  npm_config_cache: path.join(folder, 'cache'),
  npm_config_registry: 'http://127.0.0.1:9/',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@b',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@b',
};
const sh = (command: string, cwd: string) => {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { cwd, encoding: 'utf8', env: ENV, maxBuffer: 1 << 26 });
  return { status, stdout, stderr };
};

/** Runs the lines of a block; each ends with 0, or as its comment says. Answers what the last one said. */
function follow(block: Block, cwd: string) {
  let last = { status: 0 as number | null, stdout: '', stderr: '' };
  for (const line of block.text.trimEnd().split('\n')) {
    last = sh(line, cwd);
    expect([line, last.status, last.stderr]).toEqual([line, Number(/# ends with (\d)$/.exec(line)?.[1] ?? 0), expect.anything()]);
  }
  return last;
}

function write(cwd: string, files: Readonly<Record<string, string>>) {
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(cwd, file)), { recursive: true });
    writeFileSync(path.join(cwd, file), content);
  }
}

const KINDS: readonly ((i: number) => Readonly<Record<string, string>>)[] = [
  (i) => ({
    [`deploy/${i}/pod.yaml`]: `apiVersion: v1\nkind: Pod\nmetadata: { name: p${i} }\nspec:\n  hostNetwork: true\n  containers: [{ name: web, image: "example.org/web:1" }]\n`,
  }),
  (i) => ({
    [`deploy/${i}/app.yml`]: `# app ${i}\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d${i}\n  namespace: shop\nspec:\n  selector: { matchLabels: { a: b } }\n  template:\n    metadata: { labels: { a: b } }\n    spec:\n      containers:\n        - name: app\n          image: nginx:1.27\n          securityContext: { privileged: true }\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: c${i} }\n`,
  }),
  (i) => ({
    [`compose/${i}/compose.yaml`]: `services:\n  web:\n    image: example.org/web:\${TAG}\n    pid: host\n`,
    [`compose/${i}/compose.override.yaml`]: 'services:\n  web:\n    privileged: true\n',
  }),
  (i) => ({
    [`charts/c${i}/Chart.yaml`]: `apiVersion: v2\nname: c${i}\nversion: 0.1.0\n`,
    [`charts/c${i}/values.yaml`]: 'image: example.org/web\n',
    [`charts/c${i}/templates/pod.yaml`]:
      'apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  hostIPC: true\n  {{- with .Values.extra }}\n  {{- toYaml . | nindent 2 }}\n  {{- end }}\n  containers:\n    - name: web\n      image: {{ .Values.image }}\n',
  }),
  (i) => ({
    [`json/${i}.json`]: JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `j${i}` },
      spec: { hostPID: true, containers: [{ name: 'a', image: 'a' }] },
    }),
  }),
  (i) => ({
    [`other/${i}.yaml`]: `apiVersion: batch/v1\r\nkind: CronJob\r\nmetadata: { name: j${i} }\r\nspec:\r\n  schedule: "@daily"\r\n  jobTemplate:\r\n    spec:\r\n      template:\r\n        spec: { restartPolicy: Never, containers: [{ name: a, image: "nginx:1.27" }] }\r\n`,
  }),
];
/** So many mixed manifests, in a repository with files that are none, one of them broken. */
function repository(name: string, manifests: number): string {
  const cwd = path.join(folder, name);
  for (let i = 0, n = 0; n < manifests; i++) {
    const files = KINDS[i % KINDS.length]?.(i) ?? {};
    n += Object.keys(files).filter((file) => !/(?:Chart|values)\.yaml$/.test(file)).length;
    write(cwd, files);
  }
  write(cwd, { 'mkdocs.yml': 'nav: [\n', 'package.json': '{ "name": "a" }\n', '.github/workflows/test.yml': 'on: push\njobs: {}\n' });
  sh('git init --quiet --initial-branch main && git add . && git commit --quiet -m one && git update-ref refs/remotes/origin/main HEAD', cwd);
  return cwd;
}

const blocks = { adoption: blocksOf('docs/guide/adoption.md'), ci: blocksOf('docs/guide/ci.md') };
const { version } = JSON.parse(text('package.json'));

const action = path.join(folder, 'action.js');
beforeAll(async () => {
  await build({ ...common(true), ...ACTION, outfile: action });
  const { status, stderr } = spawnSync(process.execPath, [path.join(ROOT, 'scripts/release.mjs'), '--no-build', '--into', path.join(folder, 'release')], {
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
});

/** Runs the action as a workflow of a page asks for it, and answers its status and its log. */
function act(workflow: Block, cwd: string) {
  const { inputs } = parse(text('action.yml')) as { inputs: Record<string, { default: string }> };
  const { steps } = Object.values(
    (parse(workflow.text) as { jobs: Record<string, { steps: { uses?: string; with?: Record<string, string> }[] }> }).jobs,
  )[0] ?? { steps: [] };
  const { uses, with: given = {} } = steps.find((step) => step.uses?.startsWith('OWNER/')) ?? {};
  expect(uses).toBe(`OWNER/bulkhead@v${version.split('.')[0]}`);
  for (const name of Object.keys(given)) expect(Object.keys(inputs)).toContain(name);
  const value = (name: string) => (given[name] ?? inputs[name]?.default ?? '').replace('${{ github.event.pull_request.base.sha }}', 'origin/main');
  const env = Object.fromEntries(Object.keys(inputs).map((name) => [`INPUT_${name.toUpperCase()}`, value(name)]));
  return spawnSync(process.execPath, [action], { cwd, encoding: 'utf8', env: { ...ENV, GITHUB_WORKSPACE: cwd, ...env } });
}

describe('the page about adoption, word by word', () => {
  const cwd = repository('adopted', 200);
  const before = sh('git status --porcelain', cwd).stdout;
  /** The blocks that are left to follow. */
  const left = [...blocks.adoption];
  const next = (language: string): Block => {
    const block = left.shift();
    expect(block?.language).toBe(language);
    return block as Block;
  };

  it('works', () => {
    expect(before).toBe('');
    copyFileSync(path.join(folder, `bulkhead-${version}.tgz`), path.join(cwd, `bulkhead-${version}.tgz`));
    expect(follow(next('sh'), cwd).stdout).toBe(`${version}\n`);
    rmSync(path.join(cwd, `bulkhead-${version}.tgz`));

    expect(follow(next('sh'), cwd).stdout).toMatch(/^2\d\d files checked, .*: nothing found in what could be judged/);
    follow(next('sh'), cwd);
    expect(sh('git status --porcelain', cwd).stdout).toBe('');

    const workflow = next('yaml');
    write(cwd, { [fileOf(workflow)]: workflow.text });
    expect(act(workflow, cwd)).toMatchObject({ status: 0, stdout: '' });

    const added = next('yaml');
    write(cwd, { [fileOf(added)]: added.text });
    const { stdout } = follow(next('sh'), cwd);
    const line = added.text.split('\n').findIndex((one) => one.includes('hostPID')) + 1;
    expect(stdout.match(/^::error .*$/gm)).toEqual([expect.stringMatching(new RegExp(`^::error file=${fileOf(added)},line=${line},.*title=host-pid `))]);
    expect(act(workflow, cwd)).toMatchObject({ status: 1, stdout });

    expect(follow(next('sh'), cwd).stdout).toMatch(/^-.*hostPID: true$/m);
    const allowed = next('yaml');
    expect(fileOf(allowed)).toBe(fileOf(added));
    write(cwd, { [fileOf(allowed)]: allowed.text });
    const check = next('sh');
    follow(check, cwd);
    // when its last day is over
    const yesterday = new Date(Date.now() - 864e5).toISOString().slice(0, 10);
    write(cwd, { [fileOf(allowed)]: allowed.text.replace(/until \d{4}-\d\d-\d\d/, `until ${yesterday}`) });
    expect(sh(check.text, cwd)).toMatchObject({ status: 1, stdout: expect.stringContaining('host-pid') });
    write(cwd, { [fileOf(allowed)]: allowed.text });

    // the new file brings mild findings, too
    const known = () =>
      JSON.parse(readFileSync(path.join(cwd, '.bulkhead-baseline.json'), 'utf8')).findings.filter(({ file }: { file: string }) => file !== fileOf(added))
        .length;
    const number = known();
    expect(follow(next('sh'), cwd).stderr).toContain(' findings written into .bulkhead-baseline.json');
    expect(known()).toBeLessThan(number);
    expect(left).toEqual([]);
    // a dozen runs over all files, also where others are at work
  }, 900_000);
});

describe('the page about CI', () => {
  it('has commands that do what it says', () => {
    const cwd = repository('in-ci', 12);
    write(cwd, {
      'deploy/pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  hostNetwork: true\n  containers: [{ name: web, image: "nginx:1.27" }]\n',
    });
    sh('git add . && git commit --quiet -m two && git update-ref refs/remotes/origin/main HEAD', cwd);
    for (const block of blocks.ci.filter(({ language }) => language === 'sh')) follow(block, cwd);
  });

  it('has a workflow that runs', () => {
    const cwd = repository('with-action', 6);
    const [workflow] = blocks.ci.filter((block) => block.language === 'yaml');
    write(cwd, { 'compose.yaml': 'services:\n  a:\n    image: example.org/a:1\n    pid: host\n' });
    const { status, stdout } = act(workflow as Block, cwd);
    expect([status, stdout]).toEqual([1, expect.stringMatching(/^::error file=compose\.yaml,line=4,.*title=host-pid/)]);
    expect(JSON.parse(readFileSync(path.join(cwd, 'bulkhead.sarif'), 'utf8')).version).toBe('2.1.0');
  });

  it('describes the inputs and outputs of the action as it does itself', () => {
    const { inputs, outputs } = parse(text('action.yml')) as { inputs: Record<string, { default: string }>; outputs: Record<string, unknown> };
    const rows = [...text('docs/guide/ci.md').matchAll(/^\| `([a-z-]+)` \| (?:`([^`]+)` )?\| \S/gm)].map(([, name, value = '']) => [name, value]);
    expect(rows).toEqual(Object.entries(inputs).map(([name, { default: value }]) => [name, value]));
    for (const name of Object.keys(outputs)) expect(text('docs/guide/ci.md')).toMatch(new RegExp(`^The outputs are .*\`${name}\``, 'm'));
  });

  it('names the hooks and variables that there are', () => {
    const [, hooks, gitlab] = blocks.ci.filter(({ language }) => language === 'yaml').map((block) => parseDocument(block.text).toJS());
    const [{ rev, hooks: used }] = hooks.repos;
    expect(rev).toBe(`v${version}`);
    expect(used.map(({ id }: { id: string }) => id)).toEqual((parse(text('.pre-commit-hooks.yaml')) as { id: string }[]).map(({ id }) => id));
    const { bulkhead } = parse(text('templates/bulkhead.gitlab-ci.yml'));
    for (const name of Object.keys(gitlab.bulkhead.variables)) expect(Object.keys(bulkhead.variables)).toContain(name);
  });

  it('lists every format', () => {
    const formats = /argument 'x' is invalid\. Allowed choices are (.*)\.\n/
      .exec(sh(`node ${path.join(folder, 'release/dist/cli.js')} check --format x`, folder).stderr)?.[1]
      ?.split(', ');
    expect([...text('docs/guide/ci.md').matchAll(/^\| `(\w+)` \| (?!`)\w[^|]*\|$/gm)].map(([, name]) => name)).toEqual(formats);
  });
});
