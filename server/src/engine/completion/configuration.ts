import { isOnLine, keysIn, shapeAt, wordsAt } from '../../config/shape.ts';
import { CAPABILITIES, CAPABILITY_NAMES } from '../../isolation/capability-facts.ts';
import { DEFAULT_MINOR } from '../../isolation/versions.ts';
import { NEWEST_MINOR } from '../../manifest/kubernetes/fields.ts';
import { RULES } from '../../rules/index.ts';
import { optionsOf, rangeText } from '../../rules/options.ts';
import { rulesNamed } from '../../rules/other-tools.ts';
import { type Rule, SEVERITIES } from '../../rules/rule.ts';
import { follow, keys, pathAt } from '../../syntax/navigate.ts';
import { parseFile } from '../../syntax/parse.ts';
import type { Path } from '../../syntax/site.ts';
import { documentAt } from '../../syntax/source-file.ts';
import { readingsOf, type TypedAs, type Word, wordAt } from '../../syntax/typing.ts';
import type { Span } from '../../text/text.ts';

/** What can be written at a cursor of a configuration. */
export interface ConfigSuggestion {
  readonly kind: 'key' | 'value' | 'rule';
  readonly label: string;
  /** What it means, in a few words. */
  readonly brief: string;
  /** Replaces the word at the cursor; offsets in the file. */
  readonly span: Span;
  readonly newText: string;
  /** The rule that it is about, whose documentation is asked for later. */
  readonly rule?: string;
  /** What it means, in full. */
  readonly says?: string;
}

/** What is said of a place of a configuration. */
export interface ConfigHelp {
  readonly span: Span;
  readonly rules: readonly Rule[];
  readonly says: string;
}

/** What can be written at an offset of a configuration. */
export function configSuggestionsAt(text: string, offset: number): readonly ConfigSuggestion[] {
  const file = parseFile(text);
  const word = wordAt(file, offset);
  if (!word) return [];
  const all = readingsOf(file, word).flatMap((typed) => (typed.placed.index === 0 ? (typed.as === 'key' ? keysFor(typed, word) : valuesFor(typed, word)) : []));
  // what is written already, Enter would take instead of beginning a line
  return all.filter(({ label, newText, kind }) => text.slice(word.span.start, word.span.end) !== newText && !(kind !== 'key' && label === word.typed));
}

/** What the key or word at an offset of a configuration means; `undefined` where nothing is to say. */
export function configHelpAt(text: string, offset: number): ConfigHelp | undefined {
  const file = parseFile(text);
  const placed = documentAt(file, offset);
  const at = placed && pathAt(placed.document, offset - placed.span.start);
  if (!at) return undefined;
  const { path, onKey, node, base } = at;
  const written = onKey ? keySpan(text, offset) : node && { start: node.span.start + base + placed.span.start, end: node.span.end + base + placed.span.start };
  const value = !onKey && node?.type === 'scalar' ? node.text : undefined;
  if (!written) return undefined;
  const help = (says: string, rules: readonly Rule[] = []): ConfigHelp | undefined =>
    says === '' && rules.length === 0 ? undefined : { span: written, rules, says };
  const rule = ruleOf(path);
  const last = path.at(-1);
  if (onKey && rule && isRules(path.slice(0, -1))) return help('', [rule]);
  if (rule && isRules(path.slice(0, -2))) {
    const option = optionsOf(rule).find(({ name }) => name === last);
    if (option && onKey) return help(`${option.description} It takes ${rangeText(option)}; by default ${option.default}.`);
  }
  if (value !== undefined && isRuleList(path.slice(0, -1))) return help('', rulesOf(value));
  const word = wordsAt(path).find((one) => one.word === value);
  return help(word?.says ?? shapeAt(path)?.description ?? '');
}

function keysFor({ path, placed, flow }: TypedAs, word: Word): ConfigSuggestion[] {
  const holder = path.slice(0, -1);
  const there = follow(placed.document, holder);
  const written = there ? keys(there) : [];
  const made = (label: string, onLine: boolean, more: Pick<ConfigSuggestion, 'brief'> & Partial<ConfigSuggestion>): ConfigSuggestion => ({
    kind: 'key',
    label,
    span: word.span,
    newText: word.hasColon ? label : `${word.lead}${label}:${onLine || flow ? ' ' : ''}`,
    ...more,
  });
  const rule = isRules(holder.slice(0, -1)) ? ruleOf(holder) : undefined;
  const all = isRules(holder)
    ? RULES.map(({ id, docs }) => made(id, true, { kind: 'rule', brief: docs.title, rule: id }))
    : rule
      ? [
          made('severity', true, { brief: 'in place of that of the threat model' }),
          ...optionsOf(rule).map((option) => made(option.name, true, { brief: rangeText(option), says: option.description })),
        ]
      : keysIn(holder).map((key) => {
          const says = shapeAt([...holder, key])?.description ?? '';
          return made(key, isOnLine([...holder, key]), { brief: firstSentence(says), says });
        });
  return all.filter(({ label }) => !written.includes(label));
}

function valuesFor({ as, path, placed }: TypedAs, word: Word): ConfigSuggestion[] {
  const made = (label: string, brief: string, more: Partial<ConfigSuggestion> = {}): ConfigSuggestion => {
    // of a quoted word, the quotes are replaced, too
    const text = word.quote !== '' ? `${word.quote}${label}${word.quote}` : needsQuotes(label) ? `"${label}"` : label;
    return { kind: 'value', label, brief, span: word.span, newText: `${as === 'item' ? '- ' : ''}${word.lead}${text}`, ...more };
  };
  if (isRuleList(path.slice(0, -1))) {
    const list = follow(placed.document, path.slice(0, -1))?.node;
    const there = list?.type === 'seq' ? list.items.map(({ node }) => (node?.type === 'scalar' ? node.text : '')) : [];
    return RULES.filter(({ id }) => !there.includes(id)).map(({ id, docs }) => made(id, docs.title, { kind: 'rule', rule: id }));
  }
  if ((isRules(path.slice(0, -1)) && ruleOf(path)) || (isRules(path.slice(0, -2)) && path.at(-1) === 'severity'))
    return [...SEVERITIES.map((severity) => made(severity, '')), made('off', 'silences the rule')];
  switch (path.at(-1)) {
    case 'kubernetesVersion':
      return newest().map((minor) => made(`1.${minor}`, minor === DEFAULT_MINOR ? 'the default' : ''));
    case 'version':
      return path.at(-2) === 'podSecurity' ? [made('latest', 'that of the cluster'), ...newest().map((minor) => made(`v1.${minor}`, ''))] : [];
    case 'runtimeClass':
      return sandboxesIn(placed.document.text).map((name) => made(name, 'one of runtimeClasses'));
  }
  if (path.at(-2) === 'capabilities' && path.includes('images'))
    return CAPABILITY_NAMES.map((name) => made(name, CAPABILITIES[name].grants.replaceAll('{host}', 'node')));
  return wordsAt(path).map(({ word: label, says }) => made(label, says === undefined ? '' : firstSentence(says), says === undefined ? {} : { says }));
}

/** The versions that clusters have today, the newest first. */
function newest(): number[] {
  return Array.from({ length: 8 }, (_, i) => NEWEST_MINOR - i);
}

/** The RuntimeClasses of a configuration that have a boundary. */
function sandboxesIn(text: string): string[] {
  const placed = parseFile(text).documents[0];
  const said = placed && follow(placed.document, ['runtimeClasses'])?.node;
  if (said?.type !== 'map') return [];
  return said.pairs.flatMap(({ key, value }) => (value?.type === 'scalar' && value.text !== 'none' ? [key.text] : []));
}

/** Whether a path is that of the map of rules: at the top, or of an override. */
function isRules(path: Path): boolean {
  return path.at(-1) === 'rules' && (path.length === 1 || (path.length === 3 && path[0] === 'overrides'));
}

/** Whether a path is that of the list of rules of an exception. */
function isRuleList(path: Path): boolean {
  return path.length === 3 && path[0] === 'allow' && path[2] === 'rules';
}

/** The rule that a path leads to or through. */
function ruleOf(path: Path): Rule | undefined {
  const at = path.indexOf('rules');
  return at < 0 ? undefined : RULES.find(({ id }) => id === path[at + 1]);
}

/** The rules that a name stands for, which may be one of another tool. */
function rulesOf(name: string): readonly Rule[] {
  const ids = rulesNamed(name);
  return RULES.filter(({ id }) => ids.includes(id));
}

/** Whether a text would be something else without quotes: a number, or a switch. */
function needsQuotes(text: string): boolean {
  return /^[\d.]+$/.test(text);
}

function firstSentence(text: string): string {
  return /^[^.:]*(?:\.\w[^.:]*)*/.exec(text)?.[0] ?? text;
}

/** The word around an offset that is in a key. */
function keySpan(text: string, offset: number): Span {
  const isEnd = (at: number) => /[\s{,[:]/.test(text[at] ?? ' ');
  let [start, end] = [offset, offset];
  while (start > 0 && !isEnd(start - 1)) start--;
  while (!isEnd(end)) end++;
  return { start, end };
}
