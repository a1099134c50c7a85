import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CodeAction, WorkspaceEdit } from 'vscode-languageserver/node';
import type { ChangesAnswer, ChooseCommand, ChosenAnswer } from '../../schemas/messages.ts';
import { applied, LAZY, Session } from './session.ts';

const WORKLOADS = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  selector: { matchLabels: { app: shop } }
  template:
    spec:
      hostPID: true
      containers:
        - name: web
          image: example.com/web:1
`;
const titled = (actions: readonly CodeAction[], start: string) => actions.find(({ title }) => title.startsWith(start)) as CodeAction;

describe('an editor that asks which changes to make', () => {
  const uri = 'file:///shop/workloads.yaml';
  const WEB = { start: { line: 10, character: 18 }, end: { line: 10, character: 18 } };
  let session: Session;
  let command: ChooseCommand;
  beforeAll(async () => {
    session = await Session.start({ chooseChanges: true, promptForReason: true, noteApplied: true }, LAZY);
    await session.open(uri, WORKLOADS);
    const action = titled(await session.actions(uri, WEB), 'Harden "web"');
    expect(action).toMatchObject({ isPreferred: true, command: { command: 'bulkhead.choose' } });
    expect([action.edit, action.data]).toEqual([undefined, undefined]);
    command = action.command?.arguments?.[0];
  });
  afterAll(async () => {
    await session.stop();
  });
  const chosen = (ids: readonly string[]) => session.request<ChosenAnswer | null>('bulkhead/chosen', { ...command, chosen: ids });

  test('gets a row for each change, with its grade and reason, and what is left', async () => {
    const { changes, left } = await session.request<ChangesAnswer>('bulkhead/changes', command);
    expect(changes.filter(({ proposed }) => proposed).map(({ grade, rule }) => `${grade} ${rule}`)).toContain('review run-as-root');
    expect(changes.filter(({ proposed }) => !proposed).map(({ grade, rule }) => `${grade} ${rule}`)).toEqual(['manual memory-limit-missing']);
    expect(changes[0]).toMatchObject({ label: expect.any(String), detail: expect.stringContaining('web'), ids: [expect.any(String)] });
    expect(left).toEqual([]);
  });

  test('gets the file, the edit and the note for exactly the changes that were chosen', async () => {
    const { changes } = await session.request<ChangesAnswer>('bulkhead/changes', command);
    const all = changes.filter(({ proposed }) => proposed).flatMap(({ ids }) => ids);
    const whole = await chosen(all);
    expect(whole?.text).toBe(applied(WORKLOADS, whole?.edit as WorkspaceEdit, uri));
    const edit = whole?.edit as WorkspaceEdit;
    expect(edit.documentChanges?.[0]).toMatchObject({ textDocument: { uri, version: 1 } });
    expect(new Set(whole?.made)).toEqual(new Set(all));
    expect(whole?.note).toMatch(/^Hardened "web": \d changes\. To check: .+ · .+ · \d more\. 1 left to you\.$/);
    expect(whole?.page).toMatch(/^# Hardened "web": \d changes\n\n## What to check\n[\s\S]*```sh[\s\S]*## Left to you\n/);
    const readOnly = changes.filter(({ rule }) => rule === 'writable-root-filesystem').flatMap(({ ids }) => ids);
    const one = await chosen(readOnly);
    expect(one?.text).toContain('readOnlyRootFilesystem: true');
    expect(one?.text).not.toContain('runAsNonRoot');
    expect(one?.made).toEqual(readOnly);
    expect((await chosen([]))?.text).toBe(WORKLOADS);
  });

  test('is told if the document has changed', async () => {
    await session.change(uri, 2, [{ text: `# moved\n${WORKLOADS}` }]);
    // a lens that is older than the text still asks for what is there, of which then nothing but the current version is changed
    expect(await session.request('bulkhead/changes', command)).toMatchObject({ version: 2, changes: expect.arrayContaining([expect.anything()]) });
    expect(await chosen([])).toBeNull();
    await session.change(uri, 3, [{ text: WORKLOADS.replace('name: web', 'name: other') }]);
    expect(await session.request('bulkhead/changes', command)).toBeNull();
    await session.change(uri, 4, [{ text: WORKLOADS }]);
  });

  test('is not asked if its settings say so', async () => {
    const quiet = await Session.start({ chooseChanges: true, settings: { fix: { preview: 'none' } } }, LAZY);
    await quiet.open(uri, WORKLOADS);
    const action = titled(await quiet.actions(uri, WEB), 'Harden "web"');
    expect(action.command).toBeUndefined();
    expect((await quiet.resolve(action)).edit?.changeAnnotations).toBeUndefined();
    await quiet.stop();
  });
});
