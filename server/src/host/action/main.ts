import { createColors, isColorSupported } from 'picocolors';
import { act } from './act.ts';

act({
  env: process.env,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  colours: (enabled) => createColors(enabled && isColorSupported),
}).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`bulkhead: this is a defect of Bulkhead, please report it\n${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  },
);
