import { readFileSync, statSync } from 'node:fs';
import { decode } from './decode.ts';

/** Larger files are no part of a project that people write. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Reads other files of a project by their absolute path, as far as they are plain files: what a manifest names may be a device or a pipe
 * that never ends. What was read is kept until the file's time or size changes.
 */
export function fileReader(): (path: string) => string | undefined {
  const known = new Map<string, { readonly stamp: string; readonly text: string | undefined }>();
  return (path) => {
    try {
      // `\\\\server\\share` of Windows: a manifest must not make this machine talk to another
      if (/^[\\/]{2}/.test(path)) return undefined;
      const stat = statSync(path, { throwIfNoEntry: false });
      if (!stat?.isFile() || stat.size > MAX_BYTES) return undefined;
      const stamp = `${stat.mtimeMs} ${stat.size}`;
      const before = known.get(path);
      if (before?.stamp === stamp) return before.text;
      const decoded = decode(readFileSync(path));
      const text = decoded.ok ? decoded.text : undefined;
      known.set(path, { stamp, text });
      return text;
    } catch {
      return undefined; // no right to read it, or gone in between: as if it were not there
    }
  };
}
