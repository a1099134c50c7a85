import { expect, test } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver/node';
import type { CheckWorkspaceAnswer } from '../../schemas/messages.ts';
import { useFolder } from './folder.ts';
import { FULL, rulesOf, Session } from './session.ts';

const { put, uriOf } = useFolder();
const started = (settings: unknown = null) => Session.start({}, FULL, { rootUri: uriOf('.').replace(/\/\.$/, '') }, settings);
const account = (automount: boolean) => `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: api }\nautomountServiceAccountToken: ${automount}\n`;
const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  serviceAccountName: api\n  hostPID: true\n  containers: [{ name: a, image: "a:1" }]\n';
const TOKEN = 'service-account-token-automounted';
const says = (diagnostics: readonly Diagnostic[], rule: string) => diagnostics.flatMap(rulesOf).includes(rule);

/** Waits until what a client is shown of a file is as wanted. */
async function untilShown(session: Session, uri: string, isSo: (diagnostics: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]> {
  await session.until(() => isSo(session.shown(uri) ?? []) && session.shown(uri) !== undefined);
  return session.shown(uri) ?? [];
}

test('files that are not open are judged, beside all others', { timeout: 60_000 }, async () => {
  put('pod.yaml', POD);
  put('accounts/api.yaml', account(false));
  put('no/manifest.yaml', 'a: [1, 2\n');
  put('pod.json', JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'j' }, spec: { hostPID: true, containers: [] } }));
  const session = await started();
  const first = await untilShown(session, uriOf('pod.yaml'), (shown) => says(shown, 'host-pid'));
  expect(says(first, TOKEN)).toBe(false);
  for (const name of ['no/manifest.yaml', 'pod.json']) expect(session.shown(uriOf(name)) ?? []).toEqual([]);
  // what is typed in one file counts in another
  await session.open(uriOf('accounts/api.yaml'), account(true));
  await untilShown(session, uriOf('pod.yaml'), (shown) => says(shown, TOKEN));
  await session.notify('textDocument/didClose', { textDocument: { uri: uriOf('accounts/api.yaml') } });
  await untilShown(session, uriOf('pod.yaml'), (shown) => !says(shown, TOKEN) && says(shown, 'host-pid'));
  // and what changes on disk
  put('accounts/api.yaml', account(true));
  const changed = (name: string, type: number) => session.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(name), type }] });
  await changed('accounts/api.yaml', 2);
  await untilShown(session, uriOf('pod.yaml'), (shown) => says(shown, TOKEN));
  put('pod.yaml', POD.replace('  hostPID: true\n', ''));
  await changed('pod.yaml', 2);
  await untilShown(session, uriOf('pod.yaml'), (shown) => !says(shown, 'host-pid') && says(shown, TOKEN));
  await session.stop();
});

test('an edit of one open file is judged in another', { timeout: 60_000 }, async () => {
  const session = await started();
  await session.open(uriOf('pod.yaml'), POD);
  await session.open(uriOf('api.yaml'), account(false));
  await untilShown(session, uriOf('pod.yaml'), (shown) => says(shown, 'host-pid') && !says(shown, TOKEN));
  await session.change(uriOf('api.yaml'), 2, [{ text: account(true) }]);
  await untilShown(session, uriOf('pod.yaml'), (shown) => says(shown, TOKEN));
  await session.stop();
});

test('a setting leaves them alone, and a command judges them all the same', { timeout: 60_000 }, async () => {
  const session = await started();
  await session.notify('workspace/didChangeConfiguration', { settings: { bulkhead: { diagnostics: { unopened: 'off' } } } });
  const fine = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n';
  // what a client sends is known at once
  const files = [
    { uri: uriOf('pod.yaml'), text: POD },
    { uri: uriOf('fine.yaml'), text: fine },
  ];
  await session.notify('bulkhead/manifests', { files });
  await session.open(uriOf('other.yaml'), POD.replace('web', 'other'));
  await untilShown(session, uriOf('other.yaml'), (shown) => says(shown, 'host-pid'));
  const open = await session.diagnostics(uriOf('other.yaml'));
  expect(session.shown(uriOf('pod.yaml')) ?? []).toEqual([]);
  const answer = await session.request<CheckWorkspaceAnswer>('bulkhead/checkWorkspace', { workDoneToken: 'a' });
  expect(answer).toMatchObject({ files: 3, withFindings: 2 });
  expect(answer.findings).toBeGreaterThan(open.length);
  expect(says(session.shown(uriOf('pod.yaml')) ?? [], 'host-pid')).toBe(true);
  const progress = session.notifications
    .filter(({ method }) => method === '$/progress')
    .map(({ params }) => (params as { value: { kind: string } }).value.kind);
  expect([progress[0], progress.at(-1)]).toEqual(['begin', 'end']);
  await session.stop();
});
