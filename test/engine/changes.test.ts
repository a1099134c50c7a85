import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { changeId } from '../../server/src/engine/choice.ts';
import type { Change, RunRequest, Snapshot } from '../../server/src/engine/snapshot.ts';
import { fullTitle } from '../../server/src/present/titles.ts';
import { analyse } from '../kit/laws.ts';

const FOLDER = path.join(import.meta.dirname, '../workloads');
const FILES = readdirSync(FOLDER)
  .filter((name) => /^[a-z-]+\.yaml$/.test(name))
  .filter((_, i) => i % 3 === 0);

const AGENT = `apiVersion: v1
kind: Pod
metadata:
  name: agent
spec:
  containers:
    - name: agent
      image: example.com/agent:2
      securityContext:
        privileged: true
      volumeMounts:
        - { name: logs, mountPath: /host/logs, readOnly: true }
  volumes:
    - name: logs
      hostPath: { path: /srv/logs }
`;

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
const said = (change: Change) => ('fix' in change.does ? `${change.does.fix.safety} ${fullTitle(change.does.fix)}` : `beyond ${change.does.check}`);

describe.each(FILES)('the changes of %s', (name) => {
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

it('what is proposed comes first, worst first; what only the author can decide is there, too, each way by itself', () => {
  const snapshot = analyse('file:///agent.yaml', AGENT);
  const [pod] = snapshot.targetsAt(AGENT.indexOf('spec:'));
  const changes = snapshot.changesOf({ kind: 'harden', target: (pod as NonNullable<typeof pod>).target });
  expect(changes.map(said)).toEqual([
    'review Remove privileged',
    'review Set seccompProfile to RuntimeDefault, if it does without what privileged gives',
    'review Run as user 10001, never as root, if the image works as any user',
    'review Set allowPrivilegeEscalation to false',
    'review Make the root filesystem read-only, with /tmp, if it writes to nothing else but volumes',
    'review Set hostUsers to false',
    'review Set automountServiceAccountToken to false',
    'review Drop all capabilities',
    'manual Set a memory limit of 512Mi',
    'manual Set runtimeClassName to gvisor',
    'manual Set runtimeClassName to gvisor, and declare the RuntimeClass in this file',
    'manual Replace hostPath by an emptyDir, if nothing on the node is needed',
  ]);
  const [first] = changes.slice(-1);
  const run = snapshot.run({ kind: 'harden', target: (pod as NonNullable<typeof pod>).target, chosen: (first as Change).ids });
  expect(run.after.file.text).toBe(AGENT.replace('hostPath: { path: /srv/logs }', 'emptyDir: {}'));
});
