import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { InProcess } from './in-process.ts';

const URI = 'file:///pod.yaml';
const POD = `apiVersion: v1
kind: Pod
metadata: { name: a }
spec:
  # bulkhead: allow host-ipc -- it measures until 2027-03-31
  hostIPC: true
  containers: [{ name: b, image: c:1 }]
`;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('an exception ends on its day, also in a file where nobody types', async () => {
  vi.setSystemTime('2027-03-31T23:59:50Z');
  const server = await InProcess.start();
  await server.notify('textDocument/didOpen', { textDocument: { uri: URI, languageId: 'yaml', version: 1, text: POD } });
  server.clock.pass(1000);
  const codes = () => server.shown(URI).map(({ code }) => code);
  expect(codes()).not.toContain('host-ipc');
  vi.setSystemTime('2027-04-01T00:00:01Z');
  server.clock.pass(12_000);
  expect(codes()).toEqual(expect.arrayContaining(['host-ipc', 'allow-expired']));
});
