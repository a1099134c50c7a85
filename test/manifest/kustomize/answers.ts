import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Build, build } from '../../../server/src/manifest/kustomize/build.ts';
import { NAMES } from '../../../server/src/manifest/kustomize/texts.ts';
import { Budget, isNull, type Value, valueAt } from '../../../server/src/manifest/kustomize/value.ts';
import { Written } from '../../../server/src/manifest/place.ts';
import { parseFile } from '../../../server/src/syntax/parse.ts';
import { scalarValue } from '../../../server/src/syntax/yaml11.ts';

const HERE = import.meta.dirname;

/** The folders of the cases. */
export const CASES = readdirSync(path.join(HERE, 'cases')).sort();

/** The folder of a case that is built. */
export function builtFolder(name: string): string {
  const folder = path.join(HERE, 'cases', name);
  return existsSync(path.join(folder, 'overlay')) ? path.join(folder, 'overlay') : folder;
}

/** Where the answer of `kubectl kustomize` is kept. */
export function answerFile(name: string): string {
  return path.join(HERE, 'answers', `${name}.yaml`);
}

/** What stands in place of objects where kustomize builds nothing. */
export const REFUSED = '# kustomize refuses it\n';

/** The answer of `kubectl kustomize`, as plain data; `undefined` if it refuses the case. */
export function answerOf(name: string): unknown[] | undefined {
  const text = readFileSync(answerFile(name), 'utf8');
  return text === REFUSED ? undefined : sorted(objectsIn(text).map(plain));
}

/** What a case builds here, as plain data. */
export function builtHere(name: string): Build & { readonly plain: unknown[] } {
  const uri = NAMES.map((file) => path.join(builtFolder(name), file)).find((file) => existsSync(file)) ?? '';
  const made = buildFiles(uri);
  return { ...made, plain: sorted(made.objects.map(({ value }) => plain(value))) };
}

/** Builds a Kustomization of the disk. */
export function buildFiles(uri: string): Build {
  const text = (file: string) => (existsSync(file) && statSync(file).isFile() ? readFileSync(file, 'utf8') : undefined);
  const parsed = (file: string) => {
    const found = text(file);
    return found === undefined ? undefined : parseFile(found);
  };
  return build({ uri, files: { text, parsed }, parse: parseFile });
}

function objectsIn(text: string): Value[] {
  return parseFile(text).documents.flatMap(({ document, index }) =>
    document.root ? [valueAt(Written.root(index, document), (site) => ({ site: { ...site, file: '' } }), new Budget())] : [],
  );
}

/** A value as plain data, in which the order of keys does not count. */
function plain(value: Value): unknown {
  if (value.type === 'map') return Object.fromEntries([...value.entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, entry]) => [key, plain(entry)]));
  if (value.type === 'seq') return value.items.map(plain);
  const { text, style, tag } = value;
  return isNull(value) ? null : scalarValue({ text, style, ...(tag === undefined ? {} : { tag }) });
}

/** kubectl prints objects in an order of its own. */
function sorted(objects: readonly unknown[]): unknown[] {
  return objects.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
