import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CodeLens, MarkupContent } from 'vscode-languageserver/node';
import type { ChangesAnswer, ExceptionsAnswer, ExplainAnswer, RulesAnswer, StandingAnswer } from '../../schemas/messages.ts';
import { LAZY, Session } from './session.ts';

const WORKLOADS = `# two workloads
apiVersion: v1
kind: Pod
metadata:
  name: debug
spec:
  hostPID: true
  containers:
    - name: shell
      image: redis:7
---
apiVersion: v1
kind: List
items:
  - kind: ServiceAccount
    apiVersion: v1
    metadata: { name: none }
  - kind: Pod
    apiVersion: v1
    metadata: { name: quiet }
    spec:
      automountServiceAccountToken: false
      hostUsers: false
      runtimeClassName: gvisor
      securityContext: { seccompProfile: { type: RuntimeDefault }, runAsNonRoot: true, runAsUser: 65532 }
      containers:
        - name: a
          image: example.com/a:1@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
          resources: { limits: { memory: 64Mi, ephemeral-storage: 1Gi, cpu: 1 }, requests: { memory: 64Mi } }
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
`;
const COMPOSE = `services:
  proxy: # the way in
    image: traefik:v3
    privileged: true
  store:
    image: redis:7
`;

const uri = 'file:///shop/workloads.yaml';
let session: Session;
beforeAll(async () => {
  session = await Session.start({ chooseChanges: true }, LAZY);
  await session.open(uri, WORKLOADS);
});
afterAll(async () => {
  await session.stop();
});
const lenses = async (file: string) =>
  (await session.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri: file } })).map(
    ({ range, command }) => `${range.start.line}: ${command?.title}`,
  );

test('above each workload: its level, how much is found, and Harden where something is', async () => {
  expect(await lenses(uri)).toEqual([
    '1: Harden…',
    expect.stringMatching(/^1: Pod Security: privileged · 1 high, \d medium, \d low/),
    expect.stringMatching(/^17: Pod Security: restricted · 0 findings$/),
  ]);
});

test('the name of a workload leads to the levels above its own, to Harden and to its page', async () => {
  const linksAt = async (line: number, character: number) => {
    const hover = await session.hover(uri, { line, character });
    const value = (hover?.contents as MarkupContent | undefined)?.value ?? '';
    return [...value.matchAll(/\[([^\]]+)\]\(command:([\w.]+)\?([^)]+)\)/g)].map(([, label, command, args = '']) => ({
      label,
      command,
      given: JSON.parse(decodeURIComponent(args))[0],
    }));
  };
  const links = await linksAt(4, 9);
  expect(links.map(({ label, command }) => [label, command])).toEqual([
    ['To baseline…', 'bulkhead.choose'],
    ['To restricted…', 'bulkhead.choose'],
    ['Harden…', 'bulkhead.choose'],
    ['Explain', 'bulkhead.explain'],
  ]);
  // as in the light bulb: as near as it gets, where a decision of the author is missing
  for (const { given } of links.slice(0, 2)) expect(given.plan).toMatchObject({ kind: 'level', nearer: true });
  expect(links.at(-1)?.given).toEqual({ uri, line: 4 });
  for (const { given } of links.slice(0, 3)) {
    const { changes } = await session.request<ChangesAnswer>('bulkhead/changes', given);
    expect(changes.some(({ rule }) => rule === 'host-pid')).toBe(true);
  }
  expect((await linksAt(19, 24)).map(({ label }) => label)).toEqual(['Explain']);
});

test('above each Compose service: how much is found', async () => {
  const compose = 'file:///shop/compose.yaml';
  await session.open(compose, COMPOSE, 'dockercompose');
  expect(await lenses(compose)).toEqual([
    '1: Harden…',
    expect.stringMatching(/^1: Isolation · 1 high, /),
    '4: Harden…',
    expect.stringMatching(/^4: Isolation · \d medium/),
  ]);
});

test('the page of a workload says its level, what is found, worst first, and how to check what runs', async () => {
  const page = async (line: number) => session.request<ExplainAnswer | null>('bulkhead/explain', { uri, line });
  const debug = await page(8);
  expect(debug?.title).toBe('debug');
  expect(debug?.page).toMatch(/^# Requested isolation of debug\n\n\*\*Pod Security: privileged\*\*/);
  expect(debug?.page).toMatch(/## \d+ weaknesses\n\n- \*\*high\*\* `host-pid`: .*\*Remove hostPID\* \(review\)\.\n/);
  expect(debug?.page).toMatch(/## What really runs\n[\s\S]*```sh\nkubectl .*debug/);
  expect((await page(20))?.page).toContain('find nothing here');
  await session.open('file:///shop/notes.yaml', 'a: 1\n');
  expect(await session.request('bulkhead/explain', { uri: 'file:///shop/notes.yaml', line: 0 })).toBeNull();
});

test('there are none if the settings say so, and for an editor that cannot run their commands', async () => {
  const quiet = await Session.start({ chooseChanges: true, settings: { codeLens: false } }, LAZY);
  await quiet.open(uri, WORKLOADS);
  expect(await quiet.request('textDocument/codeLens', { textDocument: { uri } })).toEqual([]);
  await quiet.stop();
  const other = await Session.start({}, LAZY);
  expect(other.initialized?.capabilities.codeLensProvider).toBeUndefined();
  await other.stop();
});

test('how the workload at a line stands, and what can be done there', async () => {
  const standing = (line: number, file = uri) => session.request<StandingAnswer | null>('bulkhead/standing', { uri: file, line });
  const debug = await standing(8);
  expect(debug?.workload).toBe('debug');
  expect(debug?.summary).toMatch(/^privileged · \d+ high, /);
  expect([debug?.harden?.title, debug?.fixAll?.title]).toEqual(['Harden the pod of "debug"', 'Fix all in this file']);
  const quiet = await standing(25);
  expect([quiet?.workload, quiet?.harden]).toEqual(['quiet', undefined]);
  // a comment on top belongs to what is below it
  expect((await standing(0))?.workload).toBe('debug');
  await session.open('file:///shop/many.yaml', `${WORKLOADS}---\n# how it is reached\nkind: Service\napiVersion: v1\n---\n# the last\n${WORKLOADS}`, 'yaml');
  const many = WORKLOADS.split('\n').length - 1;
  expect((await standing(many + 2, 'file:///shop/many.yaml'))?.workload).toBeUndefined();
  expect((await standing(many + 5, 'file:///shop/many.yaml'))?.workload).toBe('debug');
  await session.open('file:///shop/services/compose.yaml', `# the shop\n${COMPOSE}`, 'dockercompose');
  expect((await standing(0, 'file:///shop/services/compose.yaml'))?.workload).toBeUndefined();
  await session.open('file:///notes.yaml', 'a: 1\n');
  expect(await standing(0, 'file:///notes.yaml')).toBeNull();
});

test('the exceptions of files, open or not, and the pages of all rules', async () => {
  const text = 'kind: Pod\napiVersion: v1\nspec:\n  # bulkhead: allow host-pid -- it watches \u001b[31m the node\n  hostPID: true # bulkhead: allow host-ipc\n';
  const found = await session.request<ExceptionsAnswer>('bulkhead/exceptions', { files: [{ uri: 'file:///closed.yaml', text }, { uri }] });
  expect(found).toEqual([
    { uri: 'file:///closed.yaml', line: 3, rules: ['host-pid'], reason: 'it watches \\x1b[31m the node', faults: [] },
    { uri: 'file:///closed.yaml', line: 4, rules: ['host-ipc'], reason: '', faults: [expect.stringMatching(/without a reason/)] },
  ]);
  const rules = await session.request<RulesAnswer>('bulkhead/rules', {});
  expect(rules.find(({ rule }) => rule === 'host-pid')?.uri).toMatch(/docs\/rules\/host-pid\.md$/);
});
