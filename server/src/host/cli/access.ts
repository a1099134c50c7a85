import path from 'node:path';
import type { FileAccess } from '../../engine/other-files.ts';
import { fileReader } from '../file-reader.ts';
import type { Input } from './files.ts';

/** The files of a run and others of a Compose project, named relative to the working directory. What the run reports on is not told again elsewhere. */
export function accessTo(inputs: readonly Input[], cwd: string, projectOf?: FileAccess['projectOf']): FileAccess {
  const texts = new Map(inputs.map(({ file, text }) => [file, text]));
  const { read } = fileReader((file) => path.resolve(cwd, file));
  return {
    text: (file) => texts.get(file) ?? read(file),
    isShown: (file) => texts.has(file),
    ...(projectOf ? { projectOf } : {}),
  };
}
