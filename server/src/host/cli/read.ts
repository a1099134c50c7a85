import { closeSync, openSync, statSync } from 'node:fs';
import { type Bytes, readPlain, readToEnd } from '../bytes.ts';
import { decode } from '../decode.ts';
import { UsageError } from './io.ts';

/** Larger inputs are refused: no manifest is as large, and they would fill the memory. */
const MAX_MEGABYTES = 64;

/** Pipes that the shell opened: `<(…)`, and standard input by name. */
const OPENED = /^\/(?:dev\/(?:fd\/\d+|stdin)|proc\/self\/fd\/\d+)$/;

/** The text of a plain file, of a pipe that the shell opened or of what a link leads to, or why it is none. */
export function readText(absolute: string): ReturnType<typeof decode> {
  const read = readBytes(absolute);
  return read.ok ? decode(read.bytes) : read;
}

/** The same, not decoded. */
export function readBytes(absolute: string): Bytes {
  if (!OPENED.test(absolute) || !statSync(absolute).isFIFO()) return readPlain(absolute, MAX_MEGABYTES);
  const handle = openSync(absolute, 'r');
  try {
    return readToEnd(handle, MAX_MEGABYTES);
  } finally {
    closeSync(handle);
  }
}

/**
 * All of standard input.
 * @throws UsageError where that is more than {@link MAX_MEGABYTES}
 */
export function readStdin(): Uint8Array {
  const read = readToEnd(0, MAX_MEGABYTES);
  if (!read.ok) throw new UsageError(read.why);
  return read.bytes;
}
