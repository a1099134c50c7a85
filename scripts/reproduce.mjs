// Makes every package twice, from two copies of the sources under other circumstances, and compares them byte by byte.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readOptions } from './options.mjs';
import { root } from './targets.mjs';

const USAGE = `usage: npm run reproduce

Makes the VSIX, the npm package and the tree of a release twice, in folders, at
times, in time zones and for users that differ, and compares them.`;
readOptions(USAGE, {});

const folder = mkdtempSync(path.join(tmpdir(), 'bulkhead-reproduce-'));

/** Circumstances of a build that must not matter. */
const BUILDS = [
  { at: 'a', umask: 0o022, env: { TZ: 'UTC', LANG: 'C', LC_ALL: 'C' }, time: new Date('2001-02-03T04:05:06Z') },
  { at: 'another/longer path', umask: 0o077, env: { TZ: 'Asia/Kathmandu', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' }, time: new Date('2020-10-11T12:13:14Z') },
];

/** Makes all packages in a copy of the sources, and answers the hash of each file of them. */
function made({ at, umask, env, time }) {
  const copy = path.join(folder, at);
  const before = process.umask(umask);
  mkdirSync(copy, { recursive: true });
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
  for (const name of new Set(listed.split('\0'))) {
    const from = path.join(root, name);
    if (name === '' || !statSync(from, { throwIfNoEntry: false })?.isFile()) continue;
    mkdirSync(path.dirname(path.join(copy, name)), { recursive: true });
    cpSync(from, path.join(copy, name), { mode: 0 });
    utimesSync(path.join(copy, name), time, time);
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  const run = (...args) => execFileSync(process.execPath, args, { cwd: copy, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, ...env } });
  run('scripts/package.mjs');
  run('scripts/release.mjs', '--no-build', '--into', 'release');
  process.umask(before);
  const release = readdirSync(path.join(copy, 'release'), { recursive: true }).filter((name) => statSync(path.join(copy, 'release', name)).isFile());
  const tarball = readdirSync(copy).filter((name) => name.endsWith('.tgz'));
  const files = ['bulkhead.vsix', ...tarball, ...release.map((name) => `release/${name}`).sort()];
  return new Map(
    files.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(path.join(copy, name)))
        .digest('hex'),
    ]),
  );
}

try {
  const [first, second] = BUILDS.map(made);
  const differing = [...new Set([...first.keys(), ...second.keys()])].filter((name) => first.get(name) !== second.get(name));
  for (const [name, hash] of first) if (!name.startsWith('release/')) console.log(`${hash}  ${name}`);
  for (const name of differing) console.log(`${name} differs`);
  console.log(differing.length === 0 ? `${first.size} files are the same in both builds` : `${differing.length} of ${first.size} files differ`);
  process.exitCode = differing.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
