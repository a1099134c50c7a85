import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CodeAction, Hover, Position, WorkspaceEdit } from 'vscode-languageserver/node';
import type { AppliedCommand, FixWorkspaceAnswer } from '../../schemas/messages.ts';
import { applied, FULL, LAZY, Session } from './session.ts';

const WORKLOADS = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      hostPID: true # to see the others
      containers:
        - name: web
          image: example.com/web:1
      volumes:
        - name: logs
          hostPath: { path: /srv/logs }
  selector: { matchLabels: { app: shop } }
---
apiVersion: v1
kind: Pod
metadata:
  name: debug
spec:
  hostPID: true
  containers:
    - name: shell
      image: redis:7
`;

const at = (line: number, character: number): { start: Position; end: Position } => ({ start: { line, character }, end: { line, character } });
const KIND = at(1, 8);
const HOST_PID = at(7, 8);
const noteOf = (action: CodeAction) => (action.command?.arguments ?? [])[0] as AppliedCommand;
const titles = (actions: readonly CodeAction[]) => actions.map(({ title }) => title);
const titled = (actions: readonly CodeAction[], start: string) => actions.find(({ title }) => title.startsWith(start)) as CodeAction;

describe('an editor that asks for edits when an action is chosen', () => {
  const uri = 'file:///shop/workloads.yaml';
  let session: Session;
  beforeAll(async () => {
    session = await Session.start({ promptForReason: true, noteApplied: true }, LAZY);
    await session.open(uri, WORKLOADS);
  });
  afterAll(async () => {
    await session.stop();
  });

  test('gets the capability to do so', () => {
    expect(session.initialized?.capabilities.codeActionProvider).toMatchObject({ resolveProvider: true });
  });

  test('on the kind and name of a workload, each level says what it changes, what to review and what is left', async () => {
    for (const range of [KIND, at(3, 9)]) {
      const actions = (await session.actions(uri, range)).filter(({ kind }) => kind?.startsWith('refactor'));
      expect(actions.map(({ kind }) => kind)).toEqual([
        'refactor.rewrite.bulkhead.baseline',
        'refactor.rewrite.bulkhead.restricted',
        'refactor.rewrite.bulkhead.leastPrivilege',
      ]);
      expect(titles(actions)).toEqual([
        expect.stringMatching(/^To Pod Security "baseline": \d+ changes?, \d+ to review, 1 left to you$/),
        expect.stringMatching(/^To Pod Security "restricted": \d+ changes, \d+ to review, 1 left to you$/),
        expect.stringMatching(/^To least privilege: \d+ changes, \d+ to review, 2 left to you$/),
      ]);
      expect(actions.every(({ edit }) => edit === undefined)).toBe(true);
    }
  });

  test('the edit of a level comes when the action is chosen, changes only that workload, and does what its title says', async () => {
    const action = titled(await session.actions(uri, KIND), 'To Pod Security "restricted"');
    const { edit } = await session.resolve(action);
    expect(edit?.documentChanges?.[0]).toMatchObject({ textDocument: { uri, version: 1 } });
    const text = applied(WORKLOADS, edit, uri);
    expect(text).toContain('runAsNonRoot: true');
    expect(text).toContain('type: RuntimeDefault');
    expect(text.slice(text.indexOf('---'))).toBe(WORKLOADS.slice(WORKLOADS.indexOf('---')));
    const other = 'file:///shop/after.yaml';
    await session.open(other, text);
    const again = (await session.actions(other, KIND)).filter(({ kind }) => kind?.endsWith('restricted'));
    expect(again).toEqual([]);
  });

  test('on a weakness: its fixes, Harden, the rule in the file, allow; and the strictest level as a rewrite', async () => {
    const actions = await session.actions(uri, HOST_PID);
    expect(titles(actions)).toEqual([
      'Review: Remove hostPID',
      expect.stringMatching(/^Harden the pod of "shop": .* 2 left$/),
      'Fix all "host-pid" in this file: 2 changes, 2 to review',
      'Allow here, with a reason…',
      expect.stringMatching(/^To Pod Security "restricted": /),
    ]);
    const { edit } = await session.resolve(titled(actions, 'Fix all'));
    expect(edit?.changeAnnotations).toBeUndefined();
    expect(applied(WORKLOADS, edit, uri)).not.toContain('hostPID');
  });

  test('after changes that need review, a note says once what to check', async () => {
    const fix = titled(await session.actions(uri, HOST_PID), 'Review: Remove hostPID');
    expect(fix.command?.command).toBe('bulkhead.applied');
    const note = noteOf(fix);
    expect(note.message).toMatch(/^Check that the program does not watch other processes/);
    expect(note.check).toContain('kubectl');
    expect(note.pages).toEqual([{ rule: 'host-pid', title: expect.any(String), uri: expect.stringMatching(/host-pid\.md$/) }]);
    const harden = await session.resolve(titled(await session.actions(uri, at(9, 18)), 'Harden "web"'));
    const several = noteOf(harden);
    expect(several.message).toMatch(/^\d kinds of change to review: [a-z-]+, /);
    expect(several.pages.length).toBeGreaterThan(1);
  });

  test('an action for an old version is refused, and the user is told', async () => {
    const action = titled(await session.actions(uri, KIND), 'To Pod Security "baseline"');
    await session.change(uri, 2, [{ text: `# moved\n${WORKLOADS}` }]);
    const refused = await session.resolve(action);
    expect(refused.edit).toBeUndefined();
    expect(refused.command).toBeUndefined();
    expect(refused.disabled?.reason).toMatch(/has changed/);
    const shown = session.notifications.find(({ method }) => method === 'window/showMessage');
    expect(shown?.params).toMatchObject({ message: expect.stringContaining('nothing was applied') });
    await session.change(uri, 3, [{ text: WORKLOADS }]);
    expect((await session.resolve({ ...action, data: { ...(action.data as object), version: 3 } })).edit).toBeDefined();
  });

  test('one workload of a list is brought to a level, not its neighbour', async () => {
    const list = 'file:///shop/list.yaml';
    const item = (name: string) =>
      `  - kind: Pod\n    apiVersion: v1\n    metadata: { name: ${name} }\n    spec:\n      hostPID: true\n      containers: [{ name: a, image: example.com/a:1 }]\n`;
    const text = `apiVersion: v1\nkind: List\nitems:\n${item('first')}${item('second')}`;
    await session.open(list, text);
    const action = titled(await session.actions(list, at(3, 11)), 'To Pod Security "baseline"');
    expect(action.title).toBe('To Pod Security "baseline": 1 change, 1 to review');
    expect(applied(text, (await session.resolve(action)).edit, list)).toBe(text.replace('      hostPID: true\n', ''));
    expect((await session.actions(list, at(1, 7))).filter(({ kind }) => kind?.startsWith('refactor'))).toEqual([]);
  });

  test('at a weakness, a level that is one change away is not offered twice', async () => {
    const one = 'file:///shop/one.yaml';
    const restricted =
      '        runAsNonRoot: true\n        allowPrivilegeEscalation: false\n        seccompProfile: { type: RuntimeDefault }\n        capabilities: { drop: [ALL] }\n';
    await session.open(
      one,
      `apiVersion: v1\nkind: Pod\nspec:\n  hostPID: true\n  containers:\n    - name: a\n      image: b\n      securityContext:\n${restricted}`,
    );
    expect((await session.actions(one, at(3, 4))).filter(({ kind }) => kind?.startsWith('refactor'))).toEqual([]);
    expect(titles(await session.actions(one, at(1, 7)))).toContain('To Pod Security "restricted": 1 change, 1 to review');
  });

  test('only requested kinds of actions are computed', async () => {
    const only = await session.actions(uri, KIND, ['refactor.rewrite.bulkhead.restricted']);
    expect(only.map(({ kind }) => kind)).toEqual(['refactor.rewrite.bulkhead.restricted']);
    expect((await session.actions(uri, KIND, ['quickfix'])).some(({ kind }) => kind?.startsWith('refactor'))).toBe(false);
  });
});

describe('the workspace', () => {
  const open = 'file:///shop/open.yaml';
  const closed = 'file:///shop/closed%20one.yaml';
  let session: Session;
  beforeAll(async () => {
    session = await Session.start({}, LAZY);
    await session.open(open, WORKLOADS, 'yaml', 7);
  });
  afterAll(async () => {
    await session.stop();
  });
  const ask = (request: object) => session.request<FixWorkspaceAnswer>('bulkhead/fixWorkspace', request);

  test('one edit for each file, with versions only for open ones, and what the file then is', async () => {
    const answer = await ask({
      files: [
        { uri: open, text: 'stale' },
        { uri: closed, text: WORKLOADS },
        { uri: 'file:///notes.yaml', text: 'a: 1\n' },
      ],
      safeties: ['safe', 'review'],
    });
    expect(answer.files.map(({ edit }) => (edit as WorkspaceEdit).documentChanges?.map((change) => 'textDocument' in change && change.textDocument))).toEqual([
      [{ uri: open, version: 7 }],
      [{ uri: closed, version: null }],
    ]);
    expect(answer.files.map(({ uri }) => uri)).toEqual([open, closed]);
    for (const { uri, text, edit, changes, review } of answer.files) {
      expect(review).toBeGreaterThan(0);
      expect(changes).toBeGreaterThan(review);
      expect(applied(WORKLOADS, edit as WorkspaceEdit, uri)).toBe(text);
      expect(text).not.toContain('hostPID');
    }
  });

  test('safe fixes only, one rule only, nothing at all', async () => {
    const safe = await ask({ files: [{ uri: open }], safeties: ['safe'] });
    expect(safe.files).toMatchObject([{ review: 0, text: expect.stringContaining('hostPID: true') }]);
    const rule = await ask({ files: [{ uri: open }], safeties: ['safe', 'review'], rule: 'host-pid' });
    expect(rule.files).toMatchObject([{ changes: 2, review: 2, text: WORKLOADS.replaceAll(/ +hostPID.*\n/g, '') }]);
    const survey = await ask({ files: [{ uri: open }, { uri: closed, text: WORKLOADS }], safeties: [] });
    expect(survey.files).toEqual([]);
    expect(survey.rules).toContainEqual({ rule: 'host-pid', title: expect.any(String), count: 4 });
  });
});

test('an editor without resolve, annotations, commands and disabled actions gets everything at once', async () => {
  const modest = await Session.start({}, {});
  const uri = 'file:///d.yaml';
  await modest.open(uri, WORKLOADS);
  expect(modest.initialized?.capabilities.codeActionProvider).toMatchObject({ resolveProvider: false });
  for (const range of [KIND, HOST_PID, at(9, 18)]) {
    const actions = await modest.actions(uri, range);
    expect(actions.length).toBeGreaterThan(2);
    for (const { edit, command, data, disabled } of actions) {
      expect(edit?.changes?.[uri]?.length).toBeGreaterThan(0);
      expect([command, data, disabled]).toEqual([undefined, undefined, undefined]);
    }
  }
  await modest.stop();
});

/** Manifests with a fix that can't be made, with its place and the reason. */
const REFUSED: readonly (readonly [text: string, place: Position, reason: RegExp])[] = [
  ['apiVersion: v1\nkind: Pod\nspec:\n  hostPID: true\n  hostPID: true\n  containers: [{ name: a, image: b }]\n', { line: 4, character: 4 }, /written twice/],
  ['apiVersion: v1\nkind: Pod\nspec:\n  hostPID: true {{- /* why */}}\n  containers: [{ name: a, image: b }]\n', { line: 3, character: 4 }, /template/],
  [
    'apiVersion: v1\nkind: Pod\nspec:\n  ? hostPID\n  : true\n  containers: [{ name: a, image: b }]\n',
    { line: 3, character: 5 },
    /cannot be edited with certainty/,
  ],
];

test("a fix that can't be made is shown disabled, with the reason", async () => {
  const session = await Session.start({}, FULL);
  for (const [index, [text, place, reason]] of REFUSED.entries()) {
    const uri = `file:///refused-${index}.yaml`;
    await session.open(uri, text);
    const actions = await session.actions(uri, { start: place, end: place });
    expect(actions.map(({ disabled }) => disabled?.reason ?? '').join('\n')).toMatch(reason);
    // VS Code does not show disabled actions in its menu, so the hover gives the reason too
    const hover = (await session.hover(uri, place)) as Hover;
    expect((hover.contents as { value: string }).value).toMatch(reason);
  }
  await session.stop();
});
