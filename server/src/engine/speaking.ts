import { RULES } from '../rules/index.ts';
import type { Rule, Subjects } from '../rules/rule.ts';
import type { Node } from '../syntax/tree.ts';

/** The rules that can find something in each kind of subject. */
export type Speakers = Readonly<Record<keyof Subjects, readonly Rule[]>>;

/** Tells whether a key is written somewhere. */
export interface Keys {
  has(key: string): boolean;
}

/** The keys of which rules speak. */
const WORDS = [...new Set(RULES.flatMap(({ when }) => [...(when?.kubernetes ?? []), ...(when?.compose ?? [])]))];
const ALL = speakersAmong(() => true);
/** By the words that are written: few combinations are met again and again. */
const known = new Map<string, Speakers>();
const MAX_KNOWN = 500;

/** The rules that can speak where these keys are written; all where that is not known. */
export function speakersOf(keys: Keys | undefined): Speakers {
  if (!keys) return ALL;
  const written = WORDS.filter((word) => keys.has(word));
  const name = written.join(' ');
  const before = known.get(name);
  if (before) return before;
  const speakers = speakersAmong((word) => written.includes(word));
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(name, speakers);
  return speakers;
}

function speakersAmong(isWritten: (word: string) => boolean): Speakers {
  const of = (kind: keyof Subjects, dialect: 'kubernetes' | 'compose') =>
    RULES.filter(({ check, when }) => check[kind] && (when?.[dialect]?.some(isWritten) ?? true));
  return {
    'kubernetes.resource': of('kubernetes.resource', 'kubernetes'),
    'kubernetes.pod': of('kubernetes.pod', 'kubernetes'),
    'kubernetes.container': of('kubernetes.container', 'kubernetes'),
    'compose.project': of('compose.project', 'compose'),
    'compose.service': of('compose.service', 'compose'),
  };
}

/** The keys of a node and of all below it. */
export interface WrittenKeys {
  readonly names: ReadonlySet<string>;
  /** An alias stands in it: what it names is written elsewhere. */
  readonly aliases: boolean;
}

const read = new WeakMap<Node, WrittenKeys>();

/** The keys in a node. A node that did not change is not read again. */
export function keysIn(node: Node): WrittenKeys {
  const before = read.get(node);
  if (before) return before;
  const names = new Set<string>();
  let aliases = false;
  const visit = (one: Node | null): void => {
    if (one?.type === 'map')
      for (const { key, value } of one.pairs) {
        names.add(key.text);
        visit(value);
      }
    else if (one?.type === 'seq') for (const item of one.items) visit(item.node);
    else if (one?.type === 'alias') aliases = true;
  };
  visit(node);
  const keys = { names, aliases };
  read.set(node, keys);
  return keys;
}
