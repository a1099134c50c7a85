import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { readPlain } from './bytes.ts';
import { decode } from './decode.ts';

const IGNORE_FILES = ['.gitignore', '.bulkheadignore'];
const SKIPPED = new Set(['node_modules', '.git']);
const MANIFEST = /\.(?:ya?ml|json)$/i;

/** Whether a JSON file may be a manifest, by its words: most JSON files are none, and are not reported. */
export function mayBeManifest(text: string): boolean {
  return (text.includes('"apiVersion"') && text.includes('"kind"')) || text.includes('"services"');
}

interface Scope {
  readonly base: string;
  readonly rules: Ignore;
}

/**
 * Every YAML and JSON file below a folder that is not ignored; links are not followed.
 * @param unlisted is told of folders that cannot be listed
 */
export function* walk(root: string, unlisted: (folder: string, error: unknown) => void): Generator<string> {
  yield* walkFolder(root, inherited(root), unlisted);
}

function* walkFolder(folder: string, above: readonly Scope[], unlisted: (folder: string, error: unknown) => void): Generator<string> {
  const own = scopeOf(folder);
  const scopes = own ? [...above, own] : above;
  let entries: ReturnType<typeof listFolder>;
  try {
    entries = listFolder(folder);
  } catch (error) {
    return unlisted(folder, error);
  }
  for (const entry of entries) {
    const absolute = path.join(folder, entry.name);
    const isFolder = entry.isDirectory();
    if (SKIPPED.has(entry.name) || isIgnored(absolute, isFolder, scopes)) continue;
    if (isFolder) yield* walkFolder(absolute, scopes, unlisted);
    else if (entry.isFile() && MANIFEST.test(entry.name)) yield absolute;
  }
}

/** Whether a look into the repository, or else into the working directory, would find a file. */
export function isFound(absolute: string, cwd: string): boolean {
  if (!MANIFEST.test(absolute)) return false;
  const top = repositoryOf(path.dirname(absolute)) ?? cwd;
  let folder = top;
  let scopes: readonly Scope[] = [];
  for (const step of path.relative(top, absolute).split(path.sep)) {
    const own = scopeOf(folder);
    if (own) scopes = [...scopes, own];
    folder = path.join(folder, step);
    if (SKIPPED.has(step) || isIgnored(folder, folder !== absolute, scopes)) return false;
  }
  return true;
}

/** The nearest folder, from one upwards, with `.git`. */
function repositoryOf(folder: string): string | undefined {
  if (existsSync(path.join(folder, '.git'))) return folder;
  const parent = path.dirname(folder);
  return parent === folder ? undefined : repositoryOf(parent);
}

function listFolder(folder: string) {
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** Ignore files of the folders above, as far up as the repository goes. */
function inherited(root: string): Scope[] {
  const folders: string[] = [];
  for (let folder = root; !existsSync(path.join(folder, '.git')); folder = path.dirname(folder)) {
    const parent = path.dirname(folder);
    if (parent === folder) return []; // in no repository
    folders.unshift(parent);
  }
  return folders.flatMap((folder) => scopeOf(folder) ?? []);
}

function scopeOf(folder: string): Scope | undefined {
  const present = IGNORE_FILES.map((name) => path.join(folder, name)).filter((file) => existsSync(file) && statSync(file).isFile());
  if (present.length === 0) return undefined;
  const rules = ignore();
  for (const file of present) {
    const read = readPlain(file, 4);
    const text = read.ok ? decode(read.bytes) : read;
    if (text.ok) rules.add(text.text);
  }
  return { base: folder, rules };
}

/** As git decides: the ignore file nearest to the entry has the last word. */
function isIgnored(absolute: string, isFolder: boolean, scopes: readonly Scope[]): boolean {
  for (const { base, rules } of [...scopes].reverse()) {
    const name = path.relative(base, absolute).split(path.sep).join('/');
    // this ignore file ignores the folder of the entry, but a nearer one takes that back: so it does not decide about the entry
    const above = path.posix.dirname(name);
    if (above !== '.' && rules.ignores(`${above}/`)) continue;
    const { ignored, unignored } = rules.test(isFolder ? `${name}/` : name);
    if (ignored || unignored) return ignored;
  }
  return false;
}
