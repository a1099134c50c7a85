import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { decode } from '../decode.ts';
import { UsageError } from './io.ts';

/** Larger inputs are refused: no manifest is as large, and they would fill the memory. */
const MAX_MEGABYTES = 64;

/** Pipes that the shell opened: `<(…)`, and standard input by name. */
const OPENED = /^\/(?:dev\/(?:fd\/\d+|stdin)|proc\/self\/fd\/\d+)$/;

/**
 * The text of a file, of a pipe that the shell opened or of what a link leads to, or why it is none. A device is never read: it may have no
 * end. Nor is a pipe with a name of its own: without a writer it would be waited for without an end.
 */
export function readText(absolute: string): ReturnType<typeof decode> {
  let handle: number | undefined;
  try {
    if (!OPENED.test(absolute) && statSync(absolute).isFIFO()) return { ok: false, why: 'it is a named pipe; use --stdin' };
    handle = openSync(absolute, 'r');
    const stat = fstatSync(handle);
    if (stat.isCharacterDevice() || stat.isBlockDevice()) return { ok: false, why: 'it is a device' };
    return decode(readBytes(handle));
  } catch (error) {
    return { ok: false, why: reason(error) };
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

/**
 * All that an open file has to give.
 * @throws UsageError where that is more than {@link MAX_MEGABYTES}
 */
export function readBytes(handle: number): Uint8Array {
  const chunks: Uint8Array[] = [];
  for (let size = 0; ; ) {
    const chunk = new Uint8Array(1 << 16);
    const length = readOnce(handle, chunk);
    if (length === 0) return Buffer.concat(chunks);
    size += length;
    if (size > MAX_MEGABYTES * 1024 * 1024) throw new UsageError(`it has more than ${MAX_MEGABYTES} MiB`);
    chunks.push(chunk.subarray(0, length));
  }
}

/** Standard input may be a pipe that does not block, or a terminal that is closed. */
function readOnce(handle: number, into: Uint8Array): number {
  for (;;) {
    try {
      return readSync(handle, into, 0, into.length, null);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      // nothing there yet: wait a little, without spinning
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

/** A system error in words. */
export function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EISDIR':
      return 'it is a folder';
    case 'ENAMETOOLONG':
      return 'its name is too long';
    case 'ELOOP':
      return 'its links lead in a circle';
    case 'EROFS':
      return 'the file system is read-only';
    case 'ENOSPC':
      return 'no space left on the device';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
