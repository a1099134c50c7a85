import { parseDocument, stringify } from 'yaml';

/** A change of what stands around the weaknesses of a manifest. None of them makes a weakness go away. */
export interface Surrounding {
  readonly name: string;
  /** It leaves the document itself broken, as while typing. */
  readonly breaks?: true;
  /** Only for documents of this dialect. */
  readonly only?: 'kubernetes' | 'compose';
  /**
   * The text after the change; `undefined` if the text has no place for it.
   * @param place a number that chooses one of several places
   */
  readonly change: (text: string, place: number) => string | undefined;
}

const value = (text: string): unknown => parseDocument(text, { version: '1.1', merge: true, uniqueKeys: false, logLevel: 'silent' }).toJS();
const indented = (text: string, by: string): string => text.replaceAll(/^(?=.)/gm, by);

/** Inserts a line below the first line that a pattern matches, in the column of what is there: `$1` of the pattern. */
const below = (pattern: RegExp, line: string) => (text: string) => {
  const found = pattern.exec(text);
  if (!found) return undefined;
  const at = found.index + found[0].length;
  return `${text.slice(0, at)}\n${(found[1] ?? '') + line}${text.slice(at)}`;
};

/** A root map in block style, with the indentation of what is in it. */
const METADATA = /^metadata:$(?=(?:\n *#.*)*\n( +)\S)/m;
const SPEC = /^ *spec:$(?=(?:\n *#.*)*\n( +)\S)/m;
const SERVICE = /^services:\n +[\w-]+:$(?=(?:\n *#.*)*\n( +)\S)/m;

/** Appends an item to the first block list of containers. */
function container(text: string, ...item: string[]): string | undefined {
  const all = text.split('\n');
  const key = all.findIndex((line) => /^ *containers:\s*$/.test(line));
  const dash = /^ *(?=- )/.exec(all[key + 1] ?? '')?.[0];
  if (key < 0 || dash === undefined) return undefined;
  const inList = (line: string) => /^\s*(?:#.*)?$/.test(line) || line.search(/\S/) > dash.length || line.startsWith(`${dash}-`);
  let end = key + 2;
  while (end < all.length && inList(all[end] as string)) end++;
  while (/^\s*(?:#.*)?$/.test(all[end - 1] as string)) end--;
  all.splice(end, 0, ...item.map((line) => dash + line));
  return all.join('\n');
}

/** Changes the indentation of one line; `undefined` if that is still YAML, and so has another meaning. */
const indentation =
  (change: (spaces: string) => string | undefined) =>
  (text: string, place: number): string | undefined => {
    const all = text.split('\n');
    const entries = all.flatMap((line, i) => (/^\s*(?:- )*["\w.-]+:(?: |$)/.test(line) ? [i] : []));
    const at = entries[place % entries.length];
    if (at === undefined) return undefined;
    const [spaces] = /^ */.exec(all[at] as string) as unknown as [string];
    const other = change(spaces);
    if (other === undefined) return undefined;
    all[at] = other + (all[at] as string).slice(spaces.length);
    const changed = all.join('\n');
    return parseDocument(changed, { uniqueKeys: false, logLevel: 'silent' }).errors.length > 0 ? changed : undefined;
  };

/** A change of a document in block style. */
const inBlock =
  (change: (text: string) => string | undefined) =>
  (text: string): string | undefined =>
    /^\s*[{[]/.test(text) ? undefined : change(text);

const otherwise =
  (from: RegExp, to: string) =>
  (text: string): string | undefined =>
    from.test(text) ? text.replace(from, to) : undefined;

const BROKEN = ['a: [1, 2', 'a: "x', "a: 'x", 'kind: Pod\n  spec: 1\n a: {', '\t- x', 'a: *b', '%', '? [', 'x: |\n y\nz'];
const TEMPLATE = 'kind: ConfigMap\nmetadata:\n  name: {{ include "x" . }}\n  {{- with .Values.labels }}\n  labels: {{- toYaml . | nindent 4 }}\n  {{- end }}\n';

/** In the order in which several of them can be made. */
export const SURROUNDINGS: readonly Surrounding[] = [
  // the whole document in another form
  { name: 'JSON', change: (text) => `${JSON.stringify(value(text), undefined, 2)}\n` },
  { name: 'JSON in one line', change: (text) => JSON.stringify(value(text)) },
  { name: 'flow style', change: (text) => stringify(value(text), { version: '1.1', collectionStyle: 'flow', aliasDuplicateObjects: false }) },
  { name: 'an item of a List', only: 'kubernetes', change: (text) => `apiVersion: v1\nkind: List\nitems:\n- ${indented(text, '  ').trimStart()}` },
  {
    name: 'an item of a List in an item of a List',
    only: 'kubernetes',
    change: (text) => `kind: List\napiVersion: v1\nitems:\n- kind: List\n  apiVersion: v1\n  items:\n  - ${indented(text, '    ').trimStart()}`,
  },
  { name: 'indented', change: (text) => indented(text, '  ') },
  // lines of the document
  {
    name: 'anchors on maps',
    change: (text) => text.replaceAll(/^( *(?:metadata|spec|services|securityContext|containers)):$/gm, '$1: &a$1'.replace('a$1', 'a')),
  },
  { name: 'an anchor with a tag', change: otherwise(/^( *spec):$/m, '$1: !!map &pod') },
  { name: 'quoted keys', change: (text) => text.replaceAll(/^( *(?:- )?)([\w-]+):(?=$| )/gm, '$1"$2":') },
  { name: 'blank lines with tabs', breaks: true, change: (text) => text.replaceAll(/\n(?=\S)/g, '\n\t\n') },
  { name: 'white space at the ends of lines', change: (text) => text.replaceAll(/(?<=[:\w])$/gm, ' \t') },
  { name: 'comments between all lines', change: (text) => (/[|>]-?$/m.test(text) ? undefined : text.replaceAll(/\n/g, '\n# "x: [\n')) },
  { name: 'a key twice', change: inBlock((text) => `${text.trimEnd()}\n${/^(?:apiVersion|kind|services|version):.*\w.*$/m.exec(text)?.[0] ?? 'x: 1'}\n`) },
  { name: 'a half-typed root key', breaks: true, change: inBlock((text) => `${text.trimEnd()}\nstat`) },
  { name: 'a half-typed first key', breaks: true, change: inBlock((text) => `met\n${text}`) },
  { name: 'a key without a value', change: inBlock((text) => `${text.trimEnd()}\nstatus:`) },
  { name: 'a half-typed key in metadata', breaks: true, only: 'kubernetes', change: below(METADATA, 'annot') },
  { name: 'a half-typed quoted key in metadata', breaks: true, only: 'kubernetes', change: below(METADATA, '"annot') },
  { name: 'a half-typed value in metadata', breaks: true, only: 'kubernetes', change: below(METADATA, 'annotations: {') },
  { name: 'a half-typed list in metadata', breaks: true, only: 'kubernetes', change: below(METADATA, 'finalizers: [a, ') },
  { name: 'a half-typed alias in metadata', breaks: true, only: 'kubernetes', change: below(METADATA, 'annotations: *no') },
  { name: 'a half-typed item in metadata', breaks: true, only: 'kubernetes', change: below(METADATA, '- ') },
  { name: 'a half-typed key in the spec', breaks: true, only: 'kubernetes', change: below(SPEC, 'secu') },
  { name: 'a half-typed quotation in the spec', breaks: true, only: 'kubernetes', change: below(SPEC, 'hostname: "a') },
  { name: 'an unknown key in the spec', only: 'kubernetes', change: below(SPEC, 'foo: bar') },
  { name: 'a container without an image', only: 'kubernetes', change: (text) => container(text, '- name: typed-now') },
  { name: 'a container with nothing', only: 'kubernetes', change: (text) => container(text, '-') },
  { name: 'a container of one word', breaks: true, only: 'kubernetes', change: (text) => container(text, '- na') },
  { name: 'a container with a half-typed image', breaks: true, only: 'kubernetes', change: (text) => container(text, '- name: typed-now', '  image:') },
  { name: 'a generated name', only: 'kubernetes', change: otherwise(/^( +)name:(?= )/m, '$1generateName:') },
  { name: 'no name', only: 'kubernetes', change: otherwise(/^metadata:\n +name: .*\n/m, 'metadata:\n') },
  { name: 'a namespace of a template', only: 'kubernetes', change: below(METADATA, 'namespace: {{ .Release.Namespace }}') },
  { name: 'a wrong group', only: 'kubernetes', change: otherwise(/^apiVersion: (?:apps|batch)\/.*$/m, 'apiVersion: v1') },
  { name: 'the group of others', only: 'kubernetes', change: otherwise(/^apiVersion: v1$/m, 'apiVersion: apps/v1') },
  { name: 'an old version', only: 'kubernetes', change: otherwise(/^apiVersion: (apps|batch)\/.*$/m, 'apiVersion: $1/v1beta1') },
  { name: 'an old group', only: 'kubernetes', change: otherwise(/^apiVersion: apps\/.*$/m, 'apiVersion: extensions/v1beta1') },
  { name: 'a half-typed group', only: 'kubernetes', change: otherwise(/^apiVersion: (?:apps|batch)\/.*$/m, 'apiVersion: ap') },
  { name: 'no apiVersion', only: 'kubernetes', change: otherwise(/^apiVersion: (?:v1|(?:apps|batch)\/.*)\n/m, '') },
  { name: 'an empty apiVersion', only: 'kubernetes', change: otherwise(/^apiVersion: (?:v1|(?:apps|batch)\/.*)\n/m, 'apiVersion:\n') },
  {
    name: 'an apiVersion of a template',
    only: 'kubernetes',
    change: otherwise(/^apiVersion: (?:v1|(?:apps|batch)\/.*)\n/m, 'apiVersion: {{ include "v" . }}\n'),
  },
  { name: 'a quoted kind', only: 'kubernetes', change: otherwise(/^kind: (\w+)/m, 'kind: "$1"') },
  { name: 'a half-typed key in a service', breaks: true, only: 'compose', change: below(SERVICE, 'cap_') },
  { name: 'a half-typed list in a service', breaks: true, only: 'compose', change: below(SERVICE, 'dns: [1.1.1.1, ') },
  { name: 'a half-typed quotation in a service', breaks: true, only: 'compose', change: below(SERVICE, 'hostname: "a') },
  { name: 'a service without a value', only: 'compose', change: otherwise(/^services:$(?=\n( +)\S)/m, 'services:\n$1typed-now:') },
  { name: 'an extension before', only: 'compose', change: inBlock((text) => `x-more: {a: [1, 2]}\n${text}`) },
  { name: 'an old version', only: 'compose', change: (text) => (/^version:/m.test(text) ? undefined : `version: "3.8"\n${text}`) },
  { name: 'a line indented one too many', breaks: true, change: indentation((spaces) => `${spaces} `) },
  { name: 'a line indented one too few', breaks: true, change: indentation((spaces) => (spaces === '' ? undefined : spaces.slice(1))) },
  { name: 'a line indented with tabs', breaks: true, change: indentation((spaces) => (spaces === '' ? undefined : '\t'.repeat(Math.ceil(spaces.length / 2)))) },
  { name: 'status', only: 'kubernetes', change: inBlock((text) => `${text.trimEnd()}\nstatus: {replicas: 1}\n`) },
  // other documents
  ...BROKEN.flatMap((broken): Surrounding[] => [
    { name: `${JSON.stringify(broken)} before`, change: (text) => `${broken}\n---\n${text}` },
    { name: `${JSON.stringify(broken)} after`, change: (text) => `${text}\n---\n${broken}\n` },
  ]),
  { name: 'a template before', change: (text) => `${TEMPLATE}---\n${text}` },
  { name: 'a template after', change: (text) => `${text}\n---\n${TEMPLATE}` },
  { name: 'in a condition', change: (text) => `{{- if .Values.on }}\n${text}\n{{- end }}\n` },
  { name: 'in a loop', change: (text) => `{{- range .Values.all }}\n---\n${text}\n{{- end }}\n` },
  { name: 'an action that is not closed, after', change: (text) => `${text}\n---\na: {{ .x\n` },
  { name: 'an empty document before', change: (text) => `---\n---\n${text}` },
  { name: 'a comment before', change: (text) => `# "'[{ |\n---\n${text}` },
  { name: 'another object before', change: (text) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\n---\n${text}` },
  { name: 'markers around', change: (text) => `---\n${text}\n...\n` },
  { name: 'a marker with a comment', change: (text) => `--- # it\n${text}` },
  // the file
  { name: 'a directive', change: (text) => `%YAML 1.2\n---\n${text}` },
  { name: 'an old directive', change: (text) => `%YAML 1.1\n---\n${text}` },
  { name: 'a byte order mark', change: (text) => (text.startsWith('\uFEFF') ? undefined : `\uFEFF${text}`) },
  { name: 'a byte order mark and a directive', change: (text) => (text.startsWith('\uFEFF') ? undefined : `\uFEFF%YAML 1.2\n---\n${text}`) },
  { name: 'CRLF', change: (text) => text.replaceAll('\n', '\r\n') },
  { name: 'no line break at the end', change: (text) => text.trimEnd() },
];
