import { expect, test } from 'vitest';
import { Session } from './session.ts';

const URI = 'file:///pod.yaml';
const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { hostPID: true, containers: [] }\n';

/** Expects that the server still answers, and ends normally. */
async function works(session: Session): Promise<void> {
  await session.open(URI, POD);
  expect((await session.diagnostics(URI)).map(({ code }) => code)).toContain('host-pid');
  expect(await session.stop()).toBe(0);
}

test.each<[string, object | null]>([
  ['nothing', {}],
  ['null', null],
  ['a list', []],
  ['an empty resolveSupport', { textDocument: { codeAction: { dataSupport: true, resolveSupport: {} } } }],
  ['an empty resolveSupport of everything', { textDocument: { codeAction: { resolveSupport: {} }, completion: { completionItem: { resolveSupport: {} } } } }],
  ['parts that are null', { workspace: null, window: null, general: null, textDocument: { codeAction: null } }],
  ['parts that are text', { workspace: 'all', textDocument: 'none', window: 'x' }],
])('a client that says odd things of itself is served: %s', async (_, capabilities) => works(await Session.start({}, capabilities)));

test('an odd notification or request costs one notice, and never the server', async () => {
  const session = await Session.start();
  const notices = () => session.notifications.filter(({ method }) => method === 'window/logMessage').length;
  await session.notify('textDocument/didOpen', { textDocument: { uri: 'file:///none.yaml', languageId: 'yaml', version: 1 } });
  while (notices() === 0) await session.woken();
  expect(notices()).toBe(1);
  await session.notify('textDocument/didOpen', {});
  await session.notify('textDocument/didChange', { textDocument: { uri: URI, version: 2 } });
  await session.notify('workspace/didChangeWatchedFiles', { changes: [null] });
  await session.notify('workspace/didChangeConfiguration', { settings: { bulkhead: { rules: 3, threatModel: [] } } });
  const textDocument = { uri: URI };
  const odd: readonly (readonly [string, object])[] = [
    ['textDocument/hover', { textDocument }],
    ['textDocument/hover', {}],
    ['textDocument/codeAction', { textDocument, range: null, context: null }],
    ['codeAction/resolve', { title: 'a', data: { uri: 3 } }],
    ['bulkhead/allow', { uri: URI, line: -1 }],
    ['bulkhead/fixWorkspace', { files: [{ uri: URI, text: null }], safeties: [] }],
  ];
  for (const [method, params] of odd)
    await session.request(method, params).then(
      (answer) => answer,
      (error: unknown) => error,
    );
  await works(session);
});

test('names of a file say nothing to the editor but what they are', async () => {
  const session = await Session.start();
  const name = 'a\\e[31m\\x9b2J\\u202e\\u200b\\r\\nb';
  const spec = `hostPID: true, "${name}": 1, runtimeClassName: "${name}", containers: [{ name: "${name}", image: "${name}", securityContext: { privileged: true } }]`;
  await session.open(URI, `apiVersion: v1\nkind: Pod\nmetadata: { name: "${name}" }\nspec: { ${spec} }\n`);
  const diagnostics = await session.diagnostics(URI);
  const range = { start: { line: 0, character: 0 }, end: { line: 4, character: 0 } };
  const actions = await session.actions(URI, range);
  const said = diagnostics.flatMap(({ message, relatedInformation = [] }) => [message, ...relatedInformation.map((one) => one.message)]).map(String);
  for (const { title, disabled, command } of actions) said.push(title, disabled?.reason ?? '', String(command?.arguments?.[0]?.message));
  expect(said.filter((text) => text.includes('\\x1b')).length).toBeGreaterThan(3);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(said.filter((text) => /[\u0000-\u001f\u007f-\u009f\u200b\u202e]/.test(text))).toEqual([]);
  await session.stop();
});
