import { afterEach, describe, expect, it } from 'vitest';
import { type CodeAction, type CompletionList, DiagnosticSeverity, type MarkupContent, type Position } from 'vscode-languageserver-types';
import { EGLOT, HELIX, NEOVIM_07, NEOVIM_010 } from './clients.ts';
import { useFolder } from './folder.ts';
import { applied, Session } from './session.ts';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  hostNetwork: true\n  containers: [{ name: web, image: example.org/web:1 }]\n';
const COMPOSE = 'services:\n  web:\n    image: "example.org/web:1"\n    network_mode: ${NET}\n';
const CLIENTS = { NEOVIM_07, NEOVIM_010, HELIX, EGLOT };

let session: Session;
const { put, uriOf } = useFolder();
const start = async (capabilities: object, settings: unknown = null, options: object = {}, folders = ['.']) => {
  const workspaceFolders = folders.map((name) => ({ uri: uriOf(name), name }));
  session = await Session.start(options, capabilities, { rootUri: workspaceFolders[0]?.uri, workspaceFolders }, settings);
};
const NETWORK: Position = { line: 4, character: 6 };

afterEach(() => session.stop());
/** The severity of what is said of the host's network in the diagnostics that an event brings. */
const networkAfter = async (name: string, event: () => Promise<unknown>) =>
  (await session.next(uriOf(name), event)).diagnostics.find(({ code }) => code === 'host-network')?.severity;

describe.each(Object.entries(CLIENTS))('what %s can', (_, capabilities) => {
  it('is all it needs: diagnostics are pushed, actions carry their edits, and nothing asks for a command of ours', async () => {
    await start(capabilities);
    expect(session.initialized?.capabilities).toMatchObject({ textDocumentSync: { openClose: true, save: true } });
    for (const none of ['diagnosticProvider', 'executeCommandProvider', 'codeLensProvider']) expect(session.initialized?.capabilities).not.toHaveProperty(none);
    const uri = uriOf('pod.yaml');
    await session.open(uri, POD);
    expect((await session.diagnostics(uri)).map(({ code }) => code)).toContain('host-network');

    const actions = await session.actions(uri, { start: NETWORK, end: NETWORK });
    const whole = await Promise.all(actions.map((action) => (action.edit || action.disabled ? action : session.resolve(action))));
    expect(whole.length).toBeGreaterThan(3);
    for (const action of whole) {
      expect(action.command, action.title).toBeUndefined();
      expect(Boolean(action.edit) || Boolean(action.disabled), action.title).toBe(true);
      expect(applied(POD, action.edit, uri), action.title).not.toBe(action.disabled ? '' : POD);
    }
    const remove = whole.find(({ title }) => title.endsWith('Remove hostNetwork')) as CodeAction;
    expect(applied(POD, remove.edit, uri)).toBe(POD.replace('  hostNetwork: true\n', ''));

    const hover = (await session.hover(uri, NETWORK))?.contents as MarkupContent;
    expect(hover.value).toMatch(/Risk/);
    expect(hover.value).not.toMatch(/command:|\$\(/);
    const { items } = await session.request<CompletionList>('textDocument/completion', { textDocument: { uri }, position: { line: 4, character: 15 } });
    const item = await session.request<{ documentation?: MarkupContent }>('completionItem/resolve', items[0] as object);
    const expected = capabilities === EGLOT ? 'plaintext' : 'markdown';
    expect([hover.kind, item.documentation?.kind]).toEqual([expected, expected]);
    if (expected === 'plaintext') expect(hover.value + item.documentation?.value).not.toMatch(/\*\*|`|\]\(/);

    const ours = session.notifications.filter(({ method }) => !/^(?:textDocument\/publishDiagnostics|window\/logMessage)$/.test(method));
    expect(ours).toEqual([]);
  });

  it('is enough to hear what changed on disk, by watching or after the next save', async () => {
    put('.env', 'NET=bridge\n');
    await start(capabilities);
    const uri = uriOf('compose.yaml');
    expect(await networkAfter('compose.yaml', () => session.open(uri, COMPOSE))).toBeUndefined();
    put('.env', 'NET=host\n');
    const isWatching = session.registrations.some(({ method }) => method === 'workspace/didChangeWatchedFiles');
    expect(isWatching).toBe(capabilities === HELIX || capabilities === EGLOT);
    const told = isWatching
      ? () => session.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf('.env'), type: 2 }] })
      : () => session.notify('textDocument/didSave', { textDocument: { uri } });
    expect(await networkAfter('compose.yaml', told)).toBe(DiagnosticSeverity.Error);
    put('.bulkhead.yaml', 'rules: { host-network: low }\n');
    const configured = isWatching
      ? () => session.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf('.bulkhead.yaml'), type: 1 }] })
      : () => session.notify('textDocument/didSave', { textDocument: { uri } });
    expect(await networkAfter('compose.yaml', configured)).toBe(DiagnosticSeverity.Information);
  });
});

describe('settings', () => {
  it('are asked for, and again when the client says that something changed', async () => {
    await start(HELIX, { rules: { 'host-network': 'low' } });
    const severity = async () => (await session.diagnostics(uriOf('pod.yaml'))).find(({ code }) => code === 'host-network')?.severity;
    await session.open(uriOf('pod.yaml'), POD);
    while ((await severity()) !== DiagnosticSeverity.Information) await session.woken();
    session.settings = { rules: { 'host-network': 'off' } };
    expect(await networkAfter('pod.yaml', () => session.notify('workspace/didChangeConfiguration', { settings: {} }))).toBeUndefined();
  });

  it('the client is asked to say so where it has to be', async () => {
    await start({ workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } } });
    await session.until(() => session.registrations.length > 0);
    expect(session.registrations).toMatchObject([{ method: 'workspace/didChangeConfiguration', registerOptions: { section: 'bulkhead' } }]);
  });

  it('come with the initialization, and what is wrong there is said', async () => {
    await start(NEOVIM_07, null, { settings: { rules: { 'host-network': 'low' } } });
    expect(await networkAfter('pod.yaml', () => session.open(uriOf('pod.yaml'), POD))).toBe(DiagnosticSeverity.Information);
    await session.stop();
    await start(NEOVIM_07, null, { syntaxElsewhere: 'yes' });
    await session.until(() => session.notifications.some(({ method }) => method === 'window/showMessage'));
    expect(session.notifications.find(({ method }) => method === 'window/showMessage')?.params).toMatchObject({
      message: expect.stringContaining('initializationOptions, syntaxElsewhere'),
    });
  });
});

describe('a Compose file of another name', () => {
  it.each(['dockercompose', 'yaml.docker-compose', 'docker-compose'])('is known by its language, as editors call it: %s', async (language) => {
    await start(NEOVIM_07);
    const text = 'services:\n  web:\n    privileged: true\n';
    const found = await session.next(uriOf('web.yaml'), () => session.open(uriOf('web.yaml'), text, language));
    expect(found.diagnostics.map(({ code }) => code)).toContain('privileged-container');
    const plain = await session.next(uriOf('plain.yaml'), () => session.open(uriOf('plain.yaml'), text));
    expect(plain.diagnostics).toEqual([]);
  });
});

describe('several folders', () => {
  it('come and go: a configuration above none of them does not count', async () => {
    put('.bulkhead.yaml', 'rules: { host-network: low }\n');
    put('a/x', '');
    put('b/.bulkhead.yaml', 'rules: { host-network: medium }\n');
    await start(HELIX, null, {}, ['a', 'b']);
    expect(await networkAfter('a/pod.yaml', () => session.open(uriOf('a/pod.yaml'), POD))).toBe(DiagnosticSeverity.Error);
    expect(await networkAfter('b/pod.yaml', () => session.open(uriOf('b/pod.yaml'), POD))).toBe(DiagnosticSeverity.Warning);
    const event = { added: [{ uri: uriOf('.'), name: 'all' }], removed: [{ uri: uriOf('a'), name: 'a' }] };
    expect(await networkAfter('a/pod.yaml', () => session.notify('workspace/didChangeWorkspaceFolders', { event }))).toBe(DiagnosticSeverity.Information);
  });
});
