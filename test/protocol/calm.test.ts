import { beforeEach, describe, expect, test } from 'vitest';
import type { Range, TextDocumentContentChangeEvent } from 'vscode-languageserver/node';
import { InProcess } from './in-process.ts';

const URI = 'file:///pod.yaml';
const POD = `apiVersion: v1
kind: Pod
metadata: { name: a }
spec:
  hostIPC: true
  containers:
    - name: b
      image: c:1
`;

let server: InProcess;
let version: number;
beforeEach(async () => {
  server = await InProcess.start();
  version = 0;
});

async function open(text: string, uri = URI, languageId = 'yaml'): Promise<void> {
  await server.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: ++version, text } });
  server.clock.pass(50);
}

async function change(contentChange: TextDocumentContentChangeEvent, uri = URI): Promise<void> {
  await server.notify('textDocument/didChange', { textDocument: { uri, version: ++version }, contentChanges: [contentChange] });
  server.clock.pass(50);
}

function at(line: number, from: number, to = from): Range {
  return { start: { line, character: from }, end: { line, character: to } };
}

/** The rules and problems that the client shows, each with its line. */
function shown(uri = URI): string[] {
  return server.shown(uri).map(({ code, range }) => `${range.start.line}: ${code}`);
}

describe('on the line that is written', () => {
  beforeEach(() => open(POD));

  test('nothing new is said before half a second, and all of it then', async () => {
    const before = shown();
    await change({ range: at(3, 5), text: '\n  hostPID: true\n  hostNetwork: true' });
    expect(shown()).toContain('4: host-pid');
    expect(shown()).not.toContain('5: host-network');
    server.clock.pass(400);
    expect(shown()).not.toContain('5: host-network');
    server.clock.pass(100);
    expect(shown()).toContain('5: host-network');
    expect(shown()).toHaveLength(before.length + 2);
  });

  test('what is new is said when the next line begins', async () => {
    await change({ range: at(3, 5), text: '\n  hostPID: true' });
    expect(shown()).not.toContain('4: host-pid');
    await change({ range: at(4, 15), text: '\n' });
    expect(shown()).toContain('4: host-pid');
  });

  test('what is no longer so goes at once, and comes back after the pause', async () => {
    await change({ range: at(4, 14, 15), text: '' });
    expect(shown()).not.toContain('4: host-ipc');
    await change({ range: at(4, 14), text: 'e' });
    expect(shown()).not.toContain('4: host-ipc');
    server.clock.pass(500);
    expect(shown()).toContain('4: host-ipc');
  });
});

test('what is said keeps its words until the pause, where it now stands', async () => {
  await open(POD.replace('c:1', 'c'));
  const image = () => server.shown(URI).find(({ code }) => code === 'image-mutable-reference');
  expect(image()?.message).toContain('runs c ');
  await change({ range: at(7, 14), text: 'd' });
  await change({ range: at(0, 0), text: '# one\n' });
  expect(image()).toMatchObject({ message: expect.stringContaining('runs c '), range: at(8, 13, 15) });
  server.clock.pass(500);
  expect(image()?.message).toContain('runs cd ');
});

test('what is missing is said after the pause', async () => {
  await open(POD);
  expect(shown()).toContain('6: missing-protections');
  await change({ range: at(8, 0), text: '    - name: d\n      image: e:1\n' });
  expect(shown()).not.toContain('8: missing-protections');
  server.clock.pass(500);
  expect(shown()).toContain('8: missing-protections');
});

test('whoever goes on in another file has left the line', async () => {
  await open(POD);
  await open(POD, 'file:///other.yaml');
  await change({ range: at(3, 5), text: '\n  hostPID: true' });
  expect(shown()).not.toContain('4: host-pid');
  await change({ range: at(4, 0), text: '#' }, 'file:///other.yaml');
  expect(shown()).toContain('4: host-pid');
});

test('a client that sends the whole text, as programs do, is told all at once', async () => {
  await open('');
  await change({ text: POD });
  expect(shown()).toEqual(expect.arrayContaining(['4: host-ipc', '6: missing-protections']));
});

test('the rest is published once, and only if there is one', async () => {
  await open(POD);
  let count = 0;
  server.onPublished = () => count++;
  await change({ range: at(3, 5), text: '\n  hostPID: true' });
  server.clock.pass(5000);
  expect(count).toBe(2);
  await change({ range: at(3, 5), text: ' # the node' });
  server.clock.pass(5000);
  expect(count).toBe(3);
});

test('a closed file is forgotten', async () => {
  await open(POD);
  await change({ range: at(3, 5), text: '\n  hostPID: true' });
  await server.notify('textDocument/didClose', { textDocument: { uri: URI } });
  server.clock.pass(5000);
  expect(shown()).toEqual([]);
});

describe('what is wrong with the text', () => {
  const BROKEN = `${POD}  dnsPolicy\n`;
  const isTold = () => shown().some((one) => one.includes('yaml-syntax'));
  const setTo = (syntax: string) => server.notify('workspace/didChangeConfiguration', { settings: { bulkhead: { diagnostics: { syntax } } } });

  test.each([
    ['auto', false, true],
    ['auto', true, false],
    ['on', true, true],
    ['off', false, false],
  ])('%s, with another server that reports it: %s', async (syntax, syntaxElsewhere, told) => {
    await setTo(syntax);
    await server.notify('bulkhead/syntaxElsewhere', { syntaxElsewhere });
    await open(BROKEN);
    expect(isTold()).toBe(told);
    expect(shown()).toContain('4: host-ipc');
  });

  test('another server comes and goes', async () => {
    server = await InProcess.start({ syntaxElsewhere: true });
    await open(BROKEN);
    expect(isTold()).toBe(false);
    await server.notify('bulkhead/syntaxElsewhere', { syntaxElsewhere: false });
    server.clock.pass(50);
    expect(isTold()).toBe(true);
  });

  test('no other server reads templates', async () => {
    server = await InProcess.start({ syntaxElsewhere: true });
    await open(BROKEN, URI, 'helm');
    expect(isTold()).toBe(true);
  });

  test.each([
    ['a workload without a container', 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\nspec:\n  tem\n'],
    ['an object without a name', 'apiVersion: v1\nkind: ConfigMap\nmeta\n'],
    ['a project without a service', 'services:\n  web:\n    ima\n'],
    ['a service that nothing follows', 'services:\n  web: { image: a }\n  db: # the store\n\n# more to come\n'],
    ['a second document', `${POD}---\napiVersion: v1\nkind: Pod\nspec: a\n`],
  ])('is not told while its author has not come further: %s', async (_, text) => {
    await open(text, 'file:///compose.yaml');
    expect(server.shown('file:///compose.yaml').filter(({ code }) => /yaml-syntax|wrong-shape|no-value/.test(String(code)))).toEqual([]);
  });

  test.each([
    ['a workload with a container', `${POD}    - c\n`, '8: wrong-shape'],
    ['an object with a name', 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata\n', '3: yaml-syntax'],
    ['a service that another follows', 'services:\n  db:\n  web: { image: a }\n', '1: no-value'],
    ['a text that is longer than a workload', `apiVersion: v1\nkind: Pod\nmetadata:\n  labels:\n${'    a: b\n'.repeat(20)}spec: a\n`, '24: wrong-shape'],
  ])('is told of %s', async (_, text, problem) => {
    await open(text);
    expect(shown()).toContain(problem);
  });

  test('is told once for each line', async () => {
    await open(`${POD}---\n${POD.replace('  hostIPC: true', '  hostIPC: true: [ : }')}`);
    const lines = server.shown(URI).flatMap(({ code, range }) => (code === 'yaml-syntax' ? [range.start.line] : []));
    expect(lines.length).toBeGreaterThan(0);
    expect(new Set(lines).size).toBe(lines.length);
  });
});
