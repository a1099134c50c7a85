import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { Engine, type SettingsOf } from '../../engine/engine.ts';
import { folderOf } from '../../engine/facts.ts';
import type { Finding } from '../../engine/finding.ts';
import type { FileAccess } from '../../engine/other-files.ts';
import type { Snapshot } from '../../engine/snapshot.ts';
import { decode } from '../decode.ts';
import type { Input } from './files.ts';
import { UsageError } from './io.ts';

/** A revision can hold files of this size, in bytes; larger ones are not read anyway. */
const MOST_BYTES = 64 * 1024 * 1024;

/** What has changed since a revision. */
export interface Changed {
  /** Whether a file, or one that it was judged with, has changed. */
  touches(file: string, snapshot: Snapshot): boolean;
  /** The findings of a file that it did not have at the revision. */
  fresh(file: string, findings: readonly Finding[]): readonly Finding[];
}

/**
 * What has changed in the working directory since it left the history of a Git revision, with what is not committed. Findings are compared by
 * identity, as in a baseline: what only moved is not new.
 * @param now the files as they are; others of a Compose project included
 * @param inputs the files of the run
 * @throws UsageError if there is no Git, no repository or no such revision
 */
export function changedSince(revision: string, cwd: string, settings: SettingsOf, now: FileAccess, inputs: readonly Input[]): Changed {
  if (revision === '' || revision.startsWith('-')) throw new UsageError(`--changed-since takes a revision, not "${revision}"`);
  const base = git(cwd, ['merge-base', revision, 'HEAD'], `there is no revision "${revision}" with a common history`).toString('utf8').trim();
  const before = namesBefore(
    git(cwd, ['diff', '--name-status', '-z', '--find-renames', '--relative', base, '--'], 'the changes cannot be listed').toString('utf8'),
  );
  const untracked = git(cwd, ['ls-files', '-z', '--others', '--exclude-standard'], 'new files cannot be listed').toString('utf8');
  for (const name of untracked.split('\0')) if (name !== '') before.set(name, undefined);
  const texts = new Map<string, string | undefined>();
  const then = (file: string): string | undefined => {
    if (!before.has(file)) return now.text(file);
    const name = before.get(file);
    if (name !== undefined && !texts.has(name)) texts.set(name, decoded(git(cwd, ['show', `${base}:./${name}`], `${name} cannot be read at ${revision}`)));
    return name === undefined ? undefined : texts.get(name);
  };
  const earlier = { ...now, text: then };
  const folder = folderOf(
    inputs.map(({ file }) => ({ file, text: then(file) ?? '' })),
    earlier,
  );
  const engine = new Engine(settings, earlier, folder);
  return {
    touches: (file, snapshot) => before.has(file) || [...snapshot.filesRead].some((name) => before.has(name)) || engine.isOutdated(file, snapshot.held),
    fresh: (file, findings) => {
      const text = then(file);
      if (text === undefined) return findings;
      const known = new Map<string, number>();
      for (const { fingerprint } of engine.analyse({ uri: file, text }).findings) known.set(fingerprint, (known.get(fingerprint) ?? 0) + 1);
      return findings.filter(({ fingerprint }) => {
        const left = known.get(fingerprint) ?? 0;
        known.set(fingerprint, left - 1);
        return left <= 0;
      });
    },
  };
}

/** From the name of each changed file to its name before; `undefined` for new files. Deleted ones keep their name. */
function namesBefore(listed: string): Map<string, string | undefined> {
  const names = new Map<string, string | undefined>();
  const parts = listed.split('\0');
  for (let i = 0; i + 1 < parts.length; ) {
    const [status = '', first = '', second = ''] = parts.slice(i, i + 3);
    const isRenamed = /^[RC]/.test(status);
    if (isRenamed) names.set(second, first);
    else names.set(first, status === 'A' ? undefined : first);
    if (status.startsWith('R')) names.set(first, first);
    i += isRenamed ? 3 : 2;
  }
  return names;
}

function decoded(bytes: Buffer): string | undefined {
  const read = decode(bytes);
  return read.ok ? read.text : undefined;
}

function git(cwd: string, args: readonly string[], failure: string): Buffer {
  const { error, status, stdout, stderr } = spawnSync('git', args, { cwd: path.resolve(cwd), maxBuffer: MOST_BYTES, stdio: ['ignore', 'pipe', 'pipe'] });
  if (error) throw new UsageError(`--changed-since needs git: ${error.message}`);
  if (status !== 0) throw new UsageError(`${failure}: ${stderr.toString('utf8').trim().split('\n')[0] ?? ''}`);
  return stdout;
}
