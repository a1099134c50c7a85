import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';

/** The bytes of a file, or why there are none. */
export type Bytes = { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly why: string };

const MEGABYTE = 1024 * 1024;

/**
 * All bytes of a plain file. Nothing else is opened: a device may have no end or do something, and a pipe without a writer is waited for
 * without an end. Files in which the kernel tells of itself (`/proc`, `/sys`) may be endless too, or wait: they are plain by name only.
 * @param megabytes the most that is read
 */
export function readPlain(path: string, megabytes: number): Bytes {
  let handle: number | undefined;
  try {
    const odd = oddness(statSync(path));
    if (odd !== undefined) return { ok: false, why: odd };
    handle = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    // another file may have taken its place
    const stat = fstatSync(handle);
    const why = oddness(stat) ?? (stat.size === 0 && hasBytes(handle) ? KERNEL : stat.size > megabytes * MEGABYTE ? excess(megabytes) : undefined);
    if (why !== undefined) return { ok: false, why };
    const bytes = drained(handle, megabytes, readSync);
    return bytes ? { ok: true, bytes } : { ok: false, why: excess(megabytes) };
  } catch (error) {
    return { ok: false, why: reason(error) };
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

const KERNEL = 'it is no stored file: the kernel writes it while it is read';

/** Whether a file of no size gives bytes all the same, and has not got them only now. Where reading fails or would wait, it is no empty file either. */
function hasBytes(handle: number): boolean {
  try {
    return readSync(handle, new Uint8Array(1), { position: 0 }) > 0 && fstatSync(handle).size === 0;
  } catch {
    return true;
  }
}

function oddness(stat: Stats): string | undefined {
  if (stat.isFile()) return undefined;
  if (stat.isDirectory()) return reason({ code: 'EISDIR' });
  return stat.isFIFO() ? 'it is a named pipe; use --stdin' : stat.isSocket() ? 'it is a socket' : 'it is a device';
}

/** All that an open file or pipe has to give, with waiting for what is not there yet. Not more than so many megabytes: otherwise the reason. */
export function readToEnd(handle: number, megabytes: number): Bytes {
  const bytes = drained(handle, megabytes, readPatiently);
  return bytes ? { ok: true, bytes } : { ok: false, why: excess(megabytes) };
}

function excess(megabytes: number): string {
  return `it has more than ${megabytes} MiB`;
}

/** What is read goes here first: a new one for each file would be most of the memory that reading takes. */
const CHUNK = new Uint8Array(1 << 16);

function drained(handle: number, megabytes: number, read: (handle: number, into: Uint8Array) => number): Uint8Array | undefined {
  const chunks: Uint8Array[] = [];
  for (let size = 0; ; ) {
    const length = read(handle, CHUNK);
    if (length === 0) return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    size += length;
    if (size > megabytes * MEGABYTE) return undefined;
    chunks.push(CHUNK.slice(0, length));
  }
}

/** Standard input may be a pipe that does not block, or a terminal that is closed. */
function readPatiently(handle: number, into: Uint8Array): number {
  for (;;) {
    try {
      return readSync(handle, into);
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
    case 'ENOTDIR':
      return 'one of its folders is a file';
    case 'EFBIG':
      return 'it would be larger than is allowed here';
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
