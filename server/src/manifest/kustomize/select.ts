import { type Built, identitiesOf, identityOf } from './objects.ts';
import { at, textAt, type Value } from './value.ts';

/** What a patch or replacement is for. */
export interface Selector {
  /** `undefined` where an expression or a template is beyond what is read: nobody knows then what is selected. */
  readonly selects: ((built: Built) => boolean) | undefined;
}

/** Reads a selector: each of its fields is a regular expression for the whole text, its selectors are those of labels. */
export function selectorOf(target: Value): Selector {
  const texts = ['group', 'version', 'kind', 'name', 'namespace'].map((key) => [key, textAt(target, key) ?? ''] as const);
  const tests = new Map(texts.map(([key, text]) => [key, text === '' ? () => true : patternOf(text)]));
  const labels = requirementsOf(textAt(target, 'labelSelector') ?? '');
  const annotations = requirementsOf(textAt(target, 'annotationSelector') ?? '');
  const isKnown = texts.every(([key]) => at(target, key) === undefined || textAt(target, key) !== undefined);
  if (!isKnown || [...tests.values()].includes(undefined) || !labels || !annotations) return { selects: undefined };
  const fits = (key: string, text: string) => tests.get(key)?.(text) ?? true;
  const selects = (built: Built) => {
    const now = identityOf(built);
    const [first = now] = identitiesOf(built);
    const either = (key: 'name' | 'namespace', of = (id: typeof now) => id[key]) => fits(key, of(first)) || fits(key, of(now));
    return (
      either('namespace', ({ namespace }) => namespace || 'default') &&
      either('name') &&
      fits('group', now.group) &&
      fits('version', now.version) &&
      fits('kind', now.kind) &&
      labels(entriesOf(at(built.value, 'metadata', 'labels'))) &&
      annotations(entriesOf(at(built.value, 'metadata', 'annotations')))
    );
  };
  return { selects };
}

function entriesOf(map: Value | undefined): ReadonlyMap<string, string> {
  return new Map(map?.type === 'map' ? [...map.entries].flatMap(([key, value]) => (value.type === 'scalar' ? [[key, value.text] as const] : [])) : []);
}

/** More of these take too long in a text that somebody chose for that. */
const MOST_REPEATS = 3;

/**
 * A test for a regular expression that stands for the whole text. `undefined` for one that could take long, or that Go and JavaScript read
 * differently: a repeated group, a flag, a class by name.
 */
function patternOf(text: string): ((text: string) => boolean) | undefined {
  const anchored = text.replace(/^\^/, '').replace(/\$$/, '');
  if (/^[\w-]*$/.test(anchored)) return (other) => other === anchored;
  const repeats = anchored.match(/[*+{]/g)?.length ?? 0;
  if (text.length > 500 || repeats > MOST_REPEATS || /\)[*+{?]|\(\?|\\[^.\-/\\_dwsDWS]|\[:/.test(anchored)) return undefined;
  try {
    const pattern = new RegExp(`^(?:${anchored})$`);
    return (other) => other.length <= 300 && pattern.test(other);
  } catch {
    return undefined;
  }
}

type Requirement = (labels: ReadonlyMap<string, string>) => boolean;

/** A label selector as kubectl writes it: `a=b,c!=d,e in (f, g),h,!i`; `undefined` for what is none. */
function requirementsOf(text: string): Requirement | undefined {
  const parts = text.match(/[^,()]+(?:\([^()]*\))?/g) ?? [];
  const all = parts.filter((part) => part.trim() !== '').map(requirementOf);
  if (all.some((one) => one === undefined)) return undefined;
  return (labels) => (all as Requirement[]).every((one) => one(labels));
}

function requirementOf(text: string): Requirement | undefined {
  const part = text.trim();
  const set = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(part);
  if (set) {
    const [, key = '', how, list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    const isIn: Requirement = (labels) => labels.has(key) && values.includes(labels.get(key) ?? '');
    return how === 'in' ? isIn : (labels) => !isIn(labels);
  }
  const [, key = '', sign = '', value = ''] = /^([^\s=!]+)\s*(==|=|!=)\s*(\S*)$/.exec(part) ?? [];
  if (sign !== '') return (labels) => (labels.get(key) === value && labels.has(key)) === (sign !== '!=');
  const [, not, name] = /^(!?)\s*([^\s=!()]+)$/.exec(part) ?? [];
  if (name === undefined) return undefined;
  return (labels) => labels.has(name) === (not === '');
}
