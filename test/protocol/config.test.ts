import { afterEach, beforeEach, expect, test } from 'vitest';
import { DiagnosticSeverity } from 'vscode-languageserver-types';
import { useFolder } from './folder.ts';
import { LAZY, Session } from './session.ts';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  hostNetwork: true\n  containers: [{ name: web, image: example.org/web:1 }]\n';

let session: Session;
const { put, uriOf } = useFolder();
/** The severity of the diagnostic about the network of the host, in what is published last of a document; `undefined` if there is none. */
const severityAfter = async (name: string, event: () => Promise<unknown>) =>
  (await session.next(uriOf(name), event)).diagnostics.find(({ code }) => code === 'host-network')?.severity;
const changed = (name: string) => () => session.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(name), type: 2 }] });

beforeEach(async () => {
  put('.git/HEAD', '');
  session = await Session.start({}, LAZY);
});
afterEach(() => session.stop());

test('a configuration counts as soon as it is there, changes or goes, and the editor counts before it', async () => {
  expect(await severityAfter('a/pod.yaml', () => session.open(uriOf('a/pod.yaml'), POD))).toBe(DiagnosticSeverity.Error);
  put('.bulkhead.yaml', 'rules: { host-network: medium }\n');
  expect(await severityAfter('a/pod.yaml', changed('.bulkhead.yaml'))).toBe(DiagnosticSeverity.Warning);
  put('a/.bulkhead.yaml', 'extends: ../team.yml\n');
  put('team.yml', 'rules: { host-network: low }\n');
  expect(await severityAfter('a/pod.yaml', changed('a/.bulkhead.yaml'))).toBe(DiagnosticSeverity.Information);
  put('team.yml', 'rules: { host-network: off }\n');
  expect(await severityAfter('a/pod.yaml', changed('team.yml'))).toBeUndefined();
  const set = () => session.notify('workspace/didChangeConfiguration', { settings: { bulkhead: { rules: { 'host-network': 'critical' } } } });
  expect(await severityAfter('a/pod.yaml', set)).toBe(DiagnosticSeverity.Error);
});

test('what is wrong in a configuration is said there, open or not, and its last good state stays in force', async () => {
  put('.bulkhead.yaml', 'rules: { host-network: low }\n');
  expect(await severityAfter('pod.yaml', () => session.open(uriOf('pod.yaml'), POD))).toBe(DiagnosticSeverity.Information);
  put('.bulkhead.yaml', 'rules: { host-network: lo }\n');
  const wrong = await session.next(uriOf('.bulkhead.yaml'), changed('.bulkhead.yaml'));
  expect(wrong.diagnostics).toMatchObject([
    { code: 'configuration', severity: DiagnosticSeverity.Error, range: { start: { line: 0, character: 23 }, end: { line: 0, character: 25 } } },
  ]);
  const opened = await session.next(uriOf('.bulkhead.yaml'), () => session.open(uriOf('.bulkhead.yaml'), 'rules: { host-netwrk: off }\n'));
  expect(opened.diagnostics.map(({ message }) => message)).toEqual(['there is no rule "host-netwrk"; did you mean "host-network"?']);
  const text = POD.replace('web:1', 'web:2');
  expect(await severityAfter('pod.yaml', () => session.change(uriOf('pod.yaml'), 2, [{ text }]))).toBe(DiagnosticSeverity.Information);
  const mended = await session.next(uriOf('.bulkhead.yaml'), () => session.change(uriOf('.bulkhead.yaml'), 2, [{ text: 'rules: {}\n' }]));
  expect(mended.diagnostics).toEqual([]);
});

test('an ignored file has no diagnostics, fixes or hovers', async () => {
  put('.bulkhead.yaml', 'ignore: [old/]\n');
  const opened = await session.next(uriOf('old/pod.yaml'), () => session.open(uriOf('old/pod.yaml'), POD));
  expect(opened.diagnostics).toEqual([]);
  expect(await session.hover(uriOf('old/pod.yaml'), { line: 4, character: 4 })).toBeNull();
  expect(await session.actions(uriOf('old/pod.yaml'), { start: { line: 4, character: 4 }, end: { line: 4, character: 4 } })).toEqual([]);
});

test('exceptions of Kubescape count as soon as they change, and are no configuration themselves', async () => {
  const exceptions = (control: string) =>
    JSON.stringify([{ name: 'a', resources: [{ designatorType: 'Attributes', attributes: { kind: '.*' } }], posturePolicies: [{ controlID: control }] }]);
  put('.bulkhead.yaml', 'kubescape: ci/exceptions.json\n');
  put('ci/exceptions.json', exceptions('C-0041'));
  expect(await severityAfter('pod.yaml', () => session.open(uriOf('pod.yaml'), POD))).toBeUndefined();
  put('ci/exceptions.json', exceptions('C-0057'));
  expect(await severityAfter('pod.yaml', changed('ci/exceptions.json'))).toBe(DiagnosticSeverity.Error);
  await session.open(uriOf('ci/exceptions.json'), exceptions('C-0057'), 'json');
  expect(await session.diagnostics(uriOf('ci/exceptions.json'))).toEqual([]);
});

test('what only the team knows counts in the editor, as on the command line', async () => {
  const published = async (text: string) => {
    put('.bulkhead.yaml', text);
    return (await session.next(uriOf('pod.yaml'), changed('.bulkhead.yaml'))).diagnostics;
  };
  await session.open(uriOf('pod.yaml'), POD);
  await session.diagnostics(uriOf('pod.yaml'));
  const level = await published('podSecurity: { level: baseline, version: v1.30 }\n');
  expect(level.find(({ code }) => code === 'pod-security')?.message).toContain('PodSecurity "baseline:v1.30": host namespaces (hostNetwork=true)');
  const trusted = await published('infrastructure: { images: [example.org/*] }\n');
  expect(trusted.find(({ code }) => code === 'pod-security')).toBeUndefined();
  expect(trusted.find(({ code }) => code === 'host-network')?.severity).toBe(DiagnosticSeverity.Hint);
});
