// Makes the tree of a release: what `uses: OWNER/bulkhead@v1`, pre-commit and npm take from Git. Bundles are in no branch, only there.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readOptions } from './options.mjs';
import { root } from './targets.mjs';

/** What a release has besides the npm package. */
const MORE = ['action.yml', 'dist/action.js', 'dist/sbom/action.cdx.json', '.pre-commit-hooks.yaml', 'templates/bulkhead.gitlab-ci.yml'];
/** What nobody needs who takes a release: with it, npm would install and build. */
const DEVELOPMENT = ['devDependencies', 'scripts'];

const USAGE = `usage: npm run release -- [--into FOLDER] [--commit] [--no-build]

Makes the tree of a release: the npm package, the GitHub Action, the hooks for
pre-commit and the template for GitLab, all of them built. Beside it, the npm
package as a tarball.

  --into FOLDER  where to write it (dist/release); a release there is replaced
  --commit       make a commit of it on top of HEAD, in no branch, and say how
                 to tag and push it
  --no-build     take the bundles that are there`;
const {
  into = 'dist/release',
  commit = false,
  'no-build': isBuilt = false,
} = readOptions(USAGE, {
  options: { into: { type: 'string' }, commit: { type: 'boolean' }, 'no-build': { type: 'boolean' } },
}).values;

const folder = path.resolve(root, into);
if (!isBuilt) execFileSync(process.execPath, [path.join(root, 'scripts/bundle.mjs'), '--production'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
const packed = JSON.parse(
  execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
);
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
for (const key of DEVELOPMENT) delete manifest[key];
// a wrong name must not cost anybody a folder
if (folder === root || (existsSync(folder) && readdirSync(folder).length > 0 && !existsSync(path.join(folder, 'dist/sbom/action.cdx.json')))) {
  console.error(`${into} is there, and is no release`);
  process.exit(2);
}
rmSync(folder, { recursive: true, force: true });
for (const { path: file } of packed[0].files) add(file);
writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
const beside = path.dirname(folder);
execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', beside], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
for (const file of MORE) add(file);
console.log(`${path.relative(root, folder)}: Bulkhead ${manifest.version}
${path.relative(root, path.join(beside, `${manifest.name}-${manifest.version}.tgz`))}: the npm package`);
if (commit) committed();

/** Copies a file, with a mode that does not depend on who has checked it out. */
function add(file) {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  copyFileSync(path.join(root, file), path.join(folder, file));
  chmodSync(path.join(folder, file), file === 'dist/cli.js' ? 0o755 : 0o644);
}

/** The commit has the time of HEAD: the same sources give the same commit. */
function committed() {
  const git = (args, env = {}, cwd = root) => execFileSync('git', args, { cwd, encoding: 'utf8', env: { ...process.env, ...env } }).trim();
  const scratch = mkdtempSync(path.join(tmpdir(), 'bulkhead-index-'));
  const index = { GIT_INDEX_FILE: path.join(scratch, 'index'), GIT_WORK_TREE: folder, GIT_DIR: git(['rev-parse', '--absolute-git-dir']) };
  git(['add', '--all', '--force', '.'], index, folder);
  const tree = git(['write-tree'], index, folder);
  rmSync(scratch, { recursive: true, force: true });
  const date = git(['log', '-1', '--format=%cI']);
  const hash = git(['commit-tree', tree, '-p', 'HEAD', '-m', `Bulkhead ${manifest.version}, built`], { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date });
  const [major] = manifest.version.split('.');
  console.log(`commit ${hash}, in no branch. To release it:
  git tag v${manifest.version} ${hash}
  git tag --force v${major} ${hash}
  git push origin v${manifest.version} && git push --force origin v${major}`);
}
