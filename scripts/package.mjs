// Makes the VSIX, the same bytes wherever and whenever it is made, and fails if it is larger than everybody should have to download.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readOptions } from './options.mjs';
import { root } from './targets.mjs';
import { withModes } from './zip.mjs';

/** In bytes. */
const MOST = 1.2e6;
/** The first time that a ZIP archive can say: of 1980. */
const EPOCH = '315532800';

const USAGE = `usage: npm run package -- [--out FILE]

Bundles everything and makes the VSIX.

  --out FILE  where to write it (bulkhead.vsix)
  --no-build  take the bundles that are there, whatever their size`;
const { out = 'bulkhead.vsix', 'no-build': isBuilt = false } = readOptions(USAGE, {
  options: { out: { type: 'string' }, 'no-build': { type: 'boolean' } },
}).values;

const run = (script, args, env = {}) =>
  execFileSync(process.execPath, [path.join(root, script), ...args], { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });

if (!isBuilt) run('scripts/bundle.mjs', ['--production']);
const options = ['--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository', '--readme-path', 'docs/GALLERY.md'];
// a ZIP archive has local times
run('node_modules/@vscode/vsce/vsce', ['package', ...options, '--out', out], { SOURCE_DATE_EPOCH: EPOCH, TZ: 'UTC' });
const file = path.resolve(root, out);
const archive = withModes(readFileSync(file), 0o644);
writeFileSync(file, archive);
console.log(`${out}${(archive.length / 1e6).toFixed(2).padStart(6)} MB of at most ${MOST / 1e6} MB`);
process.exitCode = !isBuilt && archive.length > MOST ? 1 : 0;
