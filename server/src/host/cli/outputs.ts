import { closeSync, constants, openSync, realpathSync, renameSync, rmSync, type Stats, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { reason } from '../bytes.ts';
import { UsageError } from './io.ts';

/** The formats of a report of `check`. */
export const FORMATS = ['pretty', 'json', 'sarif', 'github', 'gitlab', 'junit', 'rdjson', 'markdown', 'agent'] as const;
/** The name of a format. */
export type Format = (typeof FORMATS)[number];

/** A report that is asked for: without a file it goes to standard output. */
export interface Output {
  readonly format: Format;
  readonly file: string | undefined;
}

/** Adds `--format`, which may be given again, and `--output`, which belongs to the format before it. The answer is worked out when it is asked for. */
export function addOutputOptions(command: Command): { readonly command: Command; readonly outputs: () => readonly Output[] } {
  const asked: { format: Format; file: string | undefined }[] = [];
  const format = new Option('--format <format>', 'how to report (default: pretty); may be given again').choices(FORMATS);
  const known = format.parseArg as (value: string, before: unknown) => string;
  format.argParser((value: string) => {
    asked.push({ format: known(value, undefined) as Format, file: undefined });
    return value;
  });
  const output = new Option('--output <file>', 'the file for the format before it, in place of standard output').argParser((file: string) => {
    const last = asked.at(-1);
    if (!last) throw new UsageError('--output belongs to the --format before it');
    if (file === '') throw new UsageError('--output is empty');
    if (last.file !== undefined) throw new UsageError(`--format ${last.format} has two files: ${last.file} and ${file}`);
    last.file = file;
    return file;
  });
  const outputs = () => {
    const all: readonly Output[] = asked.length === 0 ? [{ format: 'pretty', file: undefined }] : asked;
    const toTerminal = all.filter(({ file }) => file === undefined);
    if (toTerminal.length > 1)
      throw new UsageError(`${toTerminal.map((one) => one.format).join(' and ')} cannot both go to standard output: give --output <file>`);
    const twice = all.find(
      ({ file }, i) => file !== undefined && all.findIndex((other) => other.file !== undefined && path.resolve(other.file) === path.resolve(file)) !== i,
    );
    if (twice) throw new UsageError(`two reports cannot go to ${twice.file}`);
    return all;
  };
  return { command: command.addOption(format).addOption(output), outputs };
}

/** Where a report is written. */
export interface Sink {
  write(text: string): void;
  /** Ends it; says why it could not be written. */
  close(): string | undefined;
}

/**
 * A report in a file. It is written beside that and takes its place at the end, so that nobody reads half of one; a link stays a link. Into a
 * device or pipe it is written as it comes. What fails is said at the end.
 */
export function fileSink(file: string, cwd: string): Sink {
  const { name: absolute, isFile, why } = targetOf(path.resolve(cwd, file));
  const beside = isFile ? `${absolute}.${process.pid}.tmp` : undefined;
  let handle: number | undefined;
  let failure = why;
  const trying = (run: () => void) => {
    try {
      if (failure === undefined) run();
    } catch (error) {
      failure = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'its folder is not there' : reason(error);
    }
  };
  trying(() => {
    // a pipe that nobody reads is an error, and not waited for
    handle = beside === undefined ? openSync(absolute, constants.O_WRONLY | constants.O_NONBLOCK) : openSync(beside, 'wx');
  });
  return {
    write: (text) => {
      const bytes = Buffer.from(text);
      trying(() => {
        for (let at = 0; at < bytes.length; ) at += written(handle as number, bytes, at);
      });
    },
    close: () => {
      if (handle !== undefined) trying(() => closeSync(handle as number));
      if (beside === undefined) return failure;
      trying(() => renameSync(beside, absolute));
      // what was never begun is not there, or belongs to somebody else
      if (failure !== undefined && handle !== undefined) rmSync(beside, { force: true });
      return failure;
    },
  };
}

/** The file that a name leads to, and whether it is, or will be, an ordinary one; or why nobody can tell. */
export function targetOf(absolute: string): { readonly name: string; readonly isFile: boolean; readonly why?: string } {
  let found: Stats | undefined;
  try {
    found = statSync(absolute, { throwIfNoEntry: false });
  } catch (error) {
    return { name: absolute, isFile: true, why: reason(error) };
  }
  if (!found) return { name: absolute, isFile: true };
  return found.isFile() ? { name: realpathSync(absolute), isFile: true } : { name: absolute, isFile: found.isDirectory() };
}

/** Writes some bytes, and waits for a reader that is slower. */
function written(handle: number, bytes: Buffer, at: number): number {
  for (;;) {
    try {
      return writeSync(handle, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}
