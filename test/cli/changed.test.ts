import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { useWorkspace } from './workspace.ts';

const { at, bulkhead, write } = useWorkspace();

const pod = (more = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  hostNetwork: true\n${more}  containers: [{ name: web, image: "example.org/web:1" }]\n`;

function git(...args: readonly string[]): void {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false', '-c', 'core.hooksPath=/dev/null'];
  execFileSync('git', [...who, ...args], { cwd: at('.'), stdio: 'pipe' });
}

/** What a pull request would be told: by file, the rules. */
async function told(...more: readonly string[]) {
  const { status, stdout, stderr } = await bulkhead(['check', '.', '--changed-since', 'main', '--format', 'json', ...more]);
  if (stderr !== '') throw new Error(stderr);
  const files = JSON.parse(stdout).files as { file: string; findings: { rule: string }[] }[];
  return { status, files: Object.fromEntries(files.map(({ file, findings }) => [file, findings.map(({ rule }) => rule)])) };
}

describe('--changed-since', () => {
  it('reports only what comes with the changes', async () => {
    write({ 'a.yaml': pod(), 'b.yaml': pod(), 'gone.yaml': pod() });
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('commit', '-q', '-m', 'a');
    git('checkout', '-q', '-b', 'change');
    expect(await told()).toEqual({ status: 0, files: {} });
    // what only moved is not new, committed or not
    write({ 'a.yaml': `# moved\n\n${pod()}` });
    git('rm', '-q', 'gone.yaml');
    expect(await told()).toEqual({ status: 0, files: { 'a.yaml': [] } });
    write({ 'a.yaml': pod('  hostPID: true\n') });
    git('commit', '-q', '-a', '-m', 'b');
    expect(await told()).toEqual({ status: 1, files: { 'a.yaml': ['host-pid'] } });
    // of a new file all is new, also before it is committed; of one that was renamed nothing
    git('mv', 'b.yaml', 'c.yaml');
    write({ 'new.yaml': pod() });
    const { files } = await told();
    expect(Object.keys(files)).toEqual(['a.yaml', 'c.yaml', 'new.yaml']);
    expect(files['new.yaml']).toContain('host-network');
  });

  it('knows what a change of one Compose file does in another one', async () => {
    write({
      'compose.yaml': 'services:\n  web: { image: "example.org/web:1", read_only: true, extends: { file: base.yml, service: web } }\n',
      'base.yml': 'services:\n  web: {}\n',
    });
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('commit', '-q', '-m', 'a');
    write({ 'base.yml': 'services:\n  web:\n    privileged: true\n' });
    const { files } = await told();
    expect(Object.values(files).flat()).toContain('privileged-container');
  });

  it('says what it lacks', async () => {
    write({ 'a.yaml': pod() });
    expect(await bulkhead(['check', '.', '--changed-since', 'main'])).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^bulkhead: there is no revision "main" with a common history: /),
    });
    expect(await bulkhead(['check', '.', '--changed-since', '--output=x'])).toMatchObject({ status: 2, stderr: expect.stringContaining('takes a revision') });
    expect(await bulkhead(['check', '.', '--changed-since', 'main', '--baseline', 'x', '--update-baseline'])).toMatchObject({ status: 2 });
  });
});

describe('--shard', () => {
  it('parts the files, each into one part', async () => {
    write(Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [`${name}.yaml`, pod()])));
    const parts = await Promise.all(
      ['1/2', '2/2'].map(async (part) => JSON.parse((await bulkhead(['check', '.', '--shard', part, '--format', 'json'])).stdout).files),
    );
    expect(parts.map((files) => files.map(({ file }: { file: string }) => file))).toEqual([
      ['a.yaml', 'c.yaml', 'e.yaml'],
      ['b.yaml', 'd.yaml'],
    ]);
    for (const wrong of ['0/2', '3/2', '1', 'a/b', '1/0']) expect(await bulkhead(['check', '.', '--shard', wrong]), wrong).toMatchObject({ status: 2 });
  });
});
