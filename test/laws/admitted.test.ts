import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Snapshot } from '../../server/src/engine/snapshot.ts';
import { compile } from '../../server/src/fix/compile.ts';
import type { Fix, PathOp, Safety } from '../../server/src/fix/ops.ts';
import { keyRank } from '../../server/src/manifest/key-order.ts';
import { fullTitle } from '../../server/src/present/titles.ts';
import { RULES } from '../../server/src/rules/index.ts';
import { applyEdits } from '../../server/src/text/text.ts';
import { refused } from '../kit/api-server.ts';
import { parseFixture } from '../kit/fixture.ts';
import { analyse, tryFixes } from '../kit/laws.ts';

/** No fix, and no state on the way of a plan, gives a pod that the API server refuses and that it took before. */
const TEST = path.join(import.meta.dirname, '..');
const manifests = (folder: string) =>
  readdirSync(path.join(TEST, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.(?:yaml|json)$/.test(name) && !/\.after\.yaml$|compose|\/example-/.test(name))
    .sort();
const read = (name: string) => readFileSync(path.join(TEST, name), 'utf8').replaceAll('\r\n', '\n');

/** Of the documents that can be read: an alias to nothing has no value. */
const refusals = (text: string) =>
  parseAllDocuments(text, { merge: true, uniqueKeys: false }).flatMap((document, i) => {
    try {
      return refused(document.toJS()).map((one) => `${i}${one}`);
    } catch {
      return [];
    }
  });

it.each([
  ['securityContext: {privileged: true, allowPrivilegeEscalation: false}', ''],
  ['securityContext: {capabilities: {add: [CAP_SYS_ADMIN]}, allowPrivilegeEscalation: false}', ''],
  ['securityContext: {procMount: Unmasked}', ''],
  ['volumeMounts: [{name: v, mountPath: /v, mountPropagation: Bidirectional}]', 'volumes: [{name: v, emptyDir: {}}]'],
  ['volumeMounts: [{name: v, mountPath: /v, recursiveReadOnly: Enabled}]', 'volumes: [{name: v, emptyDir: {}}]'],
  ['', 'hostUsers: false\nhostPID: true'],
  ['volumeDevices: [{name: v, devicePath: /v}]', 'hostUsers: false'],
  ['', 'shareProcessNamespace: true\nhostPID: true'],
  ['ports: [{containerPort: 80, hostPort: 81}]', 'hostNetwork: true'],
  ['resources: {requests: {memory: 1Gi}, limits: {memory: 512Mi}}', ''],
  ['securityContext: {seccompProfile: {type: Localhost}}', ''],
  ['securityContext: {runAsUser: 1}', 'os: {name: windows}'],
  ['volumeMounts: [{name: v, mountPath: /v}]', ''],
  ['volumeMounts: [{name: v, mountPath: /v}, {name: v, mountPath: /v}]', 'volumes: [{name: v, emptyDir: {}}]'],
  ['', 'volumes: [{name: v, emptyDir: {}, hostPath: {path: /v}}]'],
  ['', 'ephemeralContainers: [{name: e, resources: {}}]'],
  ['securityContext: {runAsNonRoot: true, runAsUser: 0}', ''],
])('the table refuses a container with "%s" in a pod with "%s"', (container, pod) => {
  const lines = ['spec:', ...pod.split('\n'), 'containers:', '- name: c', `  ${container}`];
  expect(
    refusals(
      `${lines[0]}\n${lines
        .slice(1)
        .map((line) => `  ${line}\n`)
        .join('')}`,
    ),
  ).toHaveLength(1);
});

function added(before: string, after: string): string[] {
  const already = refusals(before);
  return refusals(after).filter((one) => !already.includes(one));
}

type Ready = Fix & { readonly ops: readonly PathOp[] };

/** The texts on the way of a plan: with its first fix, its first two, and so on, document by document; then of the next round. */
function* states(name: string, analysis: Snapshot, safeties: readonly Safety[], rounds = 3): Iterable<{ text: string; last: string }> {
  const ranked = [...analysis.findings].sort((a, b) => RULES.indexOf(a.rule) - RULES.indexOf(b.rule));
  const plan = ranked.flatMap((finding) => {
    const fix = analysis.fixesOf(finding).find(({ safety }) => safeties.includes(safety));
    return fix && 'ops' in fix && fix.ops.every(({ at }) => at.file === undefined) ? [{ finding, fix: fix as Ready }] : [];
  });
  for (const document of new Set(plan.map(({ finding }) => finding.document))) {
    let ops: readonly PathOp[] = [];
    for (const { finding, fix } of plan.filter((step) => step.finding.document === document)) {
      const shared = plan.some((step) => step.fix.scope !== undefined);
      const compiled = compile(analysis.file, [...ops, ...fix.ops], { shared, rankOf: keyRank });
      if (!compiled.ok) continue;
      ops = [...ops, ...fix.ops];
      yield { text: applyEdits(analysis.file.text, compiled.edits), last: `${finding.rule.id}: ${fullTitle(fix)}` };
    }
  }
  const { edits } = analysis.fixAll(safeties);
  if (rounds > 1 && edits.length > 0) yield* states(name, analyse(name, applyEdits(analysis.file.text, edits)), safeties, rounds - 1);
}

const WORKLOADS = manifests('workloads').map((name) => `workloads/${name}`);
const FIXTURES = manifests('rules').map((name) => `rules/${name}`);

describe.each([...WORKLOADS, ...FIXTURES])('%s', (name) => {
  const text = name.startsWith('rules/') ? parseFixture(read(name)).text : read(name);
  const analysis = analyse(name, text);

  it('stays admitted with each fix alone', () => {
    const broken = tryFixes(analysis).fixed.flatMap(({ finding, fix, after }) =>
      added(text, after).map((one) => `${finding.rule.id}: ${fullTitle(fix)}: ${one}`),
    );
    expect(broken).toEqual([]);
  });
});

describe.each(WORKLOADS)('%s', (name) => {
  const text = read(name);

  it.each([[['safe']], [['safe', 'review']], [['safe', 'review', 'manual']]] as const)('stays admitted on the way of a plan (%s)', (safeties) => {
    const broken = [...states(name, analyse(name, text), safeties as readonly Safety[])].flatMap(({ text: now, last }) =>
      added(text, now).map((one) => `${last}: ${one}`),
    );
    expect(broken).toEqual([]);
  });
});
