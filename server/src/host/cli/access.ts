import path from 'node:path';
import type { FileAccess } from '../../engine/engine.ts';
import { type Input, readText } from './files.ts';

/**
 * Other files of a Compose project, named relative to the working directory. What this run reports on is not told again elsewhere.
 * @param texts what this run has read or written, by name
 */
export function accessTo(
  inputs: readonly Input[],
  cwd: string,
  texts: ReadonlyMap<string, string> = new Map(inputs.map(({ file, text }) => [file, text])),
): FileAccess {
  const read = new Map<string, string | undefined>();
  return {
    text: (file) => {
      const known = texts.get(file);
      if (known !== undefined) return known;
      if (!read.has(file)) {
        const found = readText(path.resolve(cwd, file));
        read.set(file, found.ok ? found.text : undefined);
      }
      return read.get(file);
    },
    isShown: (file) => texts.has(file),
  };
}
