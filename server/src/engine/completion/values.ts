import type { Settings } from '../../config/settings.ts';
import { printString } from '../../fix/scalar.ts';
import { canonicalCapability, DEFAULT_CAPABILITIES } from '../../isolation/capabilities.ts';
import { CAPABILITIES, CAPABILITY_NAMES, type CapabilityName } from '../../isolation/capability-facts.ts';
import { UNUSED_ID } from '../../isolation/defaults.ts';
import type { ImageFacts } from '../../isolation/images/reference.ts';
import { factsOfImage } from '../../isolation/images/team.ts';
import { type Choice, COMPOSE_CHOICES, KUBERNETES_CHOICES, LISTS } from '../../isolation/knowledge/choices.ts';
import { knowledgeKey } from '../../isolation/knowledge/lookup.ts';
import { CONTAINER_LISTS } from '../../manifest/kubernetes/fields.ts';
import type { Cursor } from '../../syntax/cursor.ts';
import { child, follow } from '../../syntax/navigate.ts';
import type { Path } from '../../syntax/site.ts';
import type { TypedAs, Word } from '../../syntax/typing.ts';
import type { Declared } from '../../workspace/facts.ts';
import type { Dialect } from '../document-check.ts';
import { saidBy } from '../facts.ts';
import type { Suggestion } from './suggestion.ts';

/** A choice whose value an image gives. */
interface Found extends Choice {
  readonly image?: string;
}

/**
 * The values that can stand where a word is read as a value or item, the safest first.
 * @param beside what other files declare: it can be meant here
 */
export function valueSuggestions(typed: TypedAs, word: Word, dialect: Dialect, settings: Settings, beside: () => readonly Declared[]): Suggestion[] {
  const { path, as, flow } = typed;
  const key = knowledgeKey(dialect, path);
  if (key === undefined || as === 'key') return [];
  const isList = LISTS.includes(key);
  const isItem = typeof path.at(-1) === 'number';
  // below a key of a service there may be more than its values
  if (isItem !== (isList && isItem) || (dialect === 'compose' && path.length !== (isItem ? 4 : 3))) return [];
  const json = /^\uFEFF?\s*[{[]/.test(typed.file.text);
  const quotes = word.quote === "'" ? 'single' : word.quote === '"' || json ? 'double' : 'plain';
  return choicesAt(typed, key, dialect, settings, () => [saidBy(typed.file, '', undefined).facts.declared, ...beside()]).map(
    ({ value, brief, safe = false, image }): Suggestion => {
      const whole = isList && !isItem;
      const printed = typeof value === 'string' ? printString(value, quotes, 'double', flow || whole) : String(value);
      const newText = `${word.lead}${as === 'item' ? '- ' : ''}${whole ? `[${printed}]` : printed}`;
      const label = whole ? `[${value}]` : String(value);
      const about = { kind: 'place', dialect, path: whole ? [...path, 0] : path, value: String(value), image } as const;
      return { kind: 'value', label, brief, safe, edit: { span: word.span, newText }, about };
    },
  );
}

function choicesAt(typed: TypedAs, key: string, dialect: Dialect, settings: Settings, declared: () => readonly Declared[]): readonly Found[] {
  const table = dialect === 'kubernetes' ? KUBERNETES_CHOICES : COMPOSE_CHOICES;
  switch (key) {
    case 'capabilities/add':
    case 'cap_add':
      return added(typed, dialect, settings);
    case 'capabilities/drop':
    case 'cap_drop':
      return dropped(typed, dialect);
    case 'securityContext/runAsUser':
      return users(typed, settings, ({ uid }) => uid);
    case 'securityContext/runAsGroup':
      return users(typed, settings, ({ gid }) => gid);
    case 'user':
      return users(typed, settings, ({ uid, gid }) => (uid === undefined ? undefined : `${uid}:${gid ?? uid}`));
    case 'spec/runtimeClassName':
      return runtimeClasses(declared(), settings);
    case 'spec/serviceAccountName':
      return serviceAccounts(typed, declared());
    default:
      return Object.hasOwn(table, key) ? (table[key] ?? []).filter(({ value }) => !siblings(typed).includes(String(value))) : [];
  }
}

/** The other texts of the list that the word is an item of. */
function siblings({ placed, path }: TypedAs): string[] {
  const list = follow(placed.document, path.slice(0, -1))?.node;
  return list?.type === 'seq' ? list.items.flatMap(({ node }, i) => (node?.type === 'scalar' && i !== path.at(-1) ? [node.text] : [])) : [];
}

/** What an image needs if it starts as root, then what restricted pods may add, then what engines grant by themselves; `ALL` comes last. */
function added(typed: TypedAs, dialect: Dialect, settings: Settings): Found[] {
  const there = siblings(typed).map(canonicalCapability);
  const [used] = imagesAt(typed, settings);
  const needed = used?.facts.capabilitiesAsRoot ?? [];
  const rank = (name: string) =>
    needed.includes(name) ? 0 : name === 'NET_BIND_SERVICE' ? 1 : name === 'ALL' ? 4 : DEFAULT_CAPABILITIES.includes(name) ? 2 : 3;
  const names = CAPABILITY_NAMES.filter((name) => !there.includes(name)).toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return names.map((name) => {
    const need = used && needed.includes(name) ? { brief: `${used.facts.name} needs it as root`, image: used.image } : undefined;
    return { value: name, brief: grants(name, dialect), ...need };
  });
}

function dropped(typed: TypedAs, dialect: Dialect): Choice[] {
  const there = siblings(typed).map(canonicalCapability);
  // what is not granted need not be dropped
  const names = [...DEFAULT_CAPABILITIES].filter((name): name is CapabilityName => !there.includes(name));
  const all: Choice = { value: 'ALL', brief: 'none of root’s rights', safe: true };
  return [...(there.includes('ALL') ? [] : [all]), ...names.map((name) => ({ value: name, brief: grants(name, dialect) }))];
}

function grants(name: CapabilityName, dialect: Dialect): string {
  return CAPABILITIES[name].grants.replaceAll('{host}', dialect === 'kubernetes' ? 'node' : 'host');
}

type ImageAt = { readonly image: string; readonly facts: ImageFacts };

/** The known images of the container or service that a place is in; of a pod, those of its containers. */
function imagesAt({ placed: { document }, path }: TypedAs, settings: Settings): ImageAt[] {
  const at = path.findLastIndex((step, i) => typeof step === 'number' && (CONTAINER_LISTS as readonly unknown[]).includes(path[i - 1]));
  const holders =
    path[0] === 'services'
      ? [path.slice(0, 2)]
      : at >= 0
        ? [path.slice(0, at + 1)]
        : containersIn(follow(document, path.slice(0, path.lastIndexOf('securityContext'))));
  return holders.flatMap((holder) => {
    const image = textAt(follow(document, [...holder, 'image']));
    const facts = factsOfImage(image, settings);
    return image !== undefined && facts ? [{ image, facts }] : [];
  });
}

function containersIn(spec: Cursor | undefined): Path[] {
  return CONTAINER_LISTS.flatMap((list) => {
    const found = spec && child(spec, list);
    return found?.node?.type === 'seq' ? found.node.items.map((_, i) => [...found.path, i]) : [];
  });
}

function textAt(cursor: Cursor | undefined): string | undefined {
  return cursor?.node?.type === 'scalar' ? cursor.node.text : undefined;
}

/** The users with which the images here work, one that no image uses, and root. */
function users(typed: TypedAs, settings: Settings, of: (ids: { readonly uid?: number; readonly gid?: number }) => number | string | undefined): Found[] {
  const known = imagesAt(typed, settings).flatMap(({ image, facts }): Found[] => {
    const value = of(facts);
    return value === undefined ? [] : [{ value, brief: `the user of ${facts.name}`, safe: true, image }];
  });
  const unused = of({ uid: UNUSED_ID, gid: UNUSED_ID }) ?? UNUSED_ID;
  const others: Found[] = [
    { value: unused, brief: 'a user that no image has', ...(known.length === 0 ? { safe: true } : {}) },
    { value: of({ uid: 0, gid: 0 }) ?? 0, brief: 'root' },
  ];
  return onlyFirst([...known, ...others]);
}

/** Sandboxes that clusters commonly have, by the usual names of their RuntimeClasses. */
const COMMON: readonly Choice[] = [
  { value: 'gvisor', brief: 'if the cluster has it: a kernel of its own', safe: true },
  { value: 'kata', brief: 'if the cluster has it: a virtual machine', safe: true },
];

const BOUNDARIES = { gvisor: 'gVisor: a kernel of its own', kata: 'a virtual machine', none: 'the kernel of the node' } as const;

function runtimeClasses(declared: readonly Declared[], { runtimeClass, runtimeClasses: said = {} }: Settings): Choice[] {
  const set: Choice[] = runtimeClass === '' ? [] : [{ value: runtimeClass, brief: 'the sandbox of your clusters', safe: true }];
  const written = declared.flatMap((one) => one.runtimeClasses).map(({ name, handler }): Choice => ({ value: name, brief: `handler ${handler ?? 'unknown'}` }));
  const ofTeam = Object.entries(said).map(
    ([value, boundary]): Choice => ({ value, brief: BOUNDARIES[boundary], ...(boundary === 'none' ? {} : { safe: true }) }),
  );
  const known = onlyFirst([...set, ...ofTeam, ...written]);
  return known.length > 0 ? known : [...COMMON];
}

function serviceAccounts({ placed }: TypedAs, declared: readonly Declared[]): Choice[] {
  const namespaceOf = (name: string | undefined) => name ?? 'default';
  const own = namespaceOf(textAt(follow(placed.document, ['metadata', 'namespace'])));
  const choices = declared
    .flatMap((one) => one.serviceAccounts)
    .flatMap(({ name, namespace, automount }): Choice[] => {
      if (name === undefined || namespaceOf(namespace) !== own) return [];
      return [
        {
          value: name,
          brief: automount === false ? 'mounts no token by itself' : 'mounts its token unless the pod says no',
          ...(automount === false ? { safe: true } : {}),
        },
      ];
    });
  return onlyFirst(choices);
}

/** Each value once, as it is first said. */
function onlyFirst<C extends Choice>(choices: readonly C[]): C[] {
  return choices.filter(({ value }, i) => choices.findIndex((one) => one.value === value) === i);
}
