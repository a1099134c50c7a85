// Bundles every entry point into dist/, with the licences of the packages inside and bills of material. `--production` minifies and makes no source maps.
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { billOfMaterials, licenceTexts, packagesIn } from './contents.mjs';
import { common, root, STARTS, TARGETS } from './targets.mjs';

const production = process.argv.includes('--production');

/** A target that knows the hash of what it starts. */
function startOf({ mains, ...target }) {
  const hash = createHash('sha256');
  for (const main of mains) hash.update(readFileSync(path.join(root, main)));
  return { ...target, define: { BUILD: production ? JSON.stringify(hash.digest('hex').slice(0, 16)) : 'undefined' } };
}

/** Bundles some targets, and answers what each contains. */
async function build(targets) {
  try {
    return await Promise.all(
      targets.map(async ({ in: packages, ...target }) => ({ packages, ...(await esbuild.build({ ...common(production), ...target })) })),
    );
  } catch {
    // esbuild has printed the errors
    return process.exit(1);
  }
}

for (const folder of ['client', 'server', 'sbom']) rmSync(path.join(root, 'dist', folder), { recursive: true, force: true });
const built = [...(await build(TARGETS)), ...(await build(STARTS.map(startOf)))];

mkdirSync(path.join(root, 'dist/sbom'), { recursive: true });
const json = (file) => JSON.parse(readFileSync(path.join(root, file), 'utf8'));
const [lock, manifest] = [json('package-lock.json'), json('package.json')];
const folders = (some) => packagesIn(some.map(({ metafile }) => metafile));
writeFileSync(path.join(root, 'dist/THIRD-PARTY-LICENSES.txt'), licenceTexts(folders(built), root));
for (const what of ['vsix', 'npm', 'action']) {
  const inside = folders(built.filter(({ packages }) => packages.includes(what)));
  writeFileSync(path.join(root, `dist/sbom/${what}.cdx.json`), billOfMaterials(what, inside, lock, manifest));
}
chmodSync(path.join(root, 'dist/cli.js'), 0o755);
for (const { outfile } of [...TARGETS, ...STARTS])
  console.log(`${outfile.padEnd(26)}${(statSync(path.join(root, outfile)).size / 1024).toFixed(0).padStart(6)} KB`);
