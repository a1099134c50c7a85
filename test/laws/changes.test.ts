import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { changeId } from '../../server/src/engine/choice.ts';
import type { Change, RunRequest, Snapshot } from '../../server/src/engine/snapshot.ts';
import { analyse } from '../kit/laws.ts';
import { someOf } from './cases.ts';

const FOLDER = path.join(import.meta.dirname, '../workloads');
const FILES = readdirSync(FOLDER).filter((name) => /^[a-z-]+\.yaml$/.test(name));

/** The runs that an editor offers for a file: harden each target, and bring all pods to a level. */
function requests(snapshot: Snapshot): RunRequest[] {
  const targets = new Map(snapshot.findings.map(({ target }) => [JSON.stringify(target.site), target]));
  return [
    ...[...targets.values()].map((target): RunRequest => ({ kind: 'harden', target })),
    { kind: 'level', level: 'restricted', nearer: true },
    { kind: 'fix', safeties: ['safe', 'review'] },
  ];
}

const chosenOf = (changes: readonly Change[]) => changes.flatMap(({ ids }) => ids);
describe.each(someOf(FILES, 8))('the changes of %s', (name) => {
  const snapshot = analyse(`file:///${name}`, readFileSync(path.join(FOLDER, name), 'utf8'));
  it('give the run when all that it proposes are chosen, and nothing when none is', () => {
    for (const request of requests(snapshot)) {
      const changes = snapshot.changesOf(request);
      const ids = chosenOf(changes);
      expect(new Set(ids).size).toBe(ids.length);
      const all = snapshot.run({ ...request, chosen: chosenOf(changes.filter(({ proposed }) => proposed)) });
      if (snapshot.run(request).applied.every(({ fix }) => fix.safety !== 'manual')) expect(all.after.file.text).toBe(snapshot.run(request).after.file.text);
      expect(snapshot.run({ ...request, chosen: [] }).edits).toEqual([]);
    }
  });

  it('are made only if they are chosen', () => {
    for (const request of requests(snapshot).slice(0, 3)) {
      const changes = snapshot.changesOf(request);
      for (const change of changes.slice(0, 4)) {
        const run = snapshot.run({ ...request, chosen: change.ids });
        for (const { finding, fix } of run.applied) expect(change.ids).toContain(changeId(finding, fix));
      }
    }
  });
});
