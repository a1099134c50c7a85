import { isDeepStrictEqual } from 'node:util';
import { parseDocument } from 'yaml';
import type { PathOp } from '../../server/src/fix/ops.ts';
import { mergedProject } from './compose.ts';

type Files = Readonly<Record<string, string>>;

/** What a service takes values from, besides the texts with its own name: by `file service`, the places. `field` if it is one field. */
export type Links = ReadonlyMap<string, readonly { readonly file: string; readonly path: readonly string[]; readonly field?: string }[]>;

/** A value of the merged model: its path, with every index as `[]`, and the value as text. */
interface Leaf {
  readonly path: string;
  readonly text: string;
}

/** Fields with two forms: maps are told as lists of `key=value`, or of keys. */
const PAIRS = ['environment', 'labels', 'annotations', 'sysctls', 'extra_hosts'];
const NAMES = ['networks', 'depends_on'];

/** The merged model of each project: by the file that it starts with, the services and definitions. */
export type Model = ReadonlyMap<string, ReadonlyMap<string, Record<string, unknown>>>;

/** The files that `docker compose` is given when it starts with one, and those that they include. */
export type Roots = Readonly<Record<string, readonly string[]>>;

export function modelOf(files: Files, roots: Roots): Model {
  return new Map(Object.keys(roots).flatMap((main) => (Object.hasOwn(files, main) ? [[main, mergedProject(files, main)] as const] : [])));
}

/**
 * What an edit changes in the merged models and its operations do not say, in words: a value that comes and that no operation writes, or a
 * value that goes and that no operation takes away.
 * @param exact the operations refer to the files as they were before; otherwise to some state on the way, and indexes do not count
 */
export function unsaid(
  before: Model,
  after: Model,
  ops: readonly (PathOp & { readonly file: string })[],
  files: Files,
  links: Links,
  roots: Roots,
  exact: boolean,
): string[] {
  const said: string[] = [];
  for (const [root, projects] of before) {
    const now = after.get(root) ?? new Map();
    for (const name of new Set([...projects.keys(), ...now.keys()])) {
      const [was, is] = [leavesOf(projects.get(name)), leavesOf(now.get(name))];
      const told = ops.flatMap((op) => reach(op, name, root, links, roots).map((at) => ({ op, at })));
      const written = told.flatMap(({ op, at }) => ('value' in op ? leavesOf(op.value, op.op === 'set' ? at : [...at, 0]) : []));
      for (const leaf of minus(is, was))
        if (!written.some((one) => isDeepStrictEqual(one, leaf))) said.push(`${root}: ${name}: ${leaf.path} = ${leaf.text} appears`);
      const taken = told.filter(({ op }) => op.op === 'remove' || op.op === 'set' || op.op === 'rename');
      const gone = taken.flatMap(({ op, at }) => (exact ? leavesOf(valueAt(files, op), at) : []));
      // an entry of a service wins over that of a service which it extends
      const replaced = (leaf: Leaf) => told.some(({ op, at }) => op.op === 'set' && op.at.path[1] === name.split('.')[1] && isAt(leaf, at));
      for (const leaf of minus(was, is)) {
        const explained = exact
          ? gone.some((one) => isDeepStrictEqual(one, leaf)) || replaced(leaf)
          : taken.some(({ at }) => leaf.path.startsWith(pathOf(at.includes(0) ? at.slice(0, at.indexOf(0)) : at)));
        if (!explained) said.push(`${root}: ${name}: ${leaf.path} = ${leaf.text} disappears`);
      }
    }
  }
  return said;
}

/** Where an operation stands in a service or definition of a project, if it has a part in it; more than once if the service takes it twice. */
function reach(op: PathOp & { readonly file: string }, name: string, root: string, links: Links, roots: Roots): (string | number)[][] {
  const { path } = op.at;
  const inside = (prefix: readonly string[]) => prefix.every((step, i) => step === path[i]);
  const [kind = '', key = ''] = name.split('.');
  const own = (roots[root] ?? []).map((file) => ({ file, path: [kind, key] }));
  const sources = kind === 'services' ? own.flatMap(({ file }) => linked(file, key, links)) : [];
  return [...own, ...sources].flatMap((source: { file: string; path: readonly string[]; field?: string }) => {
    if (source.file !== op.file || !inside(source.path)) return [];
    return [[...(source.field === undefined ? [] : [source.field]), ...path.slice(source.path.length).map((step) => (typeof step === 'number' ? 0 : step))]];
  });
}

function linked(file: string, service: string, links: Links): { readonly file: string; readonly path: readonly string[]; readonly field?: string }[] {
  return (links.get(`${file} ${service}`) ?? []).flatMap((link) => [
    link,
    ...(link.path[0] === 'services' ? linked(link.file, link.path[1] ?? '', links) : []),
  ]);
}

function valueAt(files: Files, { file, at: { path } }: PathOp & { readonly file: string }): unknown {
  const value: unknown = parseDocument(files[file] ?? '', { version: '1.1', logLevel: 'silent' }).toJS({ maxAliasCount: -1 });
  return path.reduce<unknown>((found, step) => (typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[step] : undefined), value);
}

function pathOf(at: readonly (string | number)[]): string {
  return at.map((step) => (typeof step === 'number' ? '[]' : `.${step}`)).join('');
}

/** Whether a value stands at a place, in either form of its field. */
function isAt({ path, text }: Leaf, at: readonly (string | number)[]): boolean {
  const [field, key, ...rest] = at;
  const isPair = typeof field === 'string' && PAIRS.includes(field) && typeof key === 'string' && rest.length === 0;
  return isPair ? path === `.${field}[]` && (text === key || text.startsWith(`${key}=`)) : path === pathOf(at);
}

/** All leaves of a value. */
function leavesOf(value: unknown, at: readonly (string | number)[] = []): Leaf[] {
  const [first, second] = at;
  if (typeof first === 'string' && PAIRS.includes(first)) {
    if (typeof second === 'string') return [{ path: `.${first}[]`, text: value === null ? second : `${second}=${value}`.replace(/\$\{.*\}/, '<unknown>') }];
  } else if (typeof first === 'string' && NAMES.includes(first) && typeof second === 'string') {
    const below = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    return [{ path: `.${first}[]`, text: second }, ...below.flatMap(([key, inner]) => deep(inner, [...at, key]))];
  }
  return deep(value, at);
}

function deep(value: unknown, at: readonly (string | number)[]): Leaf[] {
  if (Array.isArray(value)) return value.flatMap((item) => leavesOf(item, [...at, 0]));
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...at, key]));
  if (value === undefined) return [];
  if (at.length === 1 && at[0] === 'tmpfs') return [{ path: '.tmpfs[]', text: String(value) }];
  const text = String(value).replace(/\$\{.*\}/, '<unknown>');
  // an item of `extra_hosts` may have a colon
  return [{ path: pathOf(at), text: at.length === 2 && at[0] === 'extra_hosts' && !text.includes('=') ? text.replace(':', '=') : text }];
}

/** The leaves of one list that the other does not have; equal leaves are counted. */
function minus(some: readonly Leaf[], others: readonly Leaf[]): Leaf[] {
  const left = others.map(({ path, text }) => `${path} ${text}`);
  return some.filter(({ path, text }) => {
    const at = left.indexOf(`${path} ${text}`);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
