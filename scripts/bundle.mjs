// Bundles every entry point into dist/, with the licences of the packages inside. `--production` minifies and makes no source maps.
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const production = process.argv.includes('--production');

const common = {
  absWorkingDir: root,
  bundle: true,
  target: 'es2022',
  logLevel: 'warning',
  metafile: true,
  legalComments: 'none',
  sourcemap: production ? false : 'linked',
  minify: production,
  sourcesContent: false,
};
const node = { ...common, platform: 'node', target: 'node20', format: 'cjs', mainFields: ['module', 'main'], external: ['vscode'] };
const browser = {
  ...common,
  platform: 'browser',
  format: 'cjs',
  external: ['vscode'],
  mainFields: ['browser', 'module', 'main'],
  define: { global: 'globalThis' },
  alias: { path: 'path-browserify' },
};

/**
 * Leaves the server out of the command line, which loads its bundle instead (with `require`, since nobody resolves an `import` of a script). With an import of its modules, esbuild would also wrap each
 * module of the command line in a function, and V8 would compile all of them twice.
 */
const serverBeside = {
  name: 'server-beside',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/lsp\/node-main\.ts$/, namespace: 'file' }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './server/node.js', external: true } : undefined,
    ),
};

/** Leaves the server proper out of that for Node, which takes it from the bundle for workers: two copies of it would be a third of the VSIX. */
const serverShared = {
  name: 'server-shared',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\/server\.ts$/, namespace: 'file' }, ({ importer }) =>
      /[\\/]lsp[\\/]node\.ts$/.test(importer) ? { path: './browser.js', external: true } : undefined,
    ),
};

/** A script for a worker, and a module for Node. */
const shared = { format: 'iife', globalName: 'bulkheadServer', footer: { js: "if (typeof module === 'object') module.exports = bulkheadServer;" } };

const targets = [
  { ...node, entryPoints: ['client/src/extension.ts'], outfile: 'dist/client/extension.js' },
  { ...browser, entryPoints: ['client/src/browser.ts'], outfile: 'dist/client/browser.js' },
  { ...node, entryPoints: ['server/src/host/lsp/node-main.ts'], outfile: 'dist/server/node-main.js', plugins: [serverShared] },
  { ...browser, ...shared, entryPoints: ['server/src/host/lsp/browser.ts'], outfile: 'dist/server/browser.js' },
  { ...node, entryPoints: ['server/src/host/cli/main.ts'], outfile: 'dist/cli-main.js', plugins: [serverBeside], supported: { 'dynamic-import': false } },
];

/** What is run starts bundles of the same folder, whose hash it knows: server/src/host/code-cache.ts. */
const starts = [
  { ...node, entryPoints: ['server/src/host/lsp/start.ts'], outfile: 'dist/server/node.js', mains: ['dist/server/browser.js', 'dist/server/node-main.js'] },
  { ...node, entryPoints: ['server/src/host/cli/start.ts'], outfile: 'dist/cli.js', mains: ['dist/cli-main.js'], banner: { js: '#!/usr/bin/env node' } },
];

function startOf({ mains, ...target }) {
  const hash = createHash('sha256');
  for (const main of mains) hash.update(readFileSync(path.join(root, main)));
  return { ...target, define: { BUILD: production ? JSON.stringify(hash.digest('hex').slice(0, 16)) : 'undefined' } };
}

/** The licence texts of the packages in the bundles: their licences demand them. */
function licences(metafiles) {
  const packages = new Set();
  for (const input of metafiles.flatMap((metafile) => Object.keys(metafile.inputs))) {
    const name = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[0];
    if (name !== undefined) packages.add(name.replace(/\/$/, ''));
  }
  const texts = [...packages].sort().map((folder) => {
    const manifest = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
    const file = readdirSync(path.join(root, folder)).find((name) => /^licen[cs]e/i.test(name));
    const text = file === undefined ? `Licence: ${manifest.license}` : readFileSync(path.join(root, folder, file), 'utf8').trim();
    return `## ${manifest.name} ${manifest.version}\n\n${text}\n`;
  });
  return `Bulkhead contains the following packages.\n\n${texts.join('\n')}`;
}

rmSync(path.join(root, 'dist/client'), { recursive: true, force: true });
rmSync(path.join(root, 'dist/server'), { recursive: true, force: true });
const missing = targets.filter((target) => !existsSync(path.join(root, target.entryPoints[0])));
const built = targets.filter((target) => !missing.includes(target));
// esbuild has printed the errors.
const build = (some) => Promise.all(some.map((target) => esbuild.build(target))).catch(() => process.exit(1));
const results = [...(await build(built)), ...(await build(starts.map(startOf)))];

mkdirSync(path.join(root, 'dist'), { recursive: true });
writeFileSync(path.join(root, 'dist/THIRD-PARTY-LICENSES.txt'), licences(results.map((result) => result.metafile)));
for (const { outfile } of [...built, ...starts]) {
  if (outfile === 'dist/cli.js') chmodSync(path.join(root, outfile), 0o755);
  console.log(`${outfile.padEnd(26)}${(statSync(path.join(root, outfile)).size / 1024).toFixed(0).padStart(6)} KB`);
}
for (const { entryPoints } of missing) console.log(`left out, no such entry: ${entryPoints[0]}`);
