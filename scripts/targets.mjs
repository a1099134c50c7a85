// What is bundled, and into which package each bundle goes.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the project. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Options of all bundles; esbuild then tells what each contains. */
export const common = (production) => ({
  absWorkingDir: root,
  bundle: true,
  target: 'es2022',
  logLevel: 'warning',
  metafile: true,
  legalComments: 'none',
  sourcemap: production ? false : 'linked',
  minify: production,
  sourcesContent: false,
});

const node = { platform: 'node', target: 'node20', format: 'cjs', mainFields: ['module', 'main'], external: ['vscode'] };
const browser = {
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

/** The one file that a runner of GitHub Actions executes. */
export const ACTION = {
  ...node,
  entryPoints: ['server/src/host/action/main.ts'],
  outfile: 'dist/action.js',
  plugins: [serverBeside],
  supported: { 'dynamic-import': false },
};

/** The bundles, each with the packages (`vsix`, `npm`, `action`) that contain it. */
export const TARGETS = [
  { in: ['vsix'], ...node, entryPoints: ['client/src/extension.ts'], outfile: 'dist/client/extension.js' },
  { in: ['vsix'], ...browser, entryPoints: ['client/src/browser.ts'], outfile: 'dist/client/browser.js' },
  { in: ['vsix', 'npm'], ...node, entryPoints: ['server/src/host/lsp/node-main.ts'], outfile: 'dist/server/node-main.js', plugins: [serverShared] },
  { in: ['vsix', 'npm'], ...browser, ...shared, entryPoints: ['server/src/host/lsp/browser.ts'], outfile: 'dist/server/browser.js' },
  {
    in: ['npm'],
    ...node,
    entryPoints: ['server/src/host/cli/main.ts'],
    outfile: 'dist/cli-main.js',
    plugins: [serverBeside],
    supported: { 'dynamic-import': false },
  },
  { in: ['action'], ...ACTION },
];

/** What is run starts bundles of the same folder (`mains`), whose hash it knows: server/src/host/code-cache.ts. */
export const STARTS = [
  {
    in: ['vsix', 'npm'],
    mains: ['dist/server/browser.js', 'dist/server/node-main.js'],
    ...node,
    entryPoints: ['server/src/host/lsp/start.ts'],
    outfile: 'dist/server/node.js',
  },
  {
    in: ['npm'],
    mains: ['dist/cli-main.js'],
    ...node,
    entryPoints: ['server/src/host/cli/start.ts'],
    outfile: 'dist/cli.js',
    banner: { js: '#!/usr/bin/env node' },
  },
];
