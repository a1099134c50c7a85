import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, lstatSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { command } from '../../present/ci/github.ts';
import { reason } from '../bytes.ts';
import type { Io } from '../cli/io.ts';
import { run } from '../cli/program.ts';

/** What a runner of GitHub Actions gives: variables, and the log. */
export interface Runner {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly colours: Io['colours'];
}

/** A summary of a job has to be smaller than 1 MiB, in bytes of UTF-8, else GitHub refuses it. Source: GitHub docs, "Workflow commands". */
const MOST_SUMMARY = 1_000_000;

/** An input that cannot be used. */
class InputError extends Error {}

/**
 * Runs `bulkhead check` as a step of a job: inputs become arguments, each whole and never an option; annotations go to the log, a summary and
 * outputs into the files of the runner. Answers the exit status of the step.
 * Sources: GitHub docs, "Metadata syntax" and "Workflow commands"; actions/runner, FileCommandManager.
 */
export async function act(runner: Runner): Promise<0 | 1> {
  const scratch = mkdtempSync(path.join(runner.env['RUNNER_TEMP'] || tmpdir(), 'bulkhead-'));
  try {
    return await check(runner, scratch);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    runner.out(command('error', { title: 'Bulkhead' }, error.message));
    return 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function check(runner: Runner, scratch: string): Promise<0 | 1> {
  const { env } = runner;
  const place = placeOf(env);
  const sarif = input(env, 'sarif-file');
  const summary = path.join(scratch, 'summary.md');
  const toWrite = (name: string, file: string) => writable(name, place.name(file), place.root, env);
  const args = [
    'check',
    ...option('--fail-on', input(env, 'fail-on')),
    ...option('--changed-since', input(env, 'changed-since')),
    ...option('--baseline', place.name(place.inPlace('baseline', input(env, 'baseline')))),
    ...lines(input(env, 'format') || 'github').flatMap((line) => {
      const [, format = line, file] = /^([^=]*)=(.*)$/.exec(line) ?? [];
      return [`--format=${format.trim()}`, ...(file === undefined ? [] : [`--output=${toWrite('format', file.trim())}`])];
    }),
    ...(sarif === '' ? [] : ['--format=sarif', `--output=${toWrite('sarif-file', sarif)}`]),
    '--format=markdown',
    `--output=${summary}`,
    '--',
    ...lines(input(env, 'paths') || '.').map((name) => place.name(place.inPlace('paths', name))),
  ];
  const errors: string[] = [];
  let findings = 0;
  const status = await run(args, {
    cwd: place.root,
    out: runner.out,
    err: (text) => {
      errors.push(text);
      runner.err(text);
    },
    readStdin: async () => new Uint8Array(),
    stdin: (async function* () {})(),
    colours: runner.colours,
    found: (n) => {
      findings += n;
    },
  });
  if (status === 2) runner.out(command('error', { title: 'Bulkhead could not judge everything' }, errors.join('').trim()));
  if (existsSync(summary)) append(env, 'GITHUB_STEP_SUMMARY', bounded(readFileSync(summary, 'utf8')));
  append(env, 'GITHUB_OUTPUT', output('findings', String(findings)));
  append(env, 'GITHUB_OUTPUT', output('sarif-file', sarif !== '' && existsSync(place.file(sarif)) ? place.file(sarif) : ''));
  return status === 0 ? 0 : 1;
}

/** An input of the step, without the white space around it; empty if it is not set. */
function input(env: Runner['env'], name: string): string {
  return (env[`INPUT_${name.toUpperCase()}`] ?? '').trim();
}

/** The lines of an input that are not empty: paths may have spaces. */
function lines(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function option(name: string, value: string): string[] {
  return value === '' ? [] : [`${name}=${value}`];
}

/** Where the step works. Names in reports count from the root of the repository, as annotations and code scanning want them. */
function placeOf(env: Runner['env']) {
  const workspace = path.resolve(env['GITHUB_WORKSPACE'] || '.');
  const given = input(env, 'working-directory');
  const folder = path.resolve(workspace, given);
  if (!isInside(folder, workspace)) throw new InputError(`working-directory: ${given} is not in the workspace`);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new InputError(`working-directory: there is no folder ${given}`);
  let root = folder;
  while (root !== workspace && !existsSync(path.join(root, '.git'))) root = path.dirname(root);
  const file = (name: string) => path.resolve(folder, name);
  /** @throws InputError for what a pull request leads elsewhere, with a link in the place of a file or folder */
  const inPlace = (input: string, name: string): string => {
    if (leadsOut(file(name), workspace)) throw new InputError(`${input}: ${name} leads out of the workspace`);
    return name;
  };
  inPlace('working-directory', '.');
  return { root, file, inPlace, name: (name: string) => (name === '' ? '' : path.relative(root, file(name)) || '.') };
}

/**
 * A file for a report. What a pull request brings must not lead it elsewhere: so it is no link, and in the repository or the folder of the
 * runner for temporary files.
 */
function writable(input: string, name: string, root: string, env: Runner['env']): string {
  if (name === '') throw new InputError(`${input}: the name of a file is empty`);
  const file = path.resolve(root, name);
  const folder = path.dirname(file);
  if (!existsSync(folder)) throw new InputError(`${input}: there is no folder for ${name}`);
  if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()) throw new InputError(`${input}: ${name} is a link`);
  const allowed = [root, ...(env['RUNNER_TEMP'] ? [env['RUNNER_TEMP']] : [])];
  if (!allowed.some((base) => existsSync(base) && isInside(realpathSync(folder), realpathSync(base))))
    throw new InputError(`${input}: ${name} is not in the repository`);
  return name;
}

/** Whether something in a folder is really elsewhere, through a link. What is named outside of it is meant to be there. */
function leadsOut(file: string, folder: string): boolean {
  if (!isInside(file, folder)) return false;
  let there = file;
  while (there !== folder && !existsSync(there)) there = path.dirname(there);
  return !isInside(realpathSync(there), realpathSync(folder));
}

function isInside(file: string, folder: string): boolean {
  const way = path.relative(folder, file);
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

/** Appends to a file of the runner. Outside of a runner there is none. */
function append(env: Runner['env'], name: string, text: string): void {
  const file = env[name];
  if (!file) return;
  try {
    appendFileSync(file, text);
  } catch (error) {
    throw new InputError(`cannot write ${name}: ${reason(error)}`);
  }
}

/** An output in the form that may have any text: nobody can know its end beforehand. */
function output(name: string, value: string): string {
  const end = `bulkhead-${randomUUID()}`;
  return `${name}<<${end}\n${value}\n${end}\n`;
}

/** As many whole lines as a summary may have. */
function bounded(text: string): string {
  if (Buffer.byteLength(text) <= MOST_SUMMARY) return text;
  const kept: string[] = [];
  let size = 0;
  for (const line of text.split('\n')) {
    size += Buffer.byteLength(line) + 1;
    if (size > MOST_SUMMARY) break;
    kept.push(line);
  }
  return `${kept.join('\n')}\n`;
}
