import { createColors, isColorSupported } from 'picocolors';
import { reason } from '../bytes.ts';
import { type Io, UsageError } from './io.ts';
import { run } from './program.ts';
import { readStdin } from './read.ts';

const io: Io = {
  get cwd() {
    return workingDirectory();
  },
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  get terminal() {
    const { isTTY, columns } = process.stderr;
    if (!isTTY || process.env['TERM'] === 'dumb') return undefined;
    return { columns: columns || 80, write: this.err, now: () => performance.now() };
  },
  readStdin: async () => readStdin(),
  get stdin() {
    return process.stdin;
  },
  colours: (enabled) => createColors(enabled && isColorSupported),
};

function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    throw new UsageError('the current folder is not there any more');
  }
}

let unwritten = false;
// a reader such as `head` that has seen enough is no failure of ours, and does not change what was found
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE' || unwritten) return;
  unwritten = true;
  process.exitCode = 2;
  process.stderr.write(`bulkhead: cannot write the output: ${reason(error)}\n`);
});
// nobody is left who could be told
process.stderr.on('error', () => undefined);

run(process.argv.slice(2), io).then(
  (status) => {
    if (status !== undefined) process.exitCode = unwritten ? 2 : status;
  },
  (error: unknown) => {
    process.stderr.write(`bulkhead: this is a defect of Bulkhead, please report it\n${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 2;
  },
);
