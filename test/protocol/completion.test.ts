import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CompletionItem, type CompletionList, CompletionTriggerKind } from 'vscode-languageserver/node';
import { FULL, Session } from './session.ts';

const COMPOSE = `services:
  web:
    image: nginx:1.27
    ipc: 
    # bulkhead: allow 
    privileged: true
`;

const uri = 'file:///shop/compose.yaml';
let session: Session;
beforeAll(async () => {
  const completion = { completionItem: { snippetSupport: true, labelDetailsSupport: true } };
  session = await Session.start({}, { ...FULL, textDocument: { ...FULL.textDocument, completion } });
  await session.open(uri, COMPOSE, 'dockercompose');
});
afterAll(async () => {
  await session.stop();
});
const listAt = (document: string, line: number, character: number, triggerCharacter?: string) =>
  session.request<CompletionList>('textDocument/completion', {
    textDocument: { uri: document },
    position: { line, character },
    context:
      triggerCharacter === undefined
        ? { triggerKind: CompletionTriggerKind.Invoked }
        : { triggerKind: CompletionTriggerKind.TriggerCharacter, triggerCharacter },
  });
const at = async (line: number, character: number, triggerCharacter?: string) => (await listAt(uri, line, character, triggerCharacter)).items;

test('values say what they mean, the safe one is selected, and the documentation comes when it is asked for', async () => {
  const items = await at(3, 9);
  expect(items.map(({ label, preselect = false, detail }) => [label, preselect, detail])).toEqual([
    ['private', true, 'safe: shared memory of its own'],
    ['shareable', false, 'other containers may join'],
    ['host', false, 'shares memory with the host'],
  ]);
  expect(items[2]).toMatchObject({ labelDetails: { description: 'shares memory with the host' }, textEdit: { newText: 'host' } });
  expect(items[2]).not.toHaveProperty('documentation');
  const { documentation } = await session.request<CompletionItem>('completionItem/resolve', { ...items[2] });
  expect(documentation).toMatchObject({ kind: 'markdown', value: expect.stringContaining('`host` shares memory segments and /dev/shm with the host') });
});

test('an allow comment has the rules of its line, and its reason to fill in', async () => {
  const [item] = await at(4, 22, ' ');
  expect(item).toMatchObject({
    label: 'privileged-container',
    insertTextFormat: 2,
    textEdit: { newText: 'privileged-container -- ${1:why it is acceptable}' },
  });
  const { documentation } = await session.request<CompletionItem>('completionItem/resolve', { ...item });
  expect(documentation).toMatchObject({ value: expect.stringMatching(/\]\(file:.*\/docs\/rules\/privileged-container\.md\)$/) });
});

test('a space opens values, but nothing in indentation', async () => {
  expect(await at(3, 9, ' ')).toHaveLength(3);
  expect(await at(3, 4, ' ')).toEqual([]);
});

test('values are asked for at each letter, until one is typed to its end: then Enter begins a line', async () => {
  const text = 'services:\n  web:\n    image: nginx:1.27\n    privileged: \n';
  const typed = 'file:///shop/typed/compose.yaml';
  await session.open(typed, text, 'dockercompose');
  expect(await listAt(typed, 3, 16, ' ')).toMatchObject({ isIncomplete: true, items: [{ label: 'false' }, { label: 'true' }] });
  const end = { line: 3, character: 16 };
  await session.notify('textDocument/didChange', {
    textDocument: { uri: typed, version: 2 },
    contentChanges: [{ range: { start: end, end }, text: 'true' }],
  });
  expect(await listAt(typed, 3, 20)).toEqual({ isIncomplete: false, items: [] });
});

test('a key that a comment or a bracket touches gets a space in front of it', async () => {
  const text = 'services:\n  web:\n    image: nginx:1.27\n    # as it was\n    privileged: true\n';
  const touched = 'file:///shop/touched/compose.yaml';
  await session.open(touched, text, 'dockercompose');
  const { items } = await listAt(touched, 3, 4);
  expect(items.find(({ label }) => label === 'build')).toMatchObject({ textEdit: { newText: 'build: ' } });
});

test('names that another open file declares can be meant, as long as it is open', async () => {
  const [pod, cluster] = ['file:///shop/pod.yaml', 'file:///shop/cluster.yaml'];
  await session.open(pod, 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  runtimeClassName: \n  serviceAccountName: \n', 'yaml');
  const labelsAt = async (line: number, character: number) => (await listAt(pod, line, character)).items.map(({ label }) => label);
  expect([await labelsAt(4, 20), await labelsAt(5, 22)]).toEqual([['gvisor', 'kata'], []]);
  const accounts = ['default', 'other'].map(
    (namespace) => `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: for-${namespace}, namespace: ${namespace} }\n`,
  );
  const sandbox = 'apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: { name: strong }\nhandler: runsc\n';
  await session.open(cluster, [...accounts, sandbox].join('---\n'), 'yaml');
  // an answer about it: it is analysed
  await session.request('textDocument/hover', { textDocument: { uri: cluster }, position: { line: 0, character: 0 } });
  expect([await labelsAt(4, 20), await labelsAt(5, 22)]).toEqual([['strong'], ['for-default']]);
  await session.notify('textDocument/didClose', { textDocument: { uri: cluster } });
  expect([await labelsAt(4, 20), await labelsAt(5, 22)]).toEqual([['gvisor', 'kata'], []]);
});
