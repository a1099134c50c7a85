import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CompletionList } from 'vscode-languageserver/node';
import { FULL, Session } from './session.ts';

const account = (name: string, more = '') => `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: ${name}${more} }\n`;
const ACCOUNTS = `${account('api')}---\nkind: RuntimeClass\napiVersion: node.k8s.io/v1\nmetadata: { name: strong }\nhandler: runsc\n`;
const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  serviceAccountName: \n  runtimeClassName: \n  containers: []\n';

let folder = '';
const uriOf = (name: string) => pathToFileURL(path.join(folder, name)).href;
const put = (name: string, text: string) => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
};
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'bulkhead-declarations-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The names that are offered for the account and for the RuntimeClass of a pod. */
async function offered(session: Session): Promise<string[][]> {
  const at = (line: number, character: number) =>
    session.request<CompletionList>('textDocument/completion', { textDocument: { uri: uriOf('pod.yaml') }, position: { line, character } });
  return Promise.all([at(4, 22), at(5, 20)].map(async (list) => (await list).items.map(({ label }) => label)));
}

/** Waits until what is offered is as wanted. */
async function untilOffered(session: Session, ...wanted: string[][]): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end; await setTimeout(50)) if (JSON.stringify(await offered(session)) === JSON.stringify(wanted)) return;
  expect(await offered(session)).toEqual(wanted);
}

test('names of accounts and runtimes stand in files that are not open, and follow them', { timeout: 60_000 }, async () => {
  put('base/accounts.yaml', ACCOUNTS);
  put('other/accounts.yml', account('elsewhere', ', namespace: other'));
  put('node_modules/a/b.yaml', account('package'));
  put('.gitignore', 'build/\n');
  put('build/b.yaml', account('built'));
  const session = await Session.start({}, FULL, { rootUri: pathToFileURL(folder).href });
  await session.open(uriOf('pod.yaml'), POD);
  await untilOffered(session, ['api'], ['strong']);
  const changed = (name: string, type: number) => session.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(name), type }] });
  put('base/accounts.yaml', account('renamed'));
  await changed('base/accounts.yaml', 2);
  await untilOffered(session, ['renamed'], ['gvisor', 'kata']);
  // what is open counts as it is there
  await session.open(uriOf('base/accounts.yaml'), account('typed'));
  await untilOffered(session, ['typed'], ['gvisor', 'kata']);
  await session.notify('textDocument/didClose', { textDocument: { uri: uriOf('base/accounts.yaml') } });
  await untilOffered(session, ['renamed'], ['gvisor', 'kata']);
  rmSync(path.join(folder, 'base'), { recursive: true });
  await changed('base/accounts.yaml', 3);
  await untilOffered(session, [], ['gvisor', 'kata']);
  await session.stop();
});

test('a client tells what stands in folders that the server cannot read', async () => {
  const session = await Session.start();
  await session.open(uriOf('pod.yaml'), POD);
  const uri = 'vscode-vfs://github/shop/accounts.yaml';
  await session.notify('bulkhead/manifests', { files: [{ uri, text: ACCOUNTS }] });
  expect(await offered(session)).toEqual([['api'], ['strong']]);
  await session.notify('bulkhead/manifests', { files: 1 });
  await session.notify('bulkhead/manifests', { files: [{ uri }] });
  expect(await offered(session)).toEqual([[], ['gvisor', 'kata']]);
  await session.stop();
});
