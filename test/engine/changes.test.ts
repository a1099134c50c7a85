import { expect, it } from 'vitest';
import type { Change } from '../../server/src/engine/snapshot.ts';
import { fullTitle } from '../../server/src/present/titles.ts';
import { analyse } from '../kit/laws.ts';

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

const said = (change: Change) => ('fix' in change.does ? `${change.does.fix.safety} ${fullTitle(change.does.fix)}` : `beyond ${change.does.check}`);

it('what is proposed comes first, worst first; what only the author can decide is there, too, each way by itself', () => {
  const snapshot = analyse('file:///agent.yaml', AGENT);
  const [pod] = snapshot.targetsAt(AGENT.indexOf('spec:'));
  const changes = snapshot.changesOf({ kind: 'harden', target: (pod as NonNullable<typeof pod>).target });
  expect(changes.map(said)).toEqual([
    'review Remove privileged',
    'review Set seccompProfile to RuntimeDefault',
    'review Run as user 10001, never as root, if the image works as any user',
    'review Set allowPrivilegeEscalation to false',
    'review Make the root filesystem read-only, with /tmp, if it writes to nothing else but volumes',
    'review Set automountServiceAccountToken to false',
    'review Drop all capabilities',
    'review Set hostUsers to false',
    'manual Set a memory limit of 512Mi',
    'manual Replace hostPath by an emptyDir, if nothing on the node is needed',
    'manual Remove the volume and its mounts, if it runs without',
    'manual Set runtimeClassName to gvisor',
    'manual Set runtimeClassName to gvisor, and declare the RuntimeClass in this file',
  ]);
  const first = changes.at(-4);
  const run = snapshot.run({ kind: 'harden', target: (pod as NonNullable<typeof pod>).target, chosen: (first as Change).ids });
  expect(run.after.file.text).toBe(AGENT.replace('hostPath: { path: /srv/logs }', 'emptyDir: {}'));
});
