import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../server/src/engine/snapshot.ts';
import { fullTitle } from '../../server/src/present/titles.ts';
import { applyEdits } from '../../server/src/text/text.ts';
import { parseFixture } from '../kit/fixture.ts';
import { analyse } from '../kit/laws.ts';

const ROOT = path.join(import.meta.dirname, '..');
const read = (name: string) => readFileSync(path.join(ROOT, name), 'utf8');

/** The fixes of the findings of a rule in one container or pod of a workload, as `safety title`. */
function offered(analysis: Snapshot, name: string, rule: string): string[] {
  const own = analysis.findings.filter(
    ({ resource, container, rule: { id } }) => id === rule && (container === name || (!container && resource.name === name)),
  );
  return own.flatMap((finding) => analysis.fixesOf(finding).map((fix) => `${fix.safety} ${fullTitle(fix)}`));
}

/** If the command, the image or a mount shows that a privilege is needed, only its author can decide to remove it. */
const GRADES: readonly (readonly [file: string, name: string, rule: string, fixes: readonly string[]])[] = [
  ['elastic.yaml', 'sysctl', 'privileged-container', ['manual Remove privileged, without which sysctl does not work']],
  ['elastic.yaml', 'ulimit', 'privileged-container', ['review Replace privileged by SYS_RESOURCE, for ulimit']],
  ['elastic.yaml', 'elasticsearch', 'capabilities-not-dropped', ['review Drop all capabilities']],
  [
    'elastic.yaml',
    'filebeat',
    'host-path-volume',
    [
      'manual Replace hostPath by an emptyDir, if nothing on the node is needed',
      'manual Remove the volume and its mounts, if it runs without',
      'manual Mount it read-only, though all there stays readable',
    ],
  ],
  ['jobs.yaml', 'prune', 'privileged-container', ['manual Remove privileged, without which nsenter does not work']],
  ['home.yaml', 'jellyfin', 'privileged-container', ['manual Remove privileged, once there is a device plugin for /dev/dri']],
  ['csi-driver.yaml', 'nfs', 'privileged-container', ['manual Remove privileged, without which a storage plugin does not work']],
  [
    'cni-and-proxy.yaml',
    'kube-flannel',
    'capability-added-net-admin',
    ['manual Remove NET_ADMIN from the added capabilities, without which a network plugin does not work'],
  ],
  ['ci-runners.yaml', 'chown', 'run-as-root', ['manual Run as user 1000, though chown needs root']],
  ['ci-runners.yaml', 'chown', 'capabilities-not-dropped', ['review Drop all capabilities but CHOWN, DAC_OVERRIDE and FOWNER']],
  ['batch-more.yaml', 'fix-owner', 'run-as-root', ['manual Run as user 70, though chown needs root']],
  ['batch-more.yaml', 'etcd-backup', 'control-plane-toleration', ['manual Remove the toleration']],
  ['vault-consul.yaml', 'vault', 'capability-added-ipc-lock', ['manual Remove IPC_LOCK from the added capabilities, without which mlock does not work']],
  [
    'ingress.yaml',
    'traefik',
    'service-account-token-automounted',
    ['manual Set automountServiceAccountToken to false, if it never calls the API server', 'manual Mount a token that expires after an hour instead'],
  ],
  ['vault-consul.yaml', 'vault-mlock', 'user-namespace-not-used', ['manual Set hostUsers to false, which may keep mlock from working']],
  ['messaging.yaml', 'consumer', 'run-as-root', ['review Run as user 10001, never as root, if the image works as any user']],
];

it.each(GRADES)('%s: %s, %s', (file, name, rule, fixes) => {
  expect(offered(analyse(file, read(`workloads/${file}`)), name, rule)).toEqual(fixes);
});

/** Fixes that are not the first of their finding, with the resulting text. */
describe('other choices', () => {
  it.each([
    ['service-account-token-automounted/flags-accounts.yaml', 1, 'service-account-token-automounted/projected.after.yaml'],
    ['runtime-class-missing/fix-gvisor.yaml', 1, 'runtime-class-missing/declared.after.yaml'],
    ['runtime-class-missing/fix-several.yaml', 1, 'runtime-class-missing/second.after.yaml'],
  ])('%s, choice %i', (file, choice, after) => {
    const { text } = parseFixture(read(`rules/${file}`));
    const analysis = analyse(file, text);
    const finding = analysis.findings.find(({ rule }) => file.startsWith(`${rule.id}/`));
    const fix = finding && analysis.fixesOf(finding)[choice];
    const compiled = fix && analysis.compileFix(finding, fix);
    expect(compiled?.ok && applyEdits(text, compiled.edits)).toBe(read(`rules/${after}`));
  });
});
