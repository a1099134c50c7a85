import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { transform } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zipNames } from '../kit/zip.ts';

const root = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'bulkhead-package-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The pages that diagnostics link to. */
const pages = readdirSync(path.join(root, 'docs/rules')).map((name) => `docs/rules/${name}`);
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/** The pages of the walkthrough, and the example that it opens. */
const walkthrough: string[] = [
  ...manifest.contributes.walkthroughs.flatMap(({ steps }: { steps: { media: { markdown: string } }[] }) => steps.map(({ media }) => media.markdown)),
  'client/media/walkthrough/weak.yaml',
];

describe('the VSIX', () => {
  const vsix = path.join(folder, 'bulkhead.vsix');
  let names: string[] = [];
  beforeAll(() => {
    const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
    execFileSync(process.execPath, [vsce, 'package', '--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository', '--out', vsix], {
      cwd: root,
      stdio: 'pipe',
    });
    names = zipNames(readFileSync(vsix)).map((name) => name.replace(/^extension\//, ''));
  });

  it('contains what it needs and nothing else', () => {
    expect(names.sort()).toEqual(
      [
        'LICENSE.txt',
        '[Content_Types].xml',
        'changelog.md',
        'client/media/icon.png',
        ...walkthrough,
        'dist/THIRD-PARTY-LICENSES.txt',
        'dist/client/browser.js',
        'dist/client/extension.js',
        'dist/sbom/vsix.cdx.json',
        'dist/server/browser.js',
        'dist/server/node-main.js',
        'dist/server/node.js',
        'extension.vsixmanifest',
        'l10n/bundle.l10n.json',
        ...pages,
        'package.json',
        'package.nls.json',
        'readme.md',
        'schemas/generated/config.schema.json',
      ].sort(),
    );
  });

  it('has every file that its manifest names', () => {
    const named: string[] = [manifest.main, manifest.browser, ...walkthrough];
    for (const file of named) expect(names).toContain(file.replace(/^\.\//, ''));
  });

  it('stays small', async () => {
    // this build is not minified as that of `npm run package` is
    const bundles = [...names.filter((name) => /^dist\/.*\.js$/.test(name))].map((name) => readFileSync(path.join(root, name), 'utf8'));
    const minified = await Promise.all(bundles.map(async (text) => (await transform(text, { minify: true })).code));
    const packed = (texts: readonly string[]) => texts.reduce((sum, text) => sum + deflateRawSync(text).length, 0);
    const size = statSync(vsix).size - packed(bundles) + packed(minified);
    expect(size).toBeLessThan(1_200_000);
    expect(size).toBeGreaterThan(500_000);
  });

  it('needs no package at run time', () => {
    expect(manifest.dependencies).toBeUndefined();
  });
});

describe('the npm package', () => {
  it('is the command and its papers', () => {
    const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [packed]: { files: { path: string; mode: number }[] }[] = JSON.parse(output);
    expect(packed?.files.map((file) => file.path).sort()).toEqual(
      [
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'dist/THIRD-PARTY-LICENSES.txt',
        'dist/cli-main.js',
        'dist/cli.js',
        'dist/sbom/npm.cdx.json',
        'dist/server/browser.js',
        'dist/server/node-main.js',
        'dist/server/node.js',
        ...pages,
        'package.json',
      ].sort(),
    );
  });

  it('has the server, which its command runs', async () => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
    const child = spawn(process.execPath, [path.join(root, 'dist/cli.js'), 'lsp'], { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    const [answer] = await once(child.stdout, 'data');
    child.kill();
    expect(String(answer)).toContain('Content-Length: ');
  });
});
