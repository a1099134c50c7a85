// Bundles the suite: one file that runs in the Node and in the web-worker extension host alike.
import path from 'node:path';
import * as esbuild from 'esbuild';
import { extension, root } from './host.mjs';

/**
 * The folder of the bundled suite, and the module in it that exports `run`. Inside the extension, since VS Code gives what lies there the same API
 * object as the extension, whose questions the tests answer.
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
    // Mocha comes as one script that takes over `module.exports` where it finds it, so the exports are set after it has run.
    format: 'iife',
    globalName: 'suite_',
    footer: { js: 'module.exports = suite_;' },
    banner: { js: 'var process = globalThis.process ?? { env: {}, nextTick: queueMicrotask.bind(globalThis) };' },
  });
}
