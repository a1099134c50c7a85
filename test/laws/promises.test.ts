import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { useWorkspace } from '../cli/workspace.ts';
import { ROOT } from '../kit/cli.ts';
import { someOf } from './cases.ts';

const { bulkhead, read, write } = useWorkspace();

/** The manifests of a folder of the project, by name. */
function manifestsOf(folder: string): Record<string, string> {
  const root = path.join(ROOT, folder);
  const names = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.after\.ya?ml$|^(?:findings|left-to-the-author)\.txt$|^expected\.json$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(path.join(root, name), 'utf8')]));
}

interface Size {
  readonly changes: number;
  readonly files: number;
}

const NOTHING: Size = { changes: 0, files: 0 };

/** The numbers that the last lines of `check` promise for a command. */
function promised(stdout: string, command: string): Size {
  const found = new RegExp(`\`${command}\` makes (\\d+) changes? in (\\d+) files?`).exec(stdout);
  return found ? { changes: Number(found[1]), files: Number(found[2]) } : NOTHING;
}

/** The numbers in the last line of `fix`. */
function done(stdout: string): Size {
  const found = /^(\d+) of \d+ files? changed(?:: (\d+) changes?)?\.$/m.exec(stdout);
  return { changes: Number(found?.[2] ?? 0), files: Number(found?.[1]) };
}

/** How many findings `fix` lists as mended; one change may mend several. */
function listed(stdout: string): number {
  const lines = stdout.split('\n').filter((line) => line.startsWith('  fixed  '));
  return lines.reduce((n, line) => n + Number(/ ×(\d+)$/.exec(line)?.[1] ?? 1), 0);
}

/** Folders, each as some runs: of more than 500 findings `check` promises no numbers. What is in one folder stays together. */
const RUNS = ['examples', 'test/workloads', 'test/stacks'].flatMap((folder) => {
  const files = Object.entries(manifestsOf(folder));
  const parts = [...new Set(files.map(([name]) => (name.split(/[/\\]/)[1] === undefined ? '' : name.split(/[/\\]/)[0])))];
  const runs: [string, string][][] = [];
  for (const part of parts) {
    const own = files.filter(([name]) => (part === '' ? !/[/\\]/.test(name) : name.startsWith(part as string)));
    const size = part === '' ? 7 : own.length;
    for (let i = 0; i < own.length; i += size) runs.push(own.slice(i, i + size));
  }
  return runs.map((run) => [folder, run[0]?.[0] ?? '', Object.fromEntries(run)] as const);
});

it.each(someOf(RUNS, 4))('what `check` promises is what `fix` then does: %s, from %s', async (_, __, files) => {
  write(files);
  const { stdout: said } = await bulkhead(['check']);
  const safe = promised(said, 'bulkhead fix');
  const review = promised(said, 'bulkhead fix --safety review');
  for (const [args, promise] of [
    [['fix'], safe],
    [['fix', '--safety', 'review'], review.changes > 0 ? review : safe],
  ] as const) {
    write(files);
    const { stdout } = await bulkhead(args);
    expect(done(stdout)).toEqual(promise);
    expect(promise.files).toBe(Object.keys(files).filter((name) => read(name) !== files[name]).length);
    expect(promise.changes).toBeGreaterThanOrEqual(promise.files);
    expect(promise.changes).toBeLessThanOrEqual(listed(stdout));
  }
  expect(said).not.toContain('`bulkhead fix` makes the safe changes');
  // `fix` did all that it could, so there is nothing left to promise
  expect((await bulkhead(['check'])).stdout).not.toContain('`bulkhead fix');
});

it('of many findings no numbers are promised: that would take longer than to find them', async () => {
  write(manifestsOf('test/workloads'));
  const { stdout } = await bulkhead(['check']);
  expect(Number(/^(\d+) findings in/m.exec(stdout)?.[1])).toBeGreaterThan(500);
  expect(stdout).toContain('`bulkhead fix` makes the safe changes, `--safety review` those to review, too; `--dry-run` shows them first.');
  expect(promised(stdout, 'bulkhead fix')).toEqual(NOTHING);
});
