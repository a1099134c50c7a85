import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Diagnostic, Hover, TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import type { FixWorkspaceAnswer } from '../../schemas/messages.ts';
import { applied, LAZY, rulesOf, Session } from './session.ts';

const BASE = `services:
  web:
    image: nginx:1.27
  db:
    extends:
      file: parts/base (old).yaml
      service: common
`;
const OVERRIDE = `services:
  web:
    # for the debugger
    privileged: true
    pid: "\${PID_MODE}"
`;
const EXTENDED = `services:
  common:
    image: postgres:17
    ipc: host
`;

let folder: string;
let session: Session;
/** A URI as VS Code writes it: it encodes more characters than Node. */
const uriOf = (name: string) => pathToFileURL(path.join(folder, name)).href.replaceAll('(', '%28').replaceAll(')', '%29');
const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
const codes = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ code }) => code);
const found = (diagnostics: readonly Diagnostic[], code: string) => diagnostics.find((d) => d.code === code) as Diagnostic;

beforeEach(async () => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'bulkhead-project-')), 'my shop (1) ü&+');
  mkdirSync(path.join(folder, 'parts'), { recursive: true });
  write('compose.yaml', BASE);
  write('compose.override.yaml', OVERRIDE);
  write('parts/base (old).yaml', EXTENDED);
  write('.env', 'PID_MODE=host\n');
  session = await Session.start({ noteApplied: true }, LAZY);
});
afterEach(async () => {
  await session.stop();
  rmSync(path.dirname(folder), { recursive: true });
});

test('a finding about another file is shown where it takes effect, with the place where the value is written', async () => {
  const base = uriOf('compose.yaml');
  await session.open(base, BASE, 'dockercompose');
  const diagnostics = await session.diagnostics(base);
  expect(codes(diagnostics)).toEqual(expect.arrayContaining(['privileged-container', 'host-pid', 'host-ipc']));
  const privileged = found(diagnostics, 'privileged-container');
  expect(privileged.range.start).toEqual({ line: 1, character: 2 });
  expect(privileged.relatedInformation).toContainEqual({
    location: { uri: uriOf('compose.override.yaml'), range: { start: { line: 3, character: 4 }, end: { line: 3, character: 20 } } },
    message: expect.any(String),
  });
  const ipc = found(diagnostics, 'host-ipc');
  expect(ipc.range.start.line).toBeGreaterThanOrEqual(3);
  expect(decodeURIComponent(ipc.relatedInformation?.[0]?.location.uri ?? '')).toMatch(/\/parts\/base \(old\)\.yaml$/);
  const hover = await session.hover(base, privileged.range.start);
  expect(((hover as Hover).contents as { value: string }).value).toContain('**Written in** [compose.override.yaml, line 4](');
});

test('a finding moves to its file when that file is opened, and back when it is closed', async () => {
  const [base, override] = [uriOf('compose.yaml'), uriOf('compose.override.yaml')];
  await session.open(base, BASE, 'dockercompose');
  expect(codes(await session.diagnostics(base))).toContain('privileged-container');
  const without = await session.next(base, () => session.open(override, OVERRIDE, 'dockercompose', 5));
  expect(without.version).toBe(1);
  expect(codes(without.diagnostics)).not.toContain('privileged-container');
  const own = await session.diagnostics(override, 5);
  expect(found(own, 'privileged-container').range.start).toEqual({ line: 3, character: 4 });
  const back = await session.next(base, () => session.notify('textDocument/didClose', { textDocument: { uri: override } }));
  expect(codes(back.diagnostics)).toContain('privileged-container');
});

test('also for an extended file, with any spelling of its URI', async () => {
  const [base, extended] = [uriOf('compose.yaml'), uriOf('parts/base (old).yaml')];
  await session.open(base, BASE, 'dockercompose');
  expect(codes(await session.diagnostics(base))).toContain('host-ipc');
  const without = await session.next(base, () => session.open(extended, EXTENDED, 'dockercompose'));
  expect(codes(without.diagnostics)).not.toContain('host-ipc');
  expect(codes(await session.diagnostics(extended))).toContain('host-ipc');
});

test('typing in one open file changes the findings of another, at the version of the other', async () => {
  const [base, override] = [uriOf('compose.yaml'), uriOf('compose.override.yaml')];
  // opening a file publishes the open ones again: so the base is opened last, and its next diagnostics are due to the typing
  await session.open(override, OVERRIDE, 'dockercompose', 8);
  await session.diagnostics(override, 8);
  await session.open(base, BASE, 'dockercompose', 3);
  await session.diagnostics(base, 3);
  const typed = `${OVERRIDE}    cap_drop: [ALL]\n    read_only: true\n    user: "101:101"\n`;
  const next = await session.next(base, () => session.change(override, 9, [{ text: typed }]));
  expect(next.version).toBe(3);
  const missing = next.diagnostics.flatMap((d) => (d.range.start.line === 1 ? rulesOf(d) : []));
  expect(missing).not.toContain('capabilities-not-dropped');
  expect(missing).not.toContain('run-as-root');
});

test('changed, new and deleted files on disk count as soon as the client reports them', async () => {
  const base = uriOf('compose.yaml');
  await session.open(base, BASE, 'dockercompose');
  await session.diagnostics(base);
  const told = (name: string, type: number) =>
    session.next(base, () => session.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(name), type }] }));
  write('.env', 'PID_MODE=\n# nothing\n');
  expect(codes((await told('.env', 2)).diagnostics)).not.toContain('host-pid');
  rmSync(path.join(folder, 'compose.override.yaml'));
  expect(codes((await told('compose.override.yaml', 3)).diagnostics)).not.toContain('privileged-container');
  write('compose.override.yaml', OVERRIDE);
  expect(codes((await told('compose.override.yaml', 1)).diagnostics)).toContain('privileged-container');
});

test('a quick fix in another file has its version if it is open, and none if it is not', async () => {
  const [base, override] = [uriOf('compose.yaml'), uriOf('compose.override.yaml')];
  await session.open(base, BASE, 'dockercompose', 2);
  const place = found(await session.diagnostics(base, 2), 'privileged-container').range;
  const edit = (await session.actions(base, place)).find(({ title }) => /privileged/.test(title))?.edit as WorkspaceEdit;
  expect((edit.documentChanges as TextDocumentEdit[]).map(({ textDocument }) => textDocument)).toEqual([{ uri: override, version: null }]);
  expect(applied(OVERRIDE, edit, override)).not.toContain('privileged');

  const [open, text] = [uriOf('parts/base (old).yaml'), EXTENDED.replace('    ipc', '    # moved\n    ipc')];
  await session.open(open, text, 'dockercompose', 11);
  const own = found(await session.diagnostics(open, 11), 'host-ipc').range;
  const there = (await session.actions(open, own)).find(({ title }) => /ipc/.test(title))?.edit as WorkspaceEdit;
  expect((there.documentChanges as TextDocumentEdit[]).map(({ textDocument }) => textDocument)).toEqual([{ uri: open, version: 11 }]);
});

test('fixing the workspace changes each value in its own file', async () => {
  const files = ['compose.yaml', 'compose.override.yaml', 'parts/base (old).yaml'].map(uriOf);
  const texts = [BASE, OVERRIDE, EXTENDED];
  const answer = await session.request<FixWorkspaceAnswer>('bulkhead/fixWorkspace', {
    files: files.map((uri, i) => ({ uri, text: texts[i] })),
    safeties: ['safe', 'review'],
  });
  const after = new Map(answer.files.map(({ uri, text }) => [uri, text]));
  expect(after.get(files[1] as string)).not.toContain('privileged');
  expect(after.get(files[2] as string)).not.toContain('ipc: host');
  expect(after.get(files[0] as string)).toContain('extends:');
});

test('every file that was read is watched, with any name', async () => {
  const base = uriOf('compose.yaml');
  write('prod.env', 'no variable\n');
  write('parts/more.yaml', 'services:\n  job: { image: busybox }\n');
  const text = 'include:\n  - path: parts/more.yaml\n    env_file: prod.env\nservices: {}\n';
  await session.open(base, text, 'dockercompose');
  expect((await session.diagnostics(base)).map(({ message }) => message)).toContainEqual(expect.stringContaining('line 1 of prod.env'));
  const patterns = () =>
    session.registrations.flatMap(({ registerOptions }) => registerOptions?.watchers.map(({ globPattern }: { globPattern: string }) => globPattern));
  while (!patterns().includes('**/prod.env')) await session.woken();
  write('prod.env', 'A=variable\n');
  const told = await session.next(base, () => session.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf('prod.env'), type: 2 }] }));
  expect(told.diagnostics.map(({ message }) => message)).not.toContainEqual(expect.stringContaining('prod.env'));
});

test('a configuration says which files are one project, and what it says counts at once', async () => {
  const config = uriOf('.bulkhead.yaml');
  const base = uriOf('web.yaml');
  mkdirSync(path.join(folder, '.git'));
  write('prod.yaml', 'services:\n  web:\n    pid: host\n');
  write('web.yaml', 'services:\n  web:\n    image: example.org/web:1\n');
  await session.open(base, 'services:\n  web:\n    image: example.org/web:1\n', 'yaml');
  expect(codes(await session.diagnostics(base))).not.toContain('host-pid');
  const { diagnostics } = await session.next(base, () => session.open(config, 'projects: [[web.yaml, prod.yaml]]\n', 'yaml'));
  expect(codes(diagnostics)).toContain('host-pid');
});
