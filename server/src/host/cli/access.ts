import path from 'node:path';
import type { FileAccess } from '../../engine/other-files.ts';
import { fileReader } from '../file-reader.ts';
import type { Input } from './files.ts';

/**
 * Other files of a Compose project, named relative to the working directory. What this run reports on is not told again elsewhere.
 * @param texts what this run has read or written, by name
 */
export function accessTo(
  inputs: readonly Input[],
  cwd: string,
  texts: ReadonlyMap<string, string> = new Map(inputs.map(({ file, text }) => [file, text])),
): FileAccess {
  const { read } = fileReader((file) => path.resolve(cwd, file));
  return {
    text: (file) => texts.get(file) ?? read(file),
    isShown: (file) => texts.has(file),
  };
}
