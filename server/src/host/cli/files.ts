import { existsSync, lstatSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import ignore from 'ignore';
import { harmless } from '../../present/harmless.ts';
import { reason } from '../bytes.ts';
import { isFound, mayBeManifest, walk } from '../walk.ts';
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

/** `*`, `**`, `?` and `[…]`, for shells that don't expand them. */
const PATTERN = /[*?[]/;

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
      for (const found of walk(absolute, said(unreadable, cwd))) if (!named.has(found)) named.set(found, false);
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
    const isLink = lstatSync(absolute).isSymbolicLink();
    return isLink && statSync(absolute, { throwIfNoEntry: false }) === undefined ? 'it is a link that leads nowhere' : reason({ code: 'ENOENT' });
  } catch (error) {
    return reason(error);
  }
}

/** Files below the part of a pattern that has no wildcard, as far as they match the whole. */
function* matching(given: string, unreadable: Unreadable[], cwd: string): Generator<string> {
  const steps = given.replaceAll('\\', '/').split('/');
  const fixed = steps.findIndex((step) => PATTERN.test(step));
  const base = path.resolve(cwd, steps.slice(0, fixed).join('/') || (given.startsWith('/') ? '/' : '.'));
  if (!existsSync(base) || !statSync(base).isDirectory()) return;
  const pattern = ignore().add(`/${steps.slice(fixed).join('/')}`);
  for (const file of walk(base, said(unreadable, cwd))) if (pattern.ignores(path.relative(base, file).split(path.sep).join('/'))) yield file;
}

/** Notes the folders that could not be listed. */
function said(unreadable: Unreadable[], cwd: string): (folder: string, error: unknown) => void {
  return (folder, error) => void unreadable.push({ file: relative(folder, cwd), why: existsSync(folder) ? reason(error) : missing(folder) });
}
