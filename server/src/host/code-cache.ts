import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import vm from 'node:vm';

/** A bundle to run. */
export interface Bundle {
  /** Its path. It has no first line for a shell. */
  readonly file: string;
  /** A hash of its text; without one, nothing is kept: a bundle that somebody is working on changes too often. */
  readonly build: string | undefined;
  /** Whether this run is typical enough for what it has compiled to be kept. */
  readonly keeps: boolean;
  /** What other bundles export that it requires, by the name that it gives them. */
  readonly beside?: Readonly<Record<string, unknown>>;
}

/** Others than these many last files are removed: those of older versions, and of a Node that is gone. */
const MOST_KEPT = 8;

/** Checksum and length of what follows. */
const HEAD = 8;

/**
 * Runs a bundle of CommonJS. What V8 has compiled of it is kept in the user's folder for caches, so that the next process starts in half of the
 * time. V8 takes what it is given there for its own: so a file counts only if nobody else can have written it, and if its checksum is right.
 * Whatever goes wrong with the cache, the bundle runs as it would without it.
 * @returns what it exports
 */
export function start({ file, build, keeps, beside = {} }: Bundle): unknown {
  const require = createRequire(file);
  const kept = build === undefined ? undefined : keptAt(file, build);
  const made = kept === undefined ? undefined : compiled(file, kept);
  if (kept === undefined || !made) return require(file);
  const { script, isNew } = made;
  if (isNew && keeps) process.once('exit', () => keep(script, kept));
  const module = { exports: {} };
  const requires = Object.assign((name: string): unknown => (Object.hasOwn(beside, name) ? beside[name] : require(name)), require);
  script.runInThisContext().call(module.exports, module.exports, requires, module, file, path.dirname(file));
  return module.exports;
}

/** Where compiled code of a bundle is kept; `undefined` if there is no folder for it, or the user wants no such cache (as Node's own). */
function keptAt(file: string, build: string): string | undefined {
  const { env, platform } = process;
  if (env['NODE_DISABLE_COMPILE_CACHE']) return undefined;
  const home = env['HOME'] ?? '';
  const caches =
    platform === 'win32' ? env['LOCALAPPDATA'] : platform === 'darwin' ? path.join(home, 'Library/Caches') : env['XDG_CACHE_HOME'] || path.join(home, '.cache');
  if (!caches || !path.isAbsolute(caches)) return undefined;
  // the tag stands for the version of V8, its flags and the features of the processor
  return path.join(caches, 'bulkhead', `${path.basename(file, '.js')}-${build}-${process.arch}-${cachedDataVersionTag().toString(16)}.bin`);
}

function compiled(file: string, kept: string): { readonly script: vm.Script; readonly isNew: boolean } | undefined {
  try {
    const head = '(function (exports, require, module, __filename, __dirname) { ';
    const cachedData = read(kept);
    const script = new vm.Script(`${head}${readFileSync(file, 'utf8')}\n})`, {
      filename: file,
      columnOffset: -head.length,
      ...(cachedData ? { cachedData } : {}),
    });
    return { script, isNew: !cachedData || script.cachedDataRejected === true };
  } catch {
    return undefined;
  }
}

/** What is kept in a file, if nobody else can have written it and nothing of it is lost. */
function read(kept: string): Buffer | undefined {
  try {
    if (!isOwnFolder(path.dirname(kept))) return undefined;
    const handle = openSync(kept, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      const stat = fstatSync(handle);
      if (!stat.isFile() || !isOwn(stat)) return undefined;
      const all = readFileSync(handle);
      const data = all.subarray(HEAD);
      return all.length > HEAD && all.readUInt32LE(0) === checksum(data) && all.readUInt32LE(4) === data.length ? data : undefined;
    } finally {
      closeSync(handle);
    }
  } catch {
    return undefined;
  }
}

/** Keeps what a script has compiled by now. */
function keep(script: vm.Script, kept: string): void {
  const folder = path.dirname(kept);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!isOwnFolder(folder)) return;
    const data = script.createCachedData();
    const head = Buffer.alloc(HEAD);
    head.writeUInt32LE(checksum(data), 0);
    head.writeUInt32LE(data.length, 4);
    write(kept, Buffer.concat([head, data]));
    tidy(folder);
  } catch {
    // the next run tries it again
  }
}

/** The file is then there as a whole or not at all. */
function write(file: string, bytes: Buffer): void {
  const fresh = `${file}.${process.pid}`;
  try {
    writeFileSync(fresh, bytes, { flag: 'wx', mode: 0o600 });
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

function tidy(folder: string): void {
  const files = readdirSync(folder).map((name) => ({ name, time: statSync(path.join(folder, name)).mtimeMs }));
  for (const { name } of files.sort((a, b) => b.time - a.time).slice(MOST_KEPT)) rmSync(path.join(folder, name), { force: true });
}

function isOwnFolder(folder: string): boolean {
  const stat = lstatSync(folder);
  return stat.isDirectory() && isOwn(stat);
}

/** Whether a file belongs to the user, and nobody else may write it. Windows answers for the user's own folder. */
function isOwn({ uid, mode }: { readonly uid: number; readonly mode: number }): boolean {
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
}

/** Tells a whole file from one that lost something; who may write the file may write the checksum, too. */
function checksum(data: Buffer): number {
  const whole = data.length >> 2;
  const words = data.byteOffset % 4 === 0 ? new Uint32Array(data.buffer, data.byteOffset, whole) : new Uint32Array(Uint8Array.from(data).buffer, 0, whole);
  let sum = 0x811c9dc5;
  for (let at = 0; at < whole; at++) sum = Math.imul(sum ^ (words[at] as number), 0x01000193);
  for (let at = whole * 4; at < data.length; at++) sum = Math.imul(sum ^ (data[at] as number), 0x01000193);
  return sum >>> 0;
}
