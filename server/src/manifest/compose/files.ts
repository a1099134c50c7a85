import type { SourceFile } from '../../syntax/source-file.ts';
import { fileName } from '../../text/uri.ts';
import { parseDotenv } from './dotenv.ts';

/** Access to the other files of a project. Files are named by URI, or by a path with forward slashes. */
export interface ProjectFiles {
  /** The text of a file; `undefined` if it does not exist or can't be read. */
  text(uri: string): string | undefined;
  /** The file, parsed as YAML; `undefined` if it does not exist or can't be read. */
  parsed(uri: string): Pick<SourceFile, 'documents'> | undefined;
  /** The files of the project that a configuration makes a file a part of, itself included; the last one wins. */
  projectOf?(uri: string): readonly string[] | undefined;
}

/** Resolves a path against a folder. An absolute path is returned without the folder. */
export function resolvePath(folder: string, path: string): string {
  const scheme = /^[a-z][a-z0-9+.-]+:\/\/[^/]*/i.exec(folder)?.[0] ?? '';
  const encoded = scheme === '' ? path : path.split('/').map(encodeURIComponent).join('/');
  const below = folder.slice(scheme.length);
  const steps = path.startsWith('/') || below === '' ? [] : below.split('/');
  for (const step of encoded.split('/')) {
    if (step === '' || step === '.') continue;
    const last = steps.at(-1);
    if (step === '..' && last !== undefined && last !== '' && last !== '..') steps.pop();
    else steps.push(step);
  }
  const joined = steps.join('/');
  return scheme + (path.startsWith('/') || (scheme !== '' && below === '') ? `/${joined}` : joined);
}

/** The folder of a file, without the last slash; empty for a bare name. */
export function folderOf(uri: string): string {
  const at = uri.lastIndexOf('/');
  return at < 0 ? '' : uri.slice(0, at);
}

/** Whether a path is a Git, OCI or web address, and not a file of the project. */
export function isRemote(path: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:\/\/|git@|github\.com\/)/i.test(path);
}

const BASES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const OVERRIDES = ['compose.override.yml', 'compose.override.yaml', 'docker-compose.override.yml', 'docker-compose.override.yaml'];

/**
 * The files that `docker compose` merges in the folder of a file; the last one wins. They are the files that `COMPOSE_FILE` in `.env`
 * names; without it, the first file with a default name and the first default override. A file that is not among them is a project of
 * its own.
 * @param variables the variables of `.env`
 */
export function configFiles(uri: string, variables: ReadonlyMap<string, string>, files: ProjectFiles | undefined): readonly string[] {
  if (!files) return [uri];
  const folder = folderOf(uri);
  const at = (name: string) => resolvePath(folder, name);
  const named = chosenFiles(variables).map(at);
  if (named.includes(uri)) return named;
  if (!variables.get('COMPOSE_FILE') && (BASES.includes(fileName(uri)) || OVERRIDES.includes(fileName(uri)))) {
    const base = BASES.map(at).find((name) => name === uri || files.text(name) !== undefined);
    const override = OVERRIDES.map(at).find((name) => name === uri || files.text(name) !== undefined);
    const merged = [base, override].filter((name) => name !== undefined);
    if (base !== undefined && merged.includes(uri)) return merged;
  }
  return [uri];
}

/** The files that `COMPOSE_FILE` names, as it names them; remote ones are left out. */
function chosenFiles(variables: ReadonlyMap<string, string>): readonly string[] {
  const chosen = variables.get('COMPOSE_FILE') ?? '';
  const separator = variables.get('COMPOSE_PATH_SEPARATOR') ?? (chosen.includes(';') ? ';' : ':');
  return chosen.split(separator).filter((name) => name !== '' && !isRemote(name));
}

/** The `.env` beside a file, which can say that it is a Compose file. */
export function envBeside(uri: string): string {
  return resolvePath(folderOf(uri), '.env');
}

/** Whether `COMPOSE_FILE` in the `.env` beside a file names it: it is then a Compose file, whatever its name. */
export function isChosen(uri: string, files: Pick<ProjectFiles, 'text'>): boolean {
  const text = files.text(envBeside(uri));
  if (text === undefined || !text.includes('COMPOSE_FILE')) return false;
  return chosenFiles(parseDotenv(text).variables).some((name) => resolvePath(folderOf(uri), name) === uri);
}

/** In this many folders above the folder of a file, a file is looked for that includes it. */
const MAX_ABOVE = 2;

/** The names of the files that may include a file: the default names, in its folder and above. */
export function possibleIncluders(uri: string): readonly string[] {
  const folders = [folderOf(uri)];
  for (let folder = folderOf(uri); folders.length <= MAX_ABOVE && !/^(?:[a-z][a-z0-9+.-]+:\/\/[^/]*)?$/i.test(folder); folder = folderOf(folder))
    folders.push(folderOf(folder));
  return folders.flatMap((folder) => [...BASES, ...OVERRIDES].map((name) => resolvePath(folder, name)).filter((name) => name !== uri));
}
