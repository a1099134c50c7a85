import { existsSync, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { harmless } from '../../present/harmless.ts';
import { reason } from '../bytes.ts';
import { UsageError } from './io.ts';
import { readText } from './read.ts';

/** A file to be analysed. */
export interface Input {
  /** Relative to the working directory, with forward slashes. */
  readonly file: string;
  /** Absolute; `undefined` for standard input. */
  readonly path: string | undefined;
  readonly text: string;
  /** A byte order mark that stands before the text, or nothing. */
  readonly mark: string;
  /** The user named this very file. */
  readonly named: boolean;
}

/** A file that could not be read, and why. */
export interface Unreadable {
  readonly file: string;
  readonly why: string;
  /** It was read, but nothing says how it is to be judged. */
  readonly unjudged?: true;
}

/** What is said of a file that could not be read. */
export function unreadableLine({ file, why, unjudged }: Unreadable): string {
  return `bulkhead: cannot ${unjudged ? 'judge' : 'read'} ${harmless(file)}: ${why}\n`;
}

/** The files that were read, and those that could not be read, each with the reason. */
export interface Inputs {
  readonly inputs: readonly Input[];
  readonly unreadable: readonly Unreadable[];
}

const IGNORE_FILES = ['.gitignore', '.bulkheadignore'];
const SKIPPED = new Set(['node_modules', '.git']);
/** `*`, `**`, `?` and `[…]`, for shells that don't expand them. */
const PATTERN = /[*?[]/;
const MANIFEST = /\.(?:ya?ml|json)$/i;

/**
 * Reads what the user names: files as they are, folders with every YAML and JSON file below them that is not ignored, patterns.
 * Links are followed only where the user names them. A file with several names is read once.
 * @param asFound leave out what a look into its folder would leave out, also if it is named
 * @throws UsageError for an empty name: an unset variable would otherwise mean the whole folder
 */
export function readInputs(paths: readonly string[], cwd: string, asFound = false): Inputs {
  const named = new Map<string, boolean>();
  const unreadable: Unreadable[] = [];
  for (const given of paths) {
    if (given === '') throw new UsageError('the name of a file is empty; "." is the current folder');
    const absolute = path.resolve(cwd, given);
    if (!existsSync(absolute)) {
      const matches = PATTERN.test(given) ? [...matching(given, unreadable, cwd)] : [];
      for (const match of matches) named.set(match, true);
      if (matches.length === 0) unreadable.push({ file: relative(absolute, cwd), why: PATTERN.test(given) ? 'no file matches' : missing(absolute) });
    } else if (statSync(absolute).isDirectory()) {
      for (const found of walk(absolute, unreadable, cwd)) if (!named.has(found)) named.set(found, false);
    } else if (!asFound) named.set(absolute, true);
    else if (isFound(absolute, cwd)) named.set(absolute, false);
  }
  const inputs: Input[] = [];
  const known = new Set<string>();
  for (const [absolute, isNamed] of named) {
    const file = relative(absolute, cwd);
    const identity = identityOf(absolute);
    if (known.has(identity)) continue;
    known.add(identity);
    const read = readText(absolute);
    if (!read.ok) unreadable.push({ file, why: existsSync(absolute) ? read.why : missing(absolute) });
    else if (isNamed || !absolute.toLowerCase().endsWith('.json') || mayBeManifest(read.text))
      inputs.push({ file, path: absolute, text: read.text, mark: read.mark, named: isNamed });
  }
  return { inputs, unreadable };
}

/** The path from the working directory, with forward slashes. */
export function relative(absolute: string, cwd: string): string {
  return (path.relative(cwd, absolute) || '.').split(path.sep).join('/');
}

/** True when links lead from a path below `root` to a file outside it. A file outside that the user names by its own path is no link. */
export function leadsOut(absolute: string, root: string): boolean {
  const outside = (from: string, to: string) => {
    const way = path.relative(from, to);
    return way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way);
  };
  if (outside(root, absolute) && !lstatSync(absolute).isSymbolicLink()) return false;
  return outside(realpathSync(root), realpathSync(absolute));
}

/** What all names of a file have in common. */
function identityOf(absolute: string): string {
  const stat = statSync(absolute, { bigint: true, throwIfNoEntry: false });
  return stat ? `${stat.dev} ${stat.ino}` : absolute;
}

/** Why there is no such file. */
function missing(absolute: string): string {
  // Node puts this character in the place of bytes that it cannot decode
  if (absolute.includes('\ufffd')) return 'its name is not UTF-8';
  try {
    return lstatSync(absolute).isSymbolicLink() ? 'it is a link that leads nowhere' : reason({ code: 'ENOENT' });
  } catch (error) {
    return reason(error);
  }
}

/** Whether a JSON file may be a manifest, by its words: most JSON files are none, and are not reported. */
function mayBeManifest(text: string): boolean {
  return (text.includes('"apiVersion"') && text.includes('"kind"')) || text.includes('"services"');
}

interface Scope {
  readonly base: string;
  readonly rules: Ignore;
}

function* walk(root: string, unreadable: Unreadable[], cwd: string): Generator<string> {
  yield* walkFolder(root, inherited(root), unreadable, cwd);
}

/** Files below the part of a pattern that has no wildcard, as far as they match the whole. */
function* matching(given: string, unreadable: Unreadable[], cwd: string): Generator<string> {
  const steps = given.replaceAll('\\', '/').split('/');
  const fixed = steps.findIndex((step) => PATTERN.test(step));
  const base = path.resolve(cwd, steps.slice(0, fixed).join('/') || (given.startsWith('/') ? '/' : '.'));
  if (!existsSync(base) || !statSync(base).isDirectory()) return;
  const pattern = ignore().add(`/${steps.slice(fixed).join('/')}`);
  for (const file of walk(base, unreadable, cwd)) if (pattern.ignores(path.relative(base, file).split(path.sep).join('/'))) yield file;
}

function* walkFolder(folder: string, above: readonly Scope[], unreadable: Unreadable[], cwd: string): Generator<string> {
  const own = scopeOf(folder);
  const scopes = own ? [...above, own] : above;
  let entries: ReturnType<typeof listFolder>;
  try {
    entries = listFolder(folder);
  } catch (error) {
    unreadable.push({ file: relative(folder, cwd), why: existsSync(folder) ? reason(error) : missing(folder) });
    return;
  }
  for (const entry of entries) {
    const absolute = path.join(folder, entry.name);
    const isFolder = entry.isDirectory();
    if (SKIPPED.has(entry.name) || isIgnored(absolute, isFolder, scopes)) continue;
    if (isFolder) yield* walkFolder(absolute, scopes, unreadable, cwd);
    else if (entry.isFile() && MANIFEST.test(entry.name)) yield absolute;
  }
}

/** Whether a look into the repository, or else into the working directory, would find a file. */
function isFound(absolute: string, cwd: string): boolean {
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
    const read = readText(file);
    if (read.ok) rules.add(read.text);
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
