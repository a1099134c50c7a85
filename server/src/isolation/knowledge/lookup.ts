import type { Path } from '../../syntax/site.ts';
import { canonicalCapability } from '../capabilities.ts';
import { CAPABILITIES, isCapability } from '../capability-facts.ts';
import { COMPOSE } from './compose.ts';
import type { Knowledge, KnowledgeEntry } from './entry.ts';
import { KUBERNETES } from './kubernetes.ts';

/**
 * What a hover says about a place; `undefined` if it does not matter for isolation.
 * @param path the logical path from the root of the document
 * @param value the scalar there, if it is one
 */
export function knowledgeFor(dialect: 'kubernetes' | 'compose', path: Path, value: string | undefined): Knowledge | undefined {
  const entry = dialect === 'kubernetes' ? kubernetes(path) : compose(path);
  if (!entry) return undefined;
  const named =
    entry === KUBERNETES['capabilities/add'] || entry === KUBERNETES['capabilities/drop'] || entry === COMPOSE.cap_add || entry === COMPOSE.cap_drop;
  if (named && typeof path.at(-1) === 'number' && value !== undefined) return capability(value, path) ?? entry;
  const note = value === undefined ? undefined : noteFor(entry, value);
  const { title, lines, references } = entry;
  return { title, lines: note === undefined ? lines : [note, ...lines], references };
}

function kubernetes(path: Path): KnowledgeEntry | undefined {
  const names = path.filter((step): step is string => typeof step === 'string');
  // the most specific first: `capabilities/add` before `add`
  for (const length of [3, 2, 1]) {
    const entry = names.length >= length ? KUBERNETES[names.slice(-length).join('/')] : undefined;
    if (entry) return entry;
  }
  return undefined;
}

/** The entry of a key of a service. It also counts for everything below that key: items, long syntax. */
function compose([top, service, ...rest]: Path): KnowledgeEntry | undefined {
  if (top !== 'services' || service === undefined) return undefined;
  const names = rest.filter((step): step is string => typeof step === 'string');
  if (names[0] === 'deploy') return COMPOSE[names.join('/')];
  return names[0] === undefined ? undefined : COMPOSE[names[0]];
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
