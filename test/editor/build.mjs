// Bundles the suite to one file that runs in the Node and in the web-worker extension host.
import path from 'node:path';
import * as esbuild from 'esbuild';
import { extension, root } from './host.mjs';

/**
 * The folder of the bundled suite. Its module exports `run`. It is inside the extension, so that VS Code gives it the same API object as the
 * extension: the tests answer the questions of the extension through it.
 */
export const suiteFolder = path.join(extension, 'dist/test/editor');
export const suiteEntry = 'suite.js';

export async function buildSuite() {
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['test/editor/suite/index.ts'],
    outfile: path.join(suiteFolder, suiteEntry),
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'warning',
    define: { global: 'globalThis' },
    // Mocha is one script that sets `module.exports`, so the exports are set after it has run.
    format: 'iife',
    globalName: 'suite_',
    footer: { js: 'module.exports = suite_;' },
    banner: { js: 'var process = globalThis.process ?? { env: {}, nextTick: queueMicrotask.bind(globalThis) };' },
  });
}
