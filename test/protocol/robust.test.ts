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
