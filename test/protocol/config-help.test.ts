import { afterEach, expect, test } from 'vitest';
import type { CompletionItem, CompletionList, Diagnostic, Hover } from 'vscode-languageserver/node';
import { LAZY, Session } from './session.ts';

const uri = 'file:///shop/.bulkhead.yaml';
const TEXT = 'threatModel: \nrules:\n  host-network: low\nallow:\n  - { rules: [host-pidd], reason: x }\n';

let session: Session;
afterEach(async () => {
  await session.stop();
});

const started = async (options: object) => {
  session = await Session.start(options, LAZY);
  await session.open(uri, TEXT);
};
const completions = (line: number, character: number) =>
  session.request<CompletionList | null>('textDocument/completion', { textDocument: { uri }, position: { line, character } });
const hover = (line: number, character: number) =>
  session.request<Hover | null>('textDocument/hover', { textDocument: { uri }, position: { line, character } });
const messages = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ message }) => message);

test('a configuration has completions and hovers without another YAML server', async () => {
  await started({});
  const models = await completions(0, 13);
  expect(models?.items[0]).toMatchObject({ label: 'trusted-internal', detail: expect.stringContaining('Your own services') });
  const rules = await completions(2, 2);
  const ipc = rules?.items.find(({ label }) => label === 'host-ipc');
  expect(ipc).toMatchObject({ detail: expect.any(String), textEdit: { newText: 'host-ipc' } });
  const { documentation } = await session.request<CompletionItem>('completionItem/resolve', { ...ipc });
  expect(documentation).toMatchObject({ value: expect.stringMatching(/\]\(file:.*\/docs\/rules\/host-ipc\.md\)$/) });
  expect(await hover(2, 5)).toMatchObject({ contents: { value: expect.stringContaining('**Host network namespace shared**') } });
  expect(messages(await session.diagnostics(uri))).toEqual([
    expect.stringContaining('threatModel is one of'),
    'there is no rule "host-pidd"; did you mean "host-pid"?',
  ]);
});

test('beside another YAML server, which has the schema, nothing is said twice', async () => {
  await started({ syntaxElsewhere: true });
  expect([await completions(0, 13), await hover(2, 5)]).toEqual([null, null]);
  // the schema does not know this
  expect(messages(await session.diagnostics(uri))).toEqual(['there is no rule "host-pidd"; did you mean "host-pid"?']);
});

test('the settings say to answer all the same', async () => {
  await started({ syntaxElsewhere: true, settings: { completion: { keys: 'on' }, diagnostics: { syntax: 'on' } } });
  expect((await completions(0, 13))?.items.length).toBeGreaterThan(3);
  expect(messages(await session.diagnostics(uri))).toHaveLength(2);
});
