import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SERVER = fileURLToPath(new URL('../../dist/server/node.js', import.meta.url));

const framed = (message: object) => {
  const text = JSON.stringify({ jsonrpc: '2.0', ...message });
  return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
};
const INITIALIZE = { id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } };
const HOVER = { method: 'textDocument/hover', params: { textDocument: { uri: 'file:///a.yaml' }, position: { line: 0, character: 0 } } };
const END = [{ id: 98, method: 'shutdown' }, { method: 'exit' }];

/** What a server says to raw input, which stays open, until it ends. */
function talk(parts: readonly string[]): Promise<{ status: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const server = spawn('node', [SERVER, '--stdio']);
    let [out, err] = ['', ''];
    server.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    server.stdin.on('error', () => undefined);
    server.on('close', (status) => resolve({ status, out, err }));
    for (const part of parts) server.stdin.write(part);
  });
}

/** The error codes of the answers, by id; `null` where there is a result. */
function codes(out: string): Record<string, number | null> {
  const answers = [...out.matchAll(/\{"jsonrpc".*?(?=Content-Length|$)/gs)].map(([text]) => JSON.parse(text));
  return Object.fromEntries(answers.flatMap(({ id, error, method }) => (method === undefined ? [[id, error?.code ?? null]] : [])));
}

describe('a server that can no longer tell where messages begin', () => {
  it.each([
    ['no length', 'Content-Type: a\r\n\r\n{}'],
    ['a length that is no number', 'Content-Length: x\r\n\r\n{}'],
    ['a length that ends in letters', 'Content-Length: 12abc\r\n\r\n{}'],
    ['a negative length', 'Content-Length: -5\r\n\r\n{}'],
    ['an absurd length', 'Content-Length: 999999999999\r\n\r\n{}'],
    ['a header without an end', 'x'.repeat(10_000)],
    ['no header', `${'{"jsonrpc":"2.0"}'}\r\n\r\n`],
  ])('says so and ends: %s', async (_, text) => {
    const { status, err } = await talk([framed(INITIALIZE), text]);
    expect(status).toBe(1);
    expect(err).toMatch(/^bulkhead: cannot read what the client sends: a message .*\n$/);
  });

  it('reads messages that arrive in pieces', async () => {
    const text = [INITIALIZE, { id: 2, ...HOVER }, ...END].map(framed).join('');
    const { status, out } = await talk(text.match(/.{1,7}/gs) as string[]);
    expect(codes(out)).toEqual({ 1: null, 2: null, 98: null });
    expect(status).toBe(0);
  });
});

it('a session has one beginning and one end', async () => {
  const { status, out } = await talk(
    [{ id: 0, ...HOVER }, INITIALIZE, { ...INITIALIZE, id: 2 }, { id: 3, ...HOVER }, END[0], { id: 4, ...HOVER }, { id: 5, method: 'shutdown' }, END[1]].map(
      (message) => framed(message as object),
    ),
  );
  expect(codes(out)).toEqual({ 0: -32002, 1: null, 2: -32600, 3: null, 98: null, 4: -32600, 5: -32600 });
  expect(status).toBe(0);
});
