import { expect, test } from 'vitest';
import type { CodeLens, Hover } from 'vscode-languageserver/node';
import type { ExplainAnswer } from '../../schemas/messages.ts';
import { useFolder } from './folder.ts';
import { FULL, Session } from './session.ts';

const { put, uriOf } = useFolder();
const started = () => Session.start({ chooseChanges: true }, FULL, { rootUri: uriOf('.').replace(/\/\.$/, '') });

const workload = (name: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers: [{ name: a, image: "example.org/a:1", ports: [{ containerPort: 5432 }] }]
`;
const policy = (from: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: db, namespace: shop }\nspec: { podSelector: { matchLabels: { app: db } }, ingress: [{ from: [${from}], ports: [{ port: 5432 }] }] }\n`;
const WEB = '{ podSelector: { matchLabels: { app: web } } }';

const hoverOn = async (session: Session, uri: string) => {
  const hover = await session.request<Hover | null>('textDocument/hover', { textDocument: { uri }, position: { line: 2, character: 20 } });
  return hover ? (hover.contents as { value: string }).value.split('  \n') : [];
};

test('the hover on a workload says who reaches it, by all files of the folder', { timeout: 60_000 }, async () => {
  for (const name of ['web', 'api', 'db']) put(`${name}.yaml`, workload(name));
  put('policy.yaml', policy(WEB));
  put(
    'ingress.yaml',
    'apiVersion: v1\nkind: Service\nmetadata: { name: db, namespace: shop }\nspec: { type: NodePort, selector: { app: db }, ports: [{ port: 5432 }] }\n',
  );
  const session = await started();
  await session.open(uriOf('db.yaml'), workload('db'));
  await session.open(uriOf('policy.yaml'), policy(WEB));
  await session.until(() => session.shown(uriOf('web.yaml')) !== undefined);
  const lines = await hoverOn(session, uriOf('db.yaml'));
  expect(lines).toContain('**Reaches** every pod and every address: no policy here says otherwise');
  expect(lines.some((line) => line.endsWith('**Reached by** `web` (TCP 5432)'))).toBe(true);
  expect(lines).toContain('**Entry points** NodePort `db`');
  expect(lines.some((line) => line.startsWith('[Why](command:bulkhead.reach?'))).toBe(true);

  // what is typed in the policy counts
  await session.change(uriOf('policy.yaml'), 2, [{ text: policy(`${WEB}, { namespaceSelector: {} }`) }]);
  await expect.poll(async () => (await hoverOn(session, uriOf('db.yaml'))).join('\n')).toMatch(/\*\*Reached by\*\* every pod \(TCP 5432\)$/m);

  const page = await session.request<ExplainAnswer>('bulkhead/reach', { uri: uriOf('db.yaml'), line: 3 });
  expect(page.title).toBe('Who reaches db');
  expect(page.page).toContain('shop/api[Deployment] => shop/db[Deployment] : TCP 5432\n');
  expect(page.page).toContain('  ingress: TCP 5432 by rule 1 of NetworkPolicy shop/db (policy.yaml)\n');
  expect(page.page).not.toContain('shop/api[Deployment] => shop/web');
  expect(await session.request('bulkhead/reach', { uri: uriOf('policy.yaml'), line: 1 })).toBeNull();
  await session.stop();
});

test('a lens above a policy says what an edit opens, until it is saved', { timeout: 60_000 }, async () => {
  for (const name of ['web', 'db']) put(`${name}.yaml`, workload(name));
  const [uri, before] = [uriOf('policy.yaml'), `# ours\n${workload('api')}---\n${policy(WEB)}`];
  put('policy.yaml', before);
  const session = await started();
  await session.open(uri, before);
  await session.until(() => session.shown(uriOf('web.yaml')) !== undefined);
  const lenses = async () => {
    const all = await session.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
    return all.flatMap(({ range, command }) => (command?.command === 'bulkhead.reachChanges' ? [[range.start.line, command.title]] : []));
  };
  expect(await lenses()).toEqual([]);
  await session.change(uri, 2, [{ text: before.replace(WEB, '{ namespaceSelector: {} }') }]);
  const line = before.slice(0, before.indexOf('---')).split('\n').length;
  expect(await lenses()).toEqual([[line, 'Opens TCP 5432 of db to the whole cluster']]);
  const page = await session.request<ExplainAnswer>('bulkhead/reachChanges', { uri, line });
  expect(page.page).toContain('```diff\n+ entire-cluster => shop/db[Deployment] : TCP 5432\n```');
  // it is the same with other words
  await session.change(uri, 3, [{ text: before.replace('# ours', '# hers') }]);
  expect(await lenses()).toEqual([]);
  await session.change(uri, 4, [{ text: before.replace(WEB, '{ podSelector: { matchLabels: { app: api } } }') }]);
  expect(await lenses()).toEqual([[line, 'Opens TCP 5432 of db to api · closes 1']]);
  await session.notify('textDocument/didSave', { textDocument: { uri } });
  expect(await lenses()).toEqual([]);
  expect(await session.request('bulkhead/reachChanges', { uri, line })).toBeNull();
  await session.stop();
});

test('the hover is silent where no policy decides anything', { timeout: 60_000 }, async () => {
  put('web.yaml', workload('web'));
  const session = await started();
  await session.open(uriOf('web.yaml'), workload('web'));
  expect((await hoverOn(session, uriOf('web.yaml'))).join('\n')).not.toContain('Reached by');
  await session.stop();
});
