import { lstatSync, statSync } from 'node:fs';
import { readPlain } from './bytes.ts';
import { decode } from './decode.ts';

/** Larger files are not read: people do not write such projects. */
const MAX_MEGABYTES = 4;

/** Reads files by name. A text is kept until the time or size of the file changes. */
export interface FileReader {
  /** The text of a file; `undefined` where there is none that can be read. */
  read(name: string): string | undefined;
  /** Whether there is such a file or folder, or a link of that name. */
  exists(name: string): boolean;
  /** Keeps nothing of that file any more. */
  forget(name: string): void;
}

/**
 * Reads other files of a project. Only plain files are read: a manifest may name a device or a pipe that never ends.
 * @param pathOf the absolute path of a name; it may throw for what is no name of a file
 */
export function fileReader(pathOf: (name: string) => string): FileReader {
  const known = new Map<string, { readonly stamp: string; readonly text: string | undefined }>();
  return {
    read: (name) => {
      try {
        const path = pathOf(name);
        if (isRemote(path)) return undefined;
        const stat = statSync(path, { throwIfNoEntry: false });
        if (!stat?.isFile()) return undefined;
        const stamp = `${stat.mtimeMs} ${stat.size}`;
        const before = known.get(name);
        if (before?.stamp === stamp) return before.text;
        const bytes = readPlain(path, MAX_MEGABYTES);
        const decoded = bytes.ok ? decode(bytes.bytes) : bytes;
        const text = decoded.ok ? decoded.text : undefined;
        known.set(name, { stamp, text });
        return text;
      } catch {
        return undefined; // no path, no right to read it, or gone in between: as if it were not there
      }
    },
    exists: (name) => {
      try {
        const path = pathOf(name);
        return !isRemote(path) && isThere(path);
      } catch {
        return false;
      }
    },
    forget: (name) => void known.delete(name),
  };
}

/** Whether there is a file or folder, or a link, wherever it leads. */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

/** `\\server\share` of Windows: a manifest must not make this machine talk to another. */
function isRemote(path: string): boolean {
  return /^[\\/]{2}/.test(path);
}
