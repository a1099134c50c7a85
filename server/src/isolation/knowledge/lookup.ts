import type { Path } from '../../syntax/site.ts';
import { canonicalCapability } from '../capabilities.ts';
import { CAPABILITIES, isCapability } from '../capability-facts.ts';
import { COMPOSE } from './compose.ts';
import type { Knowledge, KnowledgeEntry } from './entry.ts';
import { KUBERNETES } from './kubernetes.ts';

type Dialect = 'kubernetes' | 'compose';

const TABLES: Readonly<Record<Dialect, Readonly<Record<string, KnowledgeEntry>>>> = { kubernetes: KUBERNETES, compose: COMPOSE };

/**
 * What a hover says about a place; `undefined` if it does not matter for isolation.
 * @param path the logical path from the root of the document
 * @param value the scalar there, if it is one
 */
export function knowledgeFor(dialect: Dialect, path: Path, value: string | undefined): Knowledge | undefined {
  const key = knowledgeKey(dialect, path);
  const entry = key === undefined ? undefined : TABLES[dialect][key];
  if (key === undefined || !entry) return undefined;
  if (/^(?:capabilities\/|cap_)(?:add|drop)$/.test(key) && typeof path.at(-1) === 'number' && value !== undefined) return capability(value, path) ?? entry;
  const note = value === undefined ? undefined : noteFor(entry, value);
  const { title, lines, references } = entry;
  return { title, lines: note === undefined ? lines : [note, ...lines], references };
}

/**
 * The name of the entry of a table that a place belongs to; `undefined` if there is none. In Compose, the entry of a key also counts for
 * everything below that key: items, long syntax.
 */
export function knowledgeKey(dialect: Dialect, path: Path): string | undefined {
  const names = path.filter((step): step is string => typeof step === 'string');
  // the most specific first: `capabilities/add` before `add`
  if (dialect === 'kubernetes')
    return [3, 2, 1].flatMap((length) => (names.length >= length ? names.slice(-length).join('/') : [])).find((key) => Object.hasOwn(KUBERNETES, key));
  const [top, service, key] = names;
  if (top !== 'services' || service === undefined || key === undefined) return undefined;
  const name = key === 'deploy' ? names.slice(2).join('/') : key;
  return Object.hasOwn(COMPOSE, name) ? name : undefined;
}

function capability(value: string, path: Path): Knowledge | undefined {
  const name = canonicalCapability(value);
  const dropped = path.at(-2) === 'drop' || path.at(-2) === 'cap_drop';
  if (!isCapability(name)) return undefined;
  const facts = CAPABILITIES[name];
  if (dropped && name === 'ALL')
    return {
      title: 'Drops every capability',
      lines: [
        'The container keeps none of the runtime’s default set, which has raw sockets, chown and file permission overrides.',
        'Add back by name the few that the program uses.',
      ],
      references: ['CAP7'],
    };
  const lines = dropped
    ? [`Dropped: ${facts.grants}.`, 'Dropping `ALL` covers this one and every other.']
    : [`Grants: ${facts.grants}.`, facts.risk, facts.userNamespace, facts.users];
  return { title: name === 'ALL' ? 'Every capability' : `Capability ${name}`, lines, references: ['CAP7'] };
}

function noteFor({ values = {} }: KnowledgeEntry, value: string): string | undefined {
  const lower = value.toLowerCase();
  const start = Object.keys(values)
    .filter((key) => (key === '' ? lower === '' : lower.startsWith(key)))
    .sort((a, b) => b.length - a.length)[0];
  return start === undefined ? undefined : values[start];
}
