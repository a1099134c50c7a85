import ignore from 'ignore';
import { folderOf, resolvePath } from '../manifest/compose/files.ts';
import { decoded } from '../text/uri.ts';

/** The first project of a configuration that a file is a part of, absolutely named. */
export function projectWith(file: string, config: string, projects: readonly (readonly string[])[]): readonly string[] | undefined {
  const plain = (name: string) => (name.includes('://') ? decoded(name) : name);
  const all = projects.map((files) => files.map((one) => joined(folderOf(config), one)));
  // editors do not agree on which characters a URI encodes
  const found = all.find((files) => files.some((one) => plain(one) === plain(file)));
  return found?.map((one) => (plain(one) === plain(file) ? file : one));
}

/** Whether patterns of `.gitignore` match a path; `undefined` for what is not below their folder. */
export function matches(patterns: readonly string[], way: string | undefined): boolean {
  return (
    way !== undefined &&
    patterns.length > 0 &&
    ignore()
      .add([...patterns])
      .ignores(way)
  );
}

/** The folder above; `undefined` at the root of a file system. */
export function parentOf(folder: string): string | undefined {
  return /^(?:[a-z][a-z\d+.-]+:\/\/[^/]*|[a-z]:|)$/i.test(folder) ? undefined : folderOf(folder);
}

/** The path of a file from a folder, decoded; `undefined` if it is not below it. */
export function wayTo(folder: string, file: string): string | undefined {
  if (!file.startsWith(`${folder}/`)) return undefined;
  const way = file.slice(folder.length + 1);
  return way === '' ? undefined : file.includes('://') ? decoded(way) : way;
}

/** The file that a path names, seen from a folder. A drive of Windows is no step below it. */
export function joined(folder: string, given: string): string {
  const path = given.replaceAll('\\', '/');
  if (/^[a-z]:\//i.test(path)) return folder.includes('://') ? `file:///${path}` : path;
  return resolvePath(folder, path);
}
