import { mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JsonReport } from '../../server/src/present/json/report.ts';
import { useWorkspace } from './workspace.ts';

const { at, bulkhead, read, write } = useWorkspace();

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  hostNetwork: true\n  containers: [{ name: web, image: "example.org/web:1" }]\n';

const FILES = {
  'pod.yaml': POD,
  'vendor/pod.yaml': POD,
  'vendor/kept/pod.yaml': POD,
  'deploy/old/pod.yaml': POD,
  'deploy/new/pod.yaml': POD,
  'deploy/new/own.yaml': POD,
  'configured/pod.yaml': POD,
  'node_modules/a/pod.yaml': POD,
  'text.txt': POD,
  'package.json': '{ "name": "a" }\n',
  'broken.yaml': 'a: [\n',
  '.bulkheadignore': 'vendor/\n!vendor/kept/\n',
  'deploy/.bulkheadignore': '/old/\n',
  'deploy/new/.gitignore': 'own.yaml\n',
  '.bulkhead.yaml': 'ignore: [configured/]\n',
};
const NAMES = Object.keys(FILES);

describe('--force-ignore', () => {
  it.each([true, false])('judges of the files that are named those that a look into the folder would find (in a repository: %s)', async (isRepository) => {
    write(FILES);
    if (isRepository) mkdirSync(at('.git'));
    const files = async (args: readonly string[]) => {
      const { stdout } = await bulkhead(['check', '--format', 'json', ...args]);
      return (JSON.parse(stdout) as JsonReport).files.map(({ file }) => file).sort();
    };
    const found = await files(['.']);
    expect(found).toEqual(['broken.yaml', 'deploy/new/pod.yaml', 'pod.yaml']);
    expect(await files(['--force-ignore', ...NAMES])).toEqual(found);
    expect(await files(NAMES)).toHaveLength(NAMES.length);
  });

  it('says nothing of files that are no manifests, and is fine with nothing to do', async () => {
    write(FILES);
    const { status, stdout } = await bulkhead(['check', '--force-ignore', 'broken.yaml', 'package.json', 'vendor/pod.yaml']);
    expect([status, stdout]).toEqual([0, expect.stringContaining('1 file checked, 1 of them no manifest: no findings.')]);
    expect(await bulkhead(['check', '--force-ignore', 'vendor/pod.yaml'])).toMatchObject({ status: 0, stderr: '' });
    expect(await bulkhead(['check', '--force-ignore', 'none.yaml'])).toMatchObject({ status: 2 });
  });

  it('keeps fix from files that are ignored', async () => {
    write(FILES);
    await bulkhead(['fix', '--force-ignore', '--safety', 'review', ...NAMES]);
    expect(read('pod.yaml')).not.toBe(POD);
    for (const file of ['vendor/pod.yaml', 'configured/pod.yaml', 'text.txt']) expect(read(file)).toBe(POD);
  });
});

describe('fix --fail-on-change', () => {
  it('ends with 1 if it changed something, or would, and with 0 if not', async () => {
    write({ 'pod.yaml': POD });
    const fix = async (...more: string[]) => (await bulkhead(['fix', '--safety', 'review', 'pod.yaml', ...more])).status;
    expect(await fix('--fail-on-change', '--dry-run')).toBe(1);
    expect(await fix('--dry-run')).toBe(0);
    expect(read('pod.yaml')).toBe(POD);
    expect(await fix('--fail-on-change')).toBe(1);
    expect(await fix('--fail-on-change')).toBe(0);
    expect(await fix('--fail-on-change', 'none.yaml')).toBe(2);
  });

  it('counts a text from standard input', async () => {
    const fix = async (input: string) => (await bulkhead(['fix', '--stdin', '--safety', 'review', '--fail-on-change'], { input })).status;
    expect(await fix(POD)).toBe(1);
    expect(await fix('kind: ConfigMap\napiVersion: v1\nmetadata: { name: a }\n')).toBe(0);
  });
});
