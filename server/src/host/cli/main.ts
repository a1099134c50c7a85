import { createColors, isColorSupported } from 'picocolors';
import type { Io } from './io.ts';
import { run } from './program.ts';

const io: Io = {
  cwd: process.cwd(),
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  readStdin: async () => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
    return Buffer.concat(chunks);
  },
  colours: (enabled) => createColors(enabled && isColorSupported),
};

// a reader such as `head` that has seen enough is no failure of ours
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

run(process.argv.slice(2), io).then(
  (status) => {
    if (status !== undefined) process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`bulkhead: this is a defect of Bulkhead, please report it\n${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 2;
  },
);
