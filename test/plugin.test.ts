import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from './kit/cli.ts';

/** How a server is started, in the words of the files. */
interface Started {
  readonly command: string;
  readonly args: readonly string[];
}

const json = (file: string) => JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));
const PAGE = readFileSync(path.join(ROOT, 'docs/guide/agents.md'), 'utf8');
const blocks = (language: string) => [...PAGE.matchAll(/^```(\w+)\n(.*?)^```/gms)].flatMap(([, name, text = '']) => (name === language ? [text] : []));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'bulkhead-plugin-'));
  mkdirSync(path.join(folder, 'bin'));
  const program = path.join(folder, 'bin/bulkhead');
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${path.join(ROOT, 'dist/cli.js')}" "$@"\n`);
  chmodSync(program, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a server says to some input before it ends: by itself, or with its input. */
function said({ command, args }: Started, input: string, endsItself = false): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, PATH: `${path.join(folder, 'bin')}${path.delimiter}${process.env['PATH']}` };
    const server = spawn(command, args, { cwd: folder, env, stdio: ['pipe', 'pipe', 'inherit'] });
    let out = '';
    server.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    server.on('error', reject).on('close', () => resolve(out));
    if (endsItself) server.stdin.write(input);
    else server.stdin.end(input);
  });
}

const framed = (message: object) => {
  const text = JSON.stringify({ jsonrpc: '2.0', ...message });
  return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
};

describe('the plugin', () => {
  it('has the version of the program, and a name', () => {
    expect(json('plugin/.claude-plugin/plugin.json')).toMatchObject({
      name: 'bulkhead',
      version: json('package.json').version,
      license: json('package.json').license,
    });
  });

  it('starts the language server', async () => {
    const { bulkhead } = json('plugin/.lsp.json') as { readonly bulkhead: Started & { readonly extensionToLanguage: object } };
    expect(bulkhead.extensionToLanguage).toEqual({ '.yaml': 'yaml', '.yml': 'yaml' });
    const messages = [
      { id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } },
      { id: 2, method: 'shutdown' },
      { method: 'exit' },
    ];
    expect(await said(bulkhead, messages.map(framed).join(''), true)).toContain('"serverInfo":{"name":"bulkhead"');
  });
});

const LIST = `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' })}\n`;
const servers = (all: unknown): Started => (all as { readonly bulkhead: Started }).bulkhead;

describe('every set-up of MCP starts the server', () => {
  const fromToml = (text: string): Started => ({
    command: /^command = "(.*)"$/m.exec(text)?.[1] ?? '',
    args: JSON.parse(/^args = (\[.*\])$/m.exec(text)?.[1] ?? '[]'),
  });
  const setups: readonly [string, () => Started][] = [
    ['the plugin', () => servers(json('plugin/.mcp.json').mcpServers)],
    ['Claude Code and Cursor', () => servers(JSON.parse(blocks('json')[0] as string).mcpServers)],
    ['VS Code', () => servers(JSON.parse(blocks('json')[1] as string).servers)],
    ['Codex', () => fromToml(blocks('toml')[0] as string)],
  ];
  it.each(setups)('%s', async (_, setup) => {
    const { result } = JSON.parse(await said(setup(), LIST));
    expect(result.tools.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining(['check', 'fix', 'explain']));
  });
});
