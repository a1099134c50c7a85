import { readdirSync } from 'node:fs';
import path from 'node:path';

/**
 * All files below a folder, as paths that begin with it. Installed packages are not entered: the host of the editor's tests has circles of
 * links there, and changes them while VS Code runs beside other tests.
 */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(name);
    return [name];
  });
}
