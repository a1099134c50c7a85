import { mkdirSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { linesOf } from '../../server/src/host/cli/lines.ts';
import { useWorkspace } from './workspace.ts';

const { at, bulkhead, read, write } = useWorkspace();

const POD = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  hostNetwork: true # legacy
  containers: [{ name: web, image: "example.org/web:1" }]
`;

interface Response {
  readonly id: number | null;
  readonly result?: { readonly content?: readonly { readonly text: string }[]; readonly isError?: boolean; readonly [key: string]: unknown };
  readonly error?: { readonly code: number; readonly message: string };
}

/** What a server answers to messages, which are JSON or raw lines. */
async function talk(messages: readonly unknown[], ...options: readonly string[]): Promise<Response[]> {
  const input = messages.map((message) => (typeof message === 'string' ? message : JSON.stringify({ jsonrpc: '2.0', ...(message as object) }))).join('\n');
  const { status, stdout, stderr } = await bulkhead(['mcp', ...options], { input });
  expect([status, stderr]).toEqual([0, '']);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** The answer of one tool, and whether it is an error. */
async function call(name: string, given: object, ...options: readonly string[]) {
  const [response] = await talk([{ id: 1, method: 'tools/call', params: { name, arguments: given } }], ...options);
  return { said: response?.result?.content?.map(({ text }) => text).join('') ?? response?.error?.message ?? '', isError: response?.result?.isError ?? true };
}

describe('the protocol', () => {
  it('begins, lists tools and ends with its input', async () => {
    const [begun, pong, listed] = await talk([
      { id: 1, method: 'initialize', params: { protocolVersion: '2025-03-26', capabilities: {}, clientInfo: { name: 'a', version: '1' } } },
      { method: 'notifications/initialized' },
      { id: 2, method: 'ping' },
      { id: 3, method: 'tools/list' },
    ]);
    expect(begun?.result).toMatchObject({ protocolVersion: '2025-03-26', capabilities: { tools: {} }, serverInfo: { name: 'bulkhead' } });
    expect(pong).toEqual({ jsonrpc: '2.0', id: 2, result: {} });
    const tools = listed?.result?.['tools'] as { name: string; inputSchema: { type: string }; annotations: { readOnlyHint: boolean } }[];
    expect(tools.map(({ name, inputSchema, annotations }) => [name, inputSchema.type, annotations.readOnlyHint])).toEqual([
      ['check', 'object', true],
      ['fix', 'object', true],
      ['explain', 'object', true],
    ]);
    const [writable] = await talk([{ id: 1, method: 'tools/list' }], '--allow-write');
    expect(JSON.stringify(writable)).toContain('"destructiveHint":true');
  });

  it('answers an unknown version with the newest, and what it does not know with an error', async () => {
    const answers = await talk([
      '{',
      '[]',
      { id: 1, method: 'initialize', params: { protocolVersion: '1999-01-01' } },
      { id: 2, method: 'resources/list' },
      { id: 3, method: 'tools/call', params: { name: 'toString' } },
      { method: 'unknown' },
    ]);
    expect(answers.map(({ id, error }) => [id, error?.code])).toEqual([
      [null, -32_700],
      [null, -32_600],
      [1, undefined],
      [2, -32_601],
      [3, -32_602],
    ]);
    expect(answers[2]?.result?.['protocolVersion']).toBe('2025-06-18');
  });

  it('reads lines however they come, and keeps no endless one', async () => {
    const bytes = new TextEncoder().encode('{"a":"é😀"}\r\n\nlonger than ten\nb');
    const lines: (string | undefined)[] = [];
    const chunks = (async function* () {
      for (const byte of bytes) yield Uint8Array.of(byte);
    })();
    for await (const line of linesOf(chunks, 12)) lines.push(line);
    expect(lines).toEqual(['{"a":"é😀"}', '', undefined, 'b']);
  });
});

describe('its tools say what the command line says', () => {
  it('check, of files and of a text', async () => {
    write({ 'a/pod.yaml': POD });
    const { stdout } = await bulkhead(['check', 'a', '--format', 'agent', '--budget', '4000']);
    expect(await call('check', { paths: ['a'] })).toEqual({ said: stdout, isError: false });
    expect((await call('check', { text: POD, filename: 'x.yaml' })).said).toContain('host-network');
    expect((await call('check', { paths: ['a'], budget: 200 })).said.length).toBeLessThan(1200);
  });

  it('explain', async () => {
    const { stdout } = await bulkhead(['explain', 'host-pid']);
    expect(await call('explain', { rule: 'host-pid' })).toEqual({ said: stdout, isError: false });
    expect(await call('explain', { rule: 'host-pd' })).toMatchObject({ said: expect.stringContaining('did you mean "host-pid"'), isError: true });
  });

  it('fix shows a diff, and writes only if both sides want it', async () => {
    write({ 'pod.yaml': POD });
    const shown = await call('fix', { paths: ['pod.yaml'], safety: 'review' });
    expect(shown.said).toMatch(/^-.*hostNetwork: true # legacy$/m);
    expect(await call('fix', { paths: ['pod.yaml'], write: true })).toMatchObject({ said: expect.stringContaining('this server only reads'), isError: true });
    expect(read('pod.yaml')).toBe(POD);
    expect((await call('fix', { paths: ['pod.yaml'], safety: 'review', write: true }, '--allow-write')).isError).toBe(false);
    expect(read('pod.yaml')).not.toContain('hostNetwork');
    expect((await call('fix', { text: POD, safety: 'review' }, '--allow-write')).said).not.toContain('hostNetwork: true');
    expect(await call('fix', { text: POD, write: true }, '--allow-write')).toMatchObject({ isError: true });
  });
});

describe('what an agent gets wrong', () => {
  it.each([
    ['nothing', {}],
    ['both', { paths: ['.'], text: 'a' }],
    ['a wrong type', { paths: 'pod.yaml' }],
    ['an unknown argument', { paths: ['.'], force: true }],
    ['a name of a text that is an option', { text: POD, filename: '' }],
  ])('is an error of the tool that says what: %s', async (_, given) => {
    const { said, isError } = await call('check', given);
    expect([isError, said.length > 0]).toEqual([true, true]);
  });

  it('takes no path for an option', async () => {
    expect((await call('check', { paths: ['--update-baseline'] })).said).toMatch(/^not read: .*--update-baseline/m);
  });

  it('does not leave the working directory', async () => {
    mkdirSync(at('in'));
    write({ 'in/pod.yaml': POD, 'secret.yaml': POD });
    symlinkSync('/etc', at('link'));
    for (const one of ['../x.yaml', '/etc', 'link', '/etc/*.conf'])
      expect(await call('check', { paths: [one] }), one).toMatchObject({ said: expect.stringContaining('is not below the working directory'), isError: true });
  });
});
