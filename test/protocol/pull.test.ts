import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { CancellationTokenSource, type Diagnostic, type FullDocumentDiagnosticReport, type WorkspaceDiagnosticReport } from 'vscode-languageserver/node';
import { NEOVIM_010, PULLING } from './clients.ts';
import { useFolder } from './folder.ts';
import { Session } from './session.ts';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  hostNetwork: true\n  containers: [{ name: web, image: example.org/web:1 }]\n';

let session: Session;
const { put, uriOf } = useFolder();
const start = async (capabilities: object, options: object = {}) => {
  const workspaceFolders = [{ uri: uriOf('.'), name: 'all' }];
  session = await Session.start(options, capabilities, { rootUri: workspaceFolders[0]?.uri, workspaceFolders });
};
const pull = (name: string, previousResultId?: string) =>
  session.request<FullDocumentDiagnosticReport>('textDocument/diagnostic', {
    textDocument: { uri: uriOf(name) },
    ...(previousResultId ? { previousResultId } : {}),
  });
const codes = (items: readonly Diagnostic[]) => items.map(({ code }) => code);

afterEach(() => session.stop());

describe('a client that asks for diagnostics', () => {
  it('is not pushed any, and hears that nothing has changed', async () => {
    await start(PULLING);
    expect(session.initialized?.capabilities.diagnosticProvider).toMatchObject({ interFileDependencies: true, workspaceDiagnostics: true });
    await session.open(uriOf('pod.yaml'), POD);
    const first = await pull('pod.yaml');
    expect(first.kind).toBe('full');
    expect(codes(first.items)).toContain('host-network');
    expect(await pull('pod.yaml', first.resultId)).toEqual({ kind: 'unchanged', resultId: first.resultId });
    await session.change(uriOf('pod.yaml'), 2, [{ text: POD.replace('  hostNetwork: true\n', '') }]);
    expect(codes((await pull('pod.yaml', first.resultId)).items)).not.toContain('host-network');
    expect(session.publishedCount).toBe(0);
  });

  it('is not disturbed while somebody writes, and told to ask again afterwards', async () => {
    await start(PULLING);
    const text = POD.replace('hostNetwork', 'hostIPC');
    await session.open(uriOf('pod.yaml'), text);
    await pull('pod.yaml');
    await session.change(uriOf('pod.yaml'), 2, [{ range: { start: { line: 4, character: 2 }, end: { line: 4, character: 9 } }, text: 'hostPID' }]);
    expect(codes((await pull('pod.yaml')).items)).not.toContain('host-pid');
    await session.until(() => session.refreshes > 0);
    expect(codes((await pull('pod.yaml')).items)).toContain('host-pid');
    expect(session.refreshes).toBe(1);
  });

  it('is told to ask again when a configuration changes', async () => {
    await start(PULLING);
    for (const name of ['a.yaml', 'b.yaml']) {
      await session.open(uriOf(name), POD);
      await pull(name);
    }
    put('.bulkhead.yaml', 'rules: { host-network: off }\n');
    await session.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf('.bulkhead.yaml'), type: 1 }] });
    await session.until(() => session.refreshes > 0);
    for (const name of ['a.yaml', 'b.yaml']) expect(codes((await pull(name)).items)).not.toContain('host-network');
  });

  it('is pushed them if it cannot be told to ask again, or wants so, and may ask all the same, also about a file that is not open', async () => {
    await start(NEOVIM_010);
    expect(session.initialized?.capabilities.diagnosticProvider).toBeUndefined();
    await session.open(uriOf('pod.yaml'), POD);
    expect((await pull('pod.yaml')).items).toEqual(await session.diagnostics(uriOf('pod.yaml')));
    put('closed.yaml', POD);
    expect(codes((await pull('closed.yaml')).items)).toContain('host-network');
    expect((await pull('missing.yaml')).items).toEqual([]);
    await session.stop();
    await start(PULLING, { pushDiagnostics: true });
    await session.open(uriOf('pod.yaml'), POD);
    expect(codes(await session.diagnostics(uriOf('pod.yaml')))).toContain('host-network');
    expect(session.refreshes).toBe(0);
  });
});

describe('diagnostics of the workspace', () => {
  interface Value {
    readonly token: string;
    readonly value: { readonly kind?: string; readonly percentage?: number; readonly items?: WorkspaceDiagnosticReport['items'] };
  }
  const ask = (params: object = {}, token?: CancellationTokenSource['token']) =>
    session.request<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds: [], ...params }, token);
  const progress = (token: string) =>
    session.notifications.flatMap(({ method, params }) => (method === '$/progress' && (params as Value).token === token ? [(params as Value).value] : []));
  const shown = (items: WorkspaceDiagnosticReport['items']) =>
    Object.fromEntries(items.map((item) => [path.basename(item.uri), item.kind === 'full' ? codes(item.items).includes('host-network') : item.kind]));

  it('are those of every file that is not ignored, as it is in the editor or on disk', async () => {
    for (const name of ['a.yaml', 'b.yml', 'sub/c.json', 'old/d.yaml', 'package.json', 'notes.txt']) put(name, POD);
    put('sub/c.json', '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"c"},"spec":{"hostNetwork":true,"containers":[{"name":"c","image":"c:1"}]}}');
    put('package.json', '{}');
    put('.gitignore', 'old/\n');
    put('.git/HEAD', '');
    await start(PULLING);
    await session.open(uriOf('b.yml'), POD.replace('  hostNetwork: true\n', ''), 'yaml', 7);
    const { items } = await ask();
    expect(shown(items)).toEqual({ 'a.yaml': true, 'b.yml': false, 'c.json': true });
    expect(items.map(({ uri, version }) => [path.basename(uri), version])).toEqual([
      ['a.yaml', null],
      ['b.yml', 7],
      ['c.json', null],
    ]);

    // a client asks again and again: it is answered when something has changed
    const previousResultIds = items.map(({ uri, resultId }) => ({ uri, value: resultId as string }));
    const again = ask({ previousResultIds: [...previousResultIds, { uri: uriOf('gone.yaml'), value: 'x' }] });
    put('a.yaml', POD.replace('  hostNetwork: true\n', ''));
    await session.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf('a.yaml'), type: 2 }] });
    expect(shown((await again).items)).toEqual({ 'gone.yaml': false, 'a.yaml': false, 'b.yml': 'unchanged', 'c.json': 'unchanged' });
  });

  it('come in parts, with progress, and stop when the client says so; other requests are answered in between', async () => {
    for (let i = 0; i < 300; i++) put(`pod-${i}.yaml`, POD);
    await start(PULLING);
    expect(await ask({ partialResultToken: 'part', workDoneToken: 'work' })).toEqual({ items: [] });
    const parts = progress('part').map(({ items = [] }) => items.length);
    expect(parts.length).toBeGreaterThan(3);
    expect(parts.reduce((sum, one) => sum + one, 0)).toBe(300);
    expect(progress('work').map(({ kind }) => kind)).toEqual(['begin', ...Array(6).fill('report'), 'end']);

    const source = new CancellationTokenSource();
    const cancelled = ask({ partialResultToken: 'cut', workDoneToken: 'stopped' }, source.token).then(
      () => 'answered',
      ({ code }) => code,
    );
    await session.until(() => progress('cut').length > 0);
    await session.open(uriOf('new.yaml'), POD);
    expect(codes((await pull('new.yaml')).items)).toContain('host-network');
    source.cancel();
    expect(await cancelled).toBe(-32800);
    expect(progress('stopped').at(-1)?.kind).toBe('end');
    expect(progress('cut').flatMap(({ items = [] }) => items).length).toBeLessThan(300);
  });
});
