import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Diagnostic, Hover, Range, WorkspaceEdit } from 'vscode-languageserver/node';
import { applied, rulesOf, Session } from './session.ts';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      # the node's network, for the old load balancer
      hostNetwork: true
      containers:
        - name: web # public
          image: nginx:1.27
  selector: { matchLabels: { app: shop } }
`;

const COMPOSE = `services:
  proxy: # the way in
    image: traefik:v3
    privileged: true
    ports:
      - "8080:80" # dashboard
`;

let session: Session;
beforeAll(async () => {
  session = await Session.start({ promptForReason: true });
});
afterAll(async () => {
  expect(await session.stop()).toBe(0);
});

const at = (diagnostics: readonly Diagnostic[], code: string) => diagnostics.find((d) => d.code === code) as Diagnostic;
const text = (source: string, range: Range) => source.split('\n')[range.start.line]?.slice(range.start.character, range.end.character);

/** The Markdown of a hover, which must exist. */
const card = (hover: Hover | null) => ((hover as Hover).contents as { value: string }).value;

test('it sends its name and its capabilities', () => {
  expect(session.initialized?.serverInfo?.name).toBe('bulkhead');
  expect(session.initialized?.capabilities).toMatchObject({
    hoverProvider: true,
    codeActionProvider: { codeActionKinds: ['quickfix', 'refactor.rewrite.bulkhead', 'source.fixAll.bulkhead'] },
  });
});

describe('a Deployment', () => {
  const uri = 'file:///shop/deployment.yaml';
  let diagnostics: Diagnostic[];
  beforeAll(async () => {
    await session.open(uri, DEPLOYMENT);
    diagnostics = await session.diagnostics(uri);
  });

  test('an explicit weakness is underlined exactly on its key and value', () => {
    const found = at(diagnostics, 'host-network');
    expect(text(DEPLOYMENT, found.range)).toBe('hostNetwork: true');
    expect(found).toMatchObject({ source: 'bulkhead', severity: 1, code: 'host-network' });
    expect(found.codeDescription?.href).toMatch(/^file:.*\/docs\/rules\/host-network\.md$/);
    expect(found.message).toContain('"shop"');
  });

  test('the missing protections of a container are one diagnostic on its name, those of the pod one on its spec', () => {
    expect(diagnostics).toHaveLength(3);
    const groups = diagnostics.filter((d) => d.code === 'missing-protections');
    expect(groups.map((d) => text(DEPLOYMENT, d.range)).sort()).toEqual(['spec', 'web']);
    const web = groups.find((d) => text(DEPLOYMENT, d.range) === 'web') as Diagnostic;
    expect(web.message).toBe('"web" lacks 6 protections: seccomp profile, non-root user, no privilege escalation, and 3 more');
    expect(web.severity).toBe(2);
    expect(rulesOf(web)).toHaveLength(6);
    const pod = groups.find((d) => text(DEPLOYMENT, d.range) === 'spec') as Diagnostic;
    expect(pod.message).toBe('The pod of "shop" lacks 3 protections: token off, RuntimeClass, user namespace');
    expect(pod.severity).toBe(3);
  });

  test('the light bulb: Harden first and preferred, single fixes with their grade, one way to allow', async () => {
    const web = diagnostics.find((d) => text(DEPLOYMENT, d.range) === 'web') as Diagnostic;
    const actions = await session.actions(uri, web.range);
    expect(actions[0]).toMatchObject({
      title: expect.stringMatching(/^Harden "web": \d+ changes, \d+ to review, 2 left to you$/),
      isPreferred: true,
      kind: 'quickfix',
    });
    expect(actions.slice(1, -1).every((a) => /^(?:Safe|Review|Manual): /.test(a.title))).toBe(true);
    expect(actions).toContainEqual(
      expect.objectContaining({ title: 'Allow here, with a reason…', command: expect.objectContaining({ command: 'bulkhead.allow' }) }),
    );
    const edit = actions[0]?.edit as WorkspaceEdit;
    expect(edit.changeAnnotations).toBeUndefined();
    expect(edit.documentChanges?.[0]).toMatchObject({ textDocument: { uri, version: 1 } });
    const hardened = applied(DEPLOYMENT, edit, uri);
    for (const comment of DEPLOYMENT.match(/#.*/g) ?? []) expect(hardened).toContain(comment);
    await session.change(uri, 2, [{ text: hardened }]);
    const after = await session.diagnostics(uri, 2);
    const left = after.filter((d) => text(hardened, d.range) === 'web');
    expect(left.flatMap(rulesOf)).toEqual(['run-as-root', 'memory-limit-missing']);
    await session.change(uri, 3, [{ text: DEPLOYMENT }]);
    expect(await session.diagnostics(uri, 3)).toHaveLength(3);
  });

  test('a quick fix removes its finding and no comment', async () => {
    const found = at(diagnostics, 'host-network');
    const fix = (await session.actions(uri, found.range)).find((a) => /hostNetwork/.test(a.title) && a.edit);
    const fixed = applied(DEPLOYMENT, fix?.edit, uri);
    expect(fixed).toBe(DEPLOYMENT.replace('      hostNetwork: true\n', ''));
  });

  test('fix all applies the safe fixes, and only on request', async () => {
    const whole = { start: { line: 0, character: 0 }, end: { line: 12, character: 0 } };
    const [action, ...others] = await session.actions(uri, whole, ['source.fixAll']);
    expect(others).toEqual([]);
    expect(action).toMatchObject({ kind: 'source.fixAll.bulkhead' });
    const fixed = applied(DEPLOYMENT, action?.edit, uri);
    expect(fixed).toContain('type: RuntimeDefault');
    expect(fixed).toContain('hostNetwork: true');
    expect((await session.actions(uri, whole)).some((a) => a.kind?.startsWith('source'))).toBe(false);
  });

  test('a hover on a finding says the risk and how to check it', async () => {
    const hover = await session.hover(uri, at(diagnostics, 'host-network').range.start);
    const value = card(hover);
    expect(value).toMatch(/kubectl/);
    expect(value).toContain('host-network.md');
  });

  test('a hover on the name or kind of a workload says which Pod Security level admits it', async () => {
    for (const position of [
      { line: 1, character: 8 },
      { line: 3, character: 9 },
    ]) {
      const value = card(await session.hover(uri, position));
      expect(value).toContain('Pod Security: privileged');
      expect(value).toContain('host namespaces (hostNetwork=true)');
    }
  });

  test('a key that matters has a hover, other places have none', async () => {
    expect((await session.hover(uri, { line: 11, character: 20 }))?.contents ?? null).toBeNull();
    await session.open('file:///x.yaml', 'apiVersion: v1\nkind: Pod\nspec:\n  hostUsers: false\n  containers:\n    - name: a\n      image: b\n');
    expect(await session.hover('file:///x.yaml', { line: 3, character: 4 })).not.toBeNull();
  });

  test('an allow comment with a reason silences, and a stale request is refused', async () => {
    const found = at(diagnostics, 'host-network');
    const request = { uri, line: found.range.start.line, rules: ['host-network'], reason: 'MetalLB speaks for this node' };
    expect(await session.request('bulkhead/allow', { ...request, version: 1 })).toBeNull();
    // it would silence nothing
    expect(await session.request('bulkhead/allow', { ...request, reason: 'a trial until 2025-01-01', version: 3 })).toEqual({
      refused: 'no comment here silences just this',
    });
    const { edit } = await session.request<{ edit: WorkspaceEdit }>('bulkhead/allow', { ...request, version: 3 });
    const silenced = applied(DEPLOYMENT, edit, uri);
    expect(silenced).toContain('      # bulkhead: allow host-network -- MetalLB speaks for this node\n      hostNetwork: true');
    await session.change(uri, 4, [{ text: silenced }]);
    expect((await session.diagnostics(uri, 4)).map((d) => d.code)).not.toContain('host-network');
  });
});

describe('a Compose file', () => {
  const uri = 'file:///shop/compose.yaml';

  test('is analysed as it is typed, in UTF-16 columns', async () => {
    await session.open(uri, COMPOSE, 'dockercompose');
    const diagnostics = await session.diagnostics(uri);
    expect(text(COMPOSE, at(diagnostics, 'privileged-container').range)).toBe('privileged: true');
    expect(text(COMPOSE, at(diagnostics, 'port-published-all-interfaces').range)).toBe('"8080:80"');
    // an astral character before the value moves its column by two
    const typed = COMPOSE.replace('    privileged: true', '    labels: { "😀": x }\n    privileged: true');
    await session.change(uri, 2, [{ range: { start: { line: 3, character: 0 }, end: { line: 3, character: 0 } }, text: '    labels: { "😀": x }\n' }]);
    expect(text(typed, at(await session.diagnostics(uri, 2), 'privileged-container').range)).toBe('privileged: true');
  });

  test('a port moves to the loopback address and keeps its comment and quotes', async () => {
    await session.change(uri, 3, [{ text: COMPOSE }]);
    const diagnostics = await session.diagnostics(uri, 3);
    const fix = (await session.actions(uri, at(diagnostics, 'port-published-all-interfaces').range)).find((a) => /127\.0\.0\.1/.test(a.title));
    expect(applied(COMPOSE, fix?.edit, uri)).toBe(COMPOSE.replace('"8080:80"', '"127.0.0.1:8080:80"'));
  });
});

test('with half-typed text, the findings of the other documents stay, and the server keeps running', async () => {
  const uri = 'file:///two.yaml';
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  hostPID: true\n  containers: [{ name: c, image: d }]\n';
  await session.open(uri, `${pod}---\napiVersion: v1\nkind: Pod\nspec:\n  hostIPC: tr"[\n`);
  const diagnostics = await session.diagnostics(uri);
  expect(diagnostics.map((d) => d.code)).toContain('host-pid');
  expect(diagnostics.some((d) => d.code === 'yaml-syntax' || d.code === 'field-wrong-type')).toBe(true);
});

test('other YAML raises nothing', async () => {
  const uri = 'file:///values.yaml';
  await session.open(uri, 'replicas: 1\nimage: nginx\nsecurityContext:\n  privileged: true\n');
  expect(await session.diagnostics(uri)).toEqual([]);
});

test('a burst of changes costs one analysis of the last, and every request sees the newest text', async () => {
  const uri = 'file:///burst.yaml';
  await session.open(uri, 'apiVersion: v1\nkind: Pod\nspec:\n');
  await session.diagnostics(uri);
  const before = session.publishedCount;
  const last = 60;
  for (let version = 2; version <= last; version++)
    void session.change(uri, version, [
      { text: `apiVersion: v1\nkind: Pod\nspec:\n  hostPID: ${version === last}\n  containers:\n    - name: c${version}\n      image: d\n` },
    ]);
  const diagnostics = await session.diagnostics(uri, last);
  expect(diagnostics.map((d) => d.code)).toContain('host-pid');
  expect(session.publishedCount - before).toBeLessThan(last / 2);
});

test('settings: separate missing protections, a rule turned off, all turned off', async () => {
  const other = await Session.start({ settings: { diagnostics: { missing: 'separate' }, rules: { 'host-network': 'off' } } });
  const uri = 'file:///d.yaml';
  await other.open(uri, DEPLOYMENT);
  const codes = (await other.diagnostics(uri)).map((d) => d.code);
  expect(codes).toContain('seccomp-not-set');
  expect(codes).not.toContain('missing-protections');
  expect(codes).not.toContain('host-network');
  await other.notify('workspace/didChangeConfiguration', { settings: { bulkhead: { enable: false } } });
  await other.change(uri, 2, [{ text: DEPLOYMENT }]);
  expect(await other.diagnostics(uri, 2)).toEqual([]);
  await other.stop();
});

test('a setting that does not fit is reported, and keeps its default', async () => {
  const other = await Session.start({ settings: { rules: { 'projected-token-scope': { maxSeconds: 'abc' } } } });
  const said = () => other.notifications.filter(({ method }) => method === 'window/showMessage').map(({ params }) => (params as { message: string }).message);
  while (said().length === 0) await other.woken();
  expect(said()[0]).toContain('projected-token-scope.maxSeconds takes a whole number from 600 to 4294967296, not "abc"');
  await other.stop();
});

test('a new threat model takes effect at once', async () => {
  const settings = { diagnostics: { missing: 'separate' } };
  const other = await Session.start({ settings });
  const uri = 'file:///d.yaml';
  await other.open(uri, DEPLOYMENT);
  expect(at(await other.diagnostics(uri), 'runtime-class-missing').severity).toBe(4);
  const before = other.publishedCount;
  await other.notify('workspace/didChangeConfiguration', { settings: { bulkhead: { ...settings, threatModel: 'multi-tenant' } } });
  while (other.publishedCount === before) await other.woken();
  expect(at(await other.diagnostics(uri), 'runtime-class-missing').severity).toBe(1);
  await other.stop();
});

test('an editor with few capabilities gets plain changes, no commands and no disabled actions', async () => {
  const modest = await Session.start({}, {});
  const uri = 'file:///d.yaml';
  await modest.open(uri, DEPLOYMENT);
  const found = at(await modest.diagnostics(uri), 'host-network');
  const actions = await modest.actions(uri, found.range);
  expect(actions.every((a) => a.command === undefined && a.disabled === undefined && a.edit?.changes !== undefined)).toBe(true);
  await modest.stop();
});

test('the diagnostics of a closed document are removed', async () => {
  const uri = 'file:///closed.yaml';
  await session.open(uri, DEPLOYMENT);
  await session.diagnostics(uri);
  await session.notify('textDocument/didClose', { textDocument: { uri } });
  for (;;) {
    const cleared = session.notifications.findLast((n) => (n.params as { uri?: string }).uri === uri)?.params as
      | { diagnostics: unknown[]; version?: number }
      | undefined;
    if (cleared && cleared.version === undefined) {
      expect(cleared.diagnostics).toEqual([]);
      return;
    }
    await session.woken();
  }
});
