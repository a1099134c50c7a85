// Runs a TypeScript script: `node scripts/run.mjs FILE [arguments]`. Node 20 can't strip types, so the script is bundled first.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const [file, ...rest] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node scripts/run.mjs FILE [arguments]');
  process.exit(2);
}
const outfile = path.join(root, 'dist/scripts', `${path.basename(file, '.ts')}.mjs`);
mkdirSync(path.dirname(outfile), { recursive: true });
await esbuild.build({
  entryPoints: [path.resolve(file)],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  sourcemap: 'inline',
  logLevel: 'warning',
});
// In a separate process, the script has its own exit status and arguments.
const { status } = spawnSync(process.execPath, ['--enable-source-maps', outfile, ...rest], { cwd: root, stdio: 'inherit' });
process.exit(status ?? 1);
