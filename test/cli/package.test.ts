import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { transform } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
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

/** Those of the page that the gallery shows. */
const PICTURES = ['docs/images/hover-light.png', 'docs/images/quick-fix-light.png'];

describe('the VSIX', () => {
  const vsix = path.join(folder, 'bulkhead.vsix');
  let names: string[] = [];
  beforeAll(() => {
    execFileSync(process.execPath, [path.join(root, 'scripts/package.mjs'), '--no-build', '--out', vsix], { cwd: root, stdio: 'pipe' });
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
        ...PICTURES,
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

  it('has every file that its page in the gallery names', () => {
    const page = readFileSync(path.join(root, 'docs/GALLERY.md'), 'utf8');
    const links = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => link.endsWith('.png'))).toEqual(PICTURES);
    // the gallery knows these names in lower case
    for (const link of links) expect([...names, 'CHANGELOG.md']).toContain(link);
  });

  it('is one time and one mode, whoever made it', () => {
    const archive = readFileSync(vsix);
    const end = archive.length - 22;
    let at = archive.readUInt32LE(end + 16);
    for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
      // local time and date of 1980-01-01, and the mode
      expect([archive.readUInt32LE(at + 12), archive.readUInt32LE(at + 38) >>> 16]).toEqual([0x00210000, 0o100644]);
      at += 46 + archive.readUInt16LE(at + 28) + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
    }
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

const billSchema = z.object({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.literal('1.6'),
  serialNumber: z.string().regex(/^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  metadata: z.object({ component: z.object({ 'bom-ref': z.string(), name: z.literal('bulkhead'), version: z.literal(manifest.version as string) }) }),
  components: z.array(
    z.object({
      type: z.literal('library'),
      'bom-ref': z.string(),
      name: z.string(),
      version: z.string(),
      purl: z.string(),
      hashes: z.array(z.object({ alg: z.literal('SHA-512'), content: z.string().regex(/^[0-9a-f]{128}$/) })).length(1),
      licenses: z.array(z.union([z.object({ license: z.object({ id: z.string() }) }), z.object({ expression: z.string() })])).length(1),
    }),
  ),
  dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()) })),
});

describe('the bills of material', () => {
  const bills = Object.fromEntries(
    ['vsix', 'npm', 'action'].map((name) => [name, billSchema.parse(JSON.parse(readFileSync(path.join(root, `dist/sbom/${name}.cdx.json`), 'utf8')))]),
  );
  const names = (bill: string) => bills[bill]?.components.map(({ name }) => name) ?? [];

  it('have what is bundled, and nothing else', () => {
    expect(names('npm')).toEqual(expect.arrayContaining(['commander', 'yaml', 'zod', 'vscode-languageserver']));
    expect(names('vsix')).toEqual(expect.arrayContaining(['vscode-languageclient', 'yaml', 'zod']));
    expect(names('action')).toEqual(expect.arrayContaining(['commander', 'yaml', 'zod']));
    expect(names('vsix')).not.toContain('commander');
    expect(names('npm')).not.toContain('vscode-languageclient');
    expect(names('action').filter((name) => name.startsWith('vscode-') && name !== 'vscode-languageserver-types')).toEqual([]);
    for (const name of ['esbuild', 'vitest', 'typescript', '@vscode/vsce']) for (const bill of Object.keys(bills)) expect(names(bill)).not.toContain(name);
  });

  it('have the hashes and licences that the lockfile has, and each package once', () => {
    const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { version: string; integrity?: string }>;
    };
    const locked = Object.entries(packages).map(([at, { version, integrity }]) => `${at.split('node_modules/').at(-1)} ${version} ${integrity}`);
    for (const { components, dependencies, metadata } of Object.values(bills)) {
      for (const { name, version, hashes } of components)
        expect(locked).toContain(`${name} ${version} sha512-${Buffer.from(hashes[0]?.content ?? '', 'hex').toString('base64')}`);
      const refs = components.map((component) => component['bom-ref']);
      expect(new Set(refs).size).toBe(refs.length);
      expect(dependencies.map(({ ref }) => ref).sort()).toEqual([metadata.component['bom-ref'], ...refs].sort());
      // each is needed by something
      expect([...new Set(dependencies.flatMap(({ dependsOn }) => dependsOn))].sort()).toEqual([...refs].sort());
    }
  });

  it('name what the licence texts are of', () => {
    const texts = readFileSync(path.join(root, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8');
    const all = Object.values(bills).flatMap(({ components }) => components.map(({ name, version }) => `${name} ${version}`));
    expect([...texts.matchAll(/^## (\S+ \d\S*)$/gm)].map(([, heading]) => heading).sort()).toEqual([...new Set(all)].sort());
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
