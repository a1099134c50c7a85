import { randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { reason } from '../bytes.ts';
import { type Input, leadsOut } from './files.ts';
import { readBytes } from './read.ts';

/** Any write permission at all: a file without one is kept from changes on purpose, also from those who may override it. */
const WRITABLE = 0o222;

/** Why a file must not or cannot be written; `undefined` if nothing is against it. Standard input is never written. */
export function unwritable({ path: file }: Input, cwd: string): string | undefined {
  if (file === undefined) return undefined;
  try {
    if (leadsOut(file, cwd)) return 'a link leads out of this folder';
    if ((statSync(file).mode & WRITABLE) === 0) return 'it is read-only';
    accessSync(file, constants.W_OK);
    return undefined;
  } catch (error) {
    return reason(error);
  }
}

/**
 * Replaces a file as a whole: a reader sees the old text or the new one, never half of it. Permissions stay; a link stays a link. Only a
 * file with several names (hard links) is written in place: it would otherwise become two. A file that has changed since it was read is left as it is.
 * @returns why it was not written; `undefined` when it was
 */
export function replaceFile({ path: file, mark, text: before }: Input, text: string): string | undefined {
  if (file === undefined) return undefined;
  let folder = true;
  try {
    const target = realpathSync(file);
    const { mode, uid, gid, nlink } = statSync(target);
    const hasChanged = () => {
      const now = readBytes(target);
      return !now.ok || !Buffer.from(mark + before).equals(now.bytes);
    };
    if (nlink > 1) {
      folder = false;
      if (hasChanged()) return CHANGED;
      writeInPlace(target, mark + text);
      return undefined;
    }
    const draft = path.join(path.dirname(target), `.bulkhead-${randomBytes(6).toString('hex')}.tmp`);
    const handle = openSync(draft, 'wx', 0o600);
    folder = false;
    try {
      try {
        writeFileSync(handle, mark + text);
        keepOwner(handle, uid, gid);
        fchmodSync(handle, mode & 0o7777);
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
      if (hasChanged()) {
        rmSync(draft);
        return CHANGED;
      }
      renameSync(draft, target);
      return undefined;
    } catch (error) {
      rmSync(draft, { force: true });
      throw error;
    }
  } catch (error) {
    return folder ? `its folder cannot be written to (${reason(error)})` : reason(error);
  }
}

const CHANGED = 'it has changed since it was read; run again';

function writeInPlace(target: string, text: string): void {
  const handle = openSync(target, 'r+');
  try {
    const bytes = Buffer.from(text);
    writeFileSync(handle, bytes);
    ftruncateSync(handle, bytes.length);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** As far as the user may give files away. */
function keepOwner(handle: number, uid: number, gid: number): void {
  try {
    fchownSync(handle, uid, gid);
  } catch {
    // the new file then belongs to who runs this, as after saving with an editor
  }
}
