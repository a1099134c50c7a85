import { type Alias, type Document, isNode, isScalar, type Node, type Pair, parseDocument, visit, YAMLMap } from 'yaml';
import type * as z from 'zod';
import { type Config, configSchema } from '../../../schemas/config.ts';
import { RULES } from '../rules/index.ts';
import { rulesNamed } from '../rules/other-tools.ts';
import { LineIndex, type Span } from '../text/text.ts';
import { isRecord } from './record.ts';
import { readRules } from './rules.ts';
import { keysIn } from './shape.ts';
import { suggestion } from './suggestion.ts';

/** The name of a configuration file. */
export const CONFIG_NAME = '.bulkhead.yaml';

/** Longer texts are not read, in UTF-16 units: nobody writes such a configuration. */
const LONGEST = 256 * 1024;

/** Of a wrong value, so many UTF-16 units are quoted. */
const MOST_SHOWN = 80;

/** What is wrong in a configuration, and where. */
export interface ConfigProblem {
  readonly message: string;
  readonly span: Span;
  /** The rest of the configuration counts. */
  readonly mild?: true;
  /** A server for YAML that has the schema says it, too. */
  readonly bySchema?: true;
}

/** A configuration file, read. */
export interface ConfigFile {
  /** What it says; `undefined` if anything in it is wrong: half a configuration would judge by rules that nobody chose. */
  readonly config: Config | undefined;
  readonly problems: readonly ConfigProblem[];
  readonly lines: LineIndex;
  /** Where the value at a path is written, or the nearest one above it. */
  spanOf(path: readonly PropertyKey[]): Span;
}

/** Reads a configuration. Never throws: what is wrong is a problem at its place. An empty text says nothing, which is right. */
export function readConfig(text: string): ConfigFile {
  const lines = new LineIndex(text);
  if (text.length > LONGEST) {
    const span = { start: 0, end: 0 };
    return { config: undefined, problems: [{ message: 'it is too long for a configuration', span }], lines, spanOf: () => span };
  }
  const document = parseDocument(text, { prettyErrors: false, stringKeys: true, merge: true });
  const spanOf = (path: readonly PropertyKey[]) => spanIn(document.contents, path);
  const placed = ({ path, message, atKey }: Wrong): ConfigProblem => ({ message, span: spanIn(document.contents, path, atKey) });
  const bySchema = (wrong: Wrong): ConfigProblem => ({ ...placed(wrong), bySchema: true });
  const broken = document.errors.map(
    ({ message, pos: [start, end] }): ConfigProblem => ({ message, span: { start, end: Math.max(start, end) }, bySchema: true }),
  );
  if (broken.length > 0) return { config: undefined, problems: broken, lines, spanOf };
  let value: unknown;
  try {
    value = document.toJS() ?? {};
    // throws for what contains itself
    JSON.stringify(value);
  } catch (error) {
    const message = /circular/.test(String(error)) ? 'an alias leads into what it is in' : error instanceof Error ? error.message : String(error);
    return { config: undefined, problems: [{ message, span: rangeOf(badAlias(document)) ?? spanOf([]) }], lines, spanOf };
  }
  const parsed = configSchema.safeParse(value);
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.flatMap((issue) => told(issue, value).map(bySchema))),
    ...allowedIn(value).map(placed),
    ...(parsed.success ? withoutBoundary(parsed.data).map(placed) : []),
    ...rulesIn(value).flatMap(({ path, given }) => wrongRules(given).map((wrong) => bySchema({ ...wrong, path: [...path, ...wrong.path] }))),
  ];
  return { config: problems.length === 0 && parsed.success ? parsed.data : undefined, problems, lines, spanOf };
}

/** The first alias that leads nowhere or, if there is none, the first of all. */
function badAlias(document: Document.Parsed): Alias | undefined {
  const aliases: Alias[] = [];
  visit(document, { Alias: (_, alias) => void aliases.push(alias) });
  return aliases.find((alias) => alias.resolve(document) === undefined) ?? aliases[0];
}

interface Wrong {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** The key at that path is wrong, not its value. */
  readonly atKey?: true;
}

/** An issue in words that quote what is written. */
function told(issue: z.core.$ZodIssue, whole: unknown): Wrong[] {
  const { path } = issue;
  const name = path.findLast((step) => typeof step === 'string');
  if (issue.code === 'unrecognized_keys') {
    const known = keysIn(path);
    return issue.keys.map((key) => {
      const near = suggestion(key, known);
      return {
        path: [...path, key],
        atKey: true,
        message: `there is no setting "${key}" here${near === undefined ? `: there are ${known.join(', ')}` : `; did you mean "${near}"?`}`,
      };
    });
  }
  const value = path.reduce<unknown>((at, step) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[step] : undefined), whole);
  const shown = Array.isArray(value) ? 'a list' : isRecord(value) ? 'a map' : (JSON.stringify(value) ?? 'nothing').slice(0, MOST_SHOWN);
  if (issue.code === 'invalid_value') return [{ path, message: `${String(name)} is one of ${issue.values.join(', ')}, not ${shown}` }];
  if (issue.code === 'invalid_type' && name === 'kubernetesVersion')
    return [{ path, message: `kubernetesVersion is written in quotes, as in "1.30": without them it is the number ${shown}` }];
  if (issue.code === 'invalid_type')
    return [{ path, message: `${name === undefined ? 'a configuration' : String(name)} is ${article(issue.expected)}, not ${shown}` }];
  if (issue.code === 'too_small') return [{ path, message: `${String(name)} is empty` }];
  if (issue.code === 'invalid_key') return [{ path, atKey: true, message: `${String(name)} is no name` }];
  // what a rule takes is said by the rule
  if (issue.code === 'invalid_union' && path.includes('rules')) return [];
  return [{ path, message: `${String(name)}: ${issue.message}` }];
}

function article(type: string): string {
  const words: Readonly<Record<string, string>> = { object: 'a map', record: 'a map', array: 'a list', string: 'a text' };
  return words[type] ?? `a ${type}`;
}

/** Every map of rules in a configuration, with its path. */
function rulesIn(value: unknown): { readonly path: readonly PropertyKey[]; readonly given: Record<string, unknown> }[] {
  if (!isRecord(value)) return [];
  const others = Array.isArray(value['overrides']) ? value['overrides'].flatMap((one, i) => (isRecord(one) ? [{ path: ['overrides', i], of: one }] : [])) : [];
  return [{ path: [], of: value }, ...others].flatMap(({ path, of }) => (isRecord(of['rules']) ? [{ path: [...path, 'rules'], given: of['rules'] }] : []));
}

/** Exceptions of rules that there are not. */
function allowedIn(value: unknown): Wrong[] {
  if (!isRecord(value) || !Array.isArray(value['allow'])) return [];
  return value['allow'].flatMap((one, i) => {
    const rules = isRecord(one) && Array.isArray(one['rules']) ? one['rules'] : [];
    return rules.flatMap((id, j) => (typeof id === 'string' && rulesNamed(id).length === 0 ? [{ path: ['allow', i, 'rules', j], message: noRule(id) }] : []));
  });
}

/** A sandbox that fixes would use, and that is said to be none. */
function withoutBoundary({ runtimeClass, runtimeClasses = {}, overrides = [] }: Config): Wrong[] {
  const all = overrides.map((one, i) => ({ path: ['overrides', i], name: one.runtimeClass, classes: { ...runtimeClasses, ...one.runtimeClasses } }));
  return [{ path: [], name: runtimeClass, classes: runtimeClasses }, ...all].flatMap(({ path, name, classes }) =>
    name !== undefined && Object.hasOwn(classes, name) && classes[name] === 'none'
      ? [{ path: [...path, 'runtimeClass'], message: `runtimeClass: fixes would use "${name}", which runtimeClasses says has no boundary` }]
      : [],
  );
}

function isRule(id: string): boolean {
  return RULES.some((rule) => rule.id === id);
}

function noRule(id: string): string {
  const near = suggestion(
    id,
    RULES.map((rule) => rule.id),
  );
  return `there is no rule "${id}"${near === undefined ? '' : `; did you mean "${near}"?`}`;
}

function wrongRules(given: Readonly<Record<string, unknown>>): Wrong[] {
  return Object.entries(given).flatMap(([id, value]): Wrong[] => {
    if (!isRule(id)) return [{ path: [id], atKey: true, message: noRule(id) }];
    const parts = isRecord(value) ? Object.entries(value).map(([key, one]) => ({ path: [id, key], one: { [key]: one } })) : [{ path: [id], one: value }];
    return parts.flatMap(({ path, one }) => readRules({ [id]: one }).problems.map((message) => ({ path, message })));
  });
}

/** Where the value at a path is written; the key, if that is meant or its value is not a single one; the nearest above, if it is not written. */
function spanIn(root: Node | null, path: readonly PropertyKey[], atKey = false): Span {
  let node: unknown = root;
  let span = rangeOf(root) ?? { start: 0, end: 0 };
  if (path.length === 0) return { start: span.start, end: span.start };
  for (const [i, step] of path.entries()) {
    const pair: Pair | undefined = node instanceof YAMLMap ? node.items.find(({ key }) => isScalar(key) && key.value === step) : undefined;
    const next: unknown = pair ? pair.value : isNode(node) && 'items' in node && typeof step === 'number' ? node.items[step] : undefined;
    if (!pair && next === undefined) break;
    const found = isScalar(next) && !(atKey && i === path.length - 1) ? rangeOf(next) : undefined;
    span = found ?? rangeOf(pair?.key) ?? rangeOf(next) ?? span;
    node = next;
  }
  return span;
}

function rangeOf(node: unknown): Span | undefined {
  const range = isNode(node) ? node.range : undefined;
  return range ? { start: range[0], end: range[1] } : undefined;
}
