import { fileName } from '../text/uri.ts';

/** Sixteen hexadecimal digits of a 64-bit FNV-1a-like hash (two 32-bit lanes): identity of findings, not security. */
export function fingerprint(parts: readonly string[]): string {
  let high = 0x811c9dc5;
  let low = 0x01000193;
  const text = parts.join('\u0000');
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    high = Math.imul(high ^ c, 0x01000193);
    low = Math.imul(low ^ (c + i), 0x85ebca6b) ^ (low >>> 13);
  }
  return (high >>> 0).toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0');
}

/**
 * The name of a file in fingerprints: without the folder, so that the command line and an editor give the same fingerprint, wherever they
 * were started. A fingerprint is unique in its file; with the path of the file it is unique in a report.
 * @param file a URI, or a path with forward slashes
 */
export function baseName(file: string): string {
  return /^[a-z][\w+.-]+:\//i.test(file) ? fileName(file) : file.slice(file.lastIndexOf('/') + 1);
}
