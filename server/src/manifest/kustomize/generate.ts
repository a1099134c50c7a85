import type { ProjectFiles } from '../compose/files.ts';
import { resolvePath } from '../compose/files.ts';
import { type Built, builtOf, identitiesOf } from './objects.ts';
import { sha256, utf8 } from './sha256.ts';
import { at, emptyMap, type MapValue, type Origin, scalarText, textAt, textValue, unknown, type Value } from './value.ts';

/** What a generator reads, and to whom it says what it cannot. */
export interface Generating {
  readonly folder: string;
  readonly files: ProjectFiles;
  readonly say: (origin: Origin, message: string) => void;
  /** `generatorOptions` of the Kustomization. */
  readonly options: Value | undefined;
  /** What is written below a key, made into values of an object. */
  readonly made: (origin: Origin) => Origin;
}

declare const btoa: (bytes: string) => string;

/** Makes the ConfigMap or Secret of one entry of a generator, or changes the one that is there. */
export function generate(kind: 'ConfigMap' | 'Secret', entry: Value, objects: Built[], generating: Generating): void {
  const name = textAt(entry, 'name');
  if (entry.type !== 'map' || name === undefined) return generating.say(entry.origin, 'a generator without a name: kustomize refuses it');
  const { data, known } = dataOf(entry, kind, generating);
  const behavior = textAt(entry, 'behavior') ?? 'create';
  const namespace = textAt(entry, 'namespace') ?? '';
  const isIt = (built: Built) =>
    identitiesOf(built).some((id) => id.kind === kind && id.group === '' && id.name === name && (id.namespace || 'default') === (namespace || 'default'));
  const before = behavior === 'create' ? undefined : objects.find(isIt);
  const origin = generating.made(entry.origin);
  if (before) {
    const value = behavior === 'merge' ? before.value : { ...before.value, entries: new Map(before.value.entries) };
    const old = at(before.value, 'data');
    const all = behavior === 'merge' && old?.type === 'map' ? [...old.entries, ...data] : data;
    value.entries.set('data', { ...emptyMap(origin), entries: new Map(all), open: !known });
    before.value = value;
    if (before.hashed) before.hashed = { origin, known: before.hashed.known && known };
    decorate(value, entry, generating);
    return undefined;
  }
  if (behavior !== 'create')
    return generating.say(at(entry, 'behavior')?.origin ?? entry.origin, `there is no ${kind} "${name}" to ${behavior}: kustomize refuses it`);
  const value = emptyMap(origin);
  value.entries.set('apiVersion', textValue('v1', origin));
  if (data.length > 0 || !known) value.entries.set('data', { ...emptyMap(origin), entries: new Map(data), open: !known });
  value.entries.set('kind', textValue(kind, origin));
  const metadata = emptyMap(origin);
  metadata.entries.set('name', textValue(name, generating.made(at(entry, 'name')?.origin ?? entry.origin)));
  if (namespace !== '') metadata.entries.set('namespace', textValue(namespace, origin));
  value.entries.set('metadata', metadata);
  if (kind === 'Secret') value.entries.set('type', textValue(textAt(entry, 'type') ?? 'Opaque', origin));
  decorate(value, entry, generating);
  const built = builtOf(value);
  if (!isOn('disableNameSuffixHash', entry, generating)) built.hashed = { origin, known };
  objects.push(built);
  return undefined;
}

/** An option of one generator, else that of all. */
function isOn(option: string, entry: Value, { options }: Generating): boolean {
  return (textAt(entry, 'options', option) ?? textAt(options, option)) === 'true';
}

function decorate(value: MapValue, entry: Value, generating: Generating): void {
  const metadata = at(value, 'metadata');
  for (const key of ['labels', 'annotations'])
    for (const from of [at(generating.options, key), at(entry, 'options', key)]) {
      if (from?.type !== 'map' || from.entries.size === 0 || metadata?.type !== 'map') continue;
      const into = metadata.entries.get(key) ?? emptyMap(generating.made(from.origin));
      metadata.entries.set(key, into);
      if (into.type === 'map') for (const [name, text] of from.entries) into.entries.set(name, textValue(scalarText(text), { ...text.origin, made: true }));
    }
  if (isOn('immutable', entry, generating)) value.entries.set('immutable', { type: 'scalar', text: 'true', style: 'plain', origin: value.origin });
}

/** What the entry puts into its object, and whether that is all. */
function dataOf(entry: Value, kind: 'ConfigMap' | 'Secret', generating: Generating): { readonly data: [string, Value][]; readonly known: boolean } {
  const { folder, files, say } = generating;
  const data = new Map<string, Value>();
  let known = true;
  const add = (key: string, text: string, origin: Origin) => {
    const from = generating.made(origin);
    data.set(key, textValue(kind === 'Secret' ? base64(text) : text, from));
  };
  const lost = (origin: Origin, name: string) => {
    known = false;
    say(origin, `"${name}" cannot be read: what it has, and the hash in the name, is not known`);
  };
  for (const item of listAt(entry, 'envs', 'env')) {
    const name = scalarText(item);
    const text = files.text(resolvePath(folder, name));
    if (text === undefined) lost(item.origin, name);
    else
      for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
        const written = line.trimStart();
        const equals = written.indexOf('=');
        if (written !== '' && !written.startsWith('#') && equals > 0) add(written.slice(0, equals), written.slice(equals + 1), item.origin);
        // a name alone takes the value of the shell that runs kustomize
        else if (written !== '' && !written.startsWith('#')) known = false;
      }
  }
  for (const item of listAt(entry, 'files')) {
    const [first = '', ...rest] = scalarText(item).split('=');
    const path = rest.length === 0 ? first : rest.join('=');
    const key = rest.length === 0 ? first.slice(first.lastIndexOf('/') + 1) : first;
    const text = files.text(resolvePath(folder, path));
    if (text === undefined || text.includes('\uFFFD')) {
      lost(item.origin, path);
      data.set(key, unknown(generating.made(item.origin)));
    } else add(key, text, item.origin);
  }
  for (const item of listAt(entry, 'literals')) {
    const text = scalarText(item);
    const equals = text.indexOf('=');
    if (equals < 1) say(item.origin, `"${text}" is not "name=value": kustomize refuses it`);
    else add(text.slice(0, equals), unquoted(text.slice(equals + 1)), item.origin);
  }
  return { data: [...data], known };
}

function unquoted(text: string): string {
  const quoted = text.length > 1 && (text.startsWith('"') || text.startsWith("'")) && text.endsWith(text[0] as string);
  return quoted ? text.slice(1, -1) : text;
}

function listAt(entry: Value, ...keys: readonly string[]): readonly Value[] {
  return keys.flatMap((key) => {
    const found = at(entry, key);
    return found?.type === 'seq' ? found.items : found ? [found] : [];
  });
}

/** Base64 in lines, as kustomize writes it. */
function base64(text: string): string {
  const bytes = utf8(text);
  let binary = '';
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  const encoded = btoa(binary);
  if (encoded.length < 70) return encoded;
  return `${(encoded.match(/.{1,70}/g) ?? []).join('\n')}\n`;
}

/** The suffix that kustomize gives to a generated name. Source: `api/hasher`. */
export function hashOf({ value }: Built): string {
  const kind = textAt(value, 'kind');
  const entries = ['data', ...(kind === 'Secret' ? ['stringData'] : ['binaryData'])].map((key) => [key, at(value, key)] as const);
  // the name is left out
  const parts: Record<string, unknown> = { kind, name: '' };
  if (kind === 'Secret') parts['type'] = textAt(value, 'type') ?? '';
  for (const [key, found] of entries) {
    if (found?.type === 'map') parts[key] = Object.fromEntries([...found.entries].map(([name, text]) => [name, scalarText(text)]));
    else if (key === 'data') parts[key] = '';
  }
  const swap: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };
  return [...sha256(goJson(parts)).slice(0, 10)].map((digit) => swap[digit] ?? digit).join('');
}

/** JSON as Go writes it: keys in order of their bytes, and some characters escaped. */
function goJson(value: unknown): string {
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => `${goJson(key)}:${goJson(entry)}`)
      .join(',')}}`;
  return JSON.stringify(value ?? '').replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
