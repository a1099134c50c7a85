import type { Place } from '../place.ts';
import { splitColons } from './mounts.ts';

/** Reads the text of a place, variables filled in; `undefined` for anything but a scalar. */
export type TextOf = (place: Place | undefined) => string | undefined;

/**
 * How what several files say of one field becomes one value. Where nothing is said: maps are merged key by key, lists are appended,
 * anything else is replaced; an item that is
 * there already is not added again. Source: Compose specification, merge; compose-go, package override.
 */
export interface MergeRule {
  /** A list is replaced as a whole. */
  readonly replaced?: true;
  /** Names the items of a list of which the last with a name counts, in the place of the first. */
  readonly unique?: (item: string | Place, text: TextOf) => string | undefined;
  /** A list or a map, or a scalar or a list: what is written in one form amends what is written in the other. */
  readonly mixed?: true;
  /** A scalar stands for a map with this one key. */
  readonly scalarAs?: string;
  /** The texts that count. */
  readonly filter?: (layers: Place[], text: TextOf) => Place[];
  readonly keys?: Readonly<Record<string, MergeRule>>;
  /** For every key that `keys` does not name. */
  readonly each?: MergeRule;
}

const itself = (item: string | Place) => (typeof item === 'string' ? item : undefined);

const DEFAULT: MergeRule = { unique: itself };

export function ruleBelow(rule: MergeRule, key: string): MergeRule {
  return (rule.keys && Object.hasOwn(rule.keys, key) ? rule.keys[key] : rule.each) ?? DEFAULT;
}

const PAIRS: MergeRule = { mixed: true, unique: (item) => (typeof item === 'string' ? item.split('=')[0] : undefined) };
const NAMES: MergeRule = { mixed: true, unique: itself };
const WORDS: MergeRule = { mixed: true, unique: (item) => (typeof item === 'string' ? item.split('=')[0] : undefined) };

/** By the path in the container. */
const BY_TARGET: MergeRule = {
  unique: (item, text) => {
    if (typeof item !== 'string') return cleaned(text(item.child('target')));
    const parts = splitColons(item);
    return cleaned(parts.length > 1 ? parts[1] : parts[0]);
  },
};

function cleaned(path: string | undefined): string | undefined {
  return path === undefined || path === '/' ? path : path.replace(/(?<!\/)\/+$/, '');
}

const DEVICES: MergeRule = {
  unique: (item, text) => {
    if (typeof item !== 'string') return text(item.child('target')) ?? text(item.child('source'));
    const parts = item.split(':');
    return parts[1] ?? parts[0];
  },
};

const GRANTS = (folder: string): MergeRule => ({
  unique: (item, text) => {
    const source = typeof item === 'string' ? item : text(item.child('source'));
    const target = typeof item === 'string' ? source : (text(item.child('target')) ?? source);
    return target === undefined ? undefined : target.startsWith('/') ? target : folder + target;
  },
});

/** By address, published port, port of the container and protocol, however it is written. */
const PORTS: MergeRule = {
  unique: (item, text) => {
    if (typeof item !== 'string') {
      const [target, published, ip, protocol] = ['target', 'published', 'host_ip', 'protocol'].map((key) => text(item.child(key)));
      return portName(ip, published, target, protocol);
    }
    const [ports = '', protocol] = item.split('/');
    const parts = splitColons(ports);
    return portName(parts.at(-3), parts.at(-2), parts.at(-1), protocol);
  },
};

function portName(ip = '0.0.0.0', published = '', target = '', protocol = 'tcp'): string {
  return `${ip}:${published}:${target}/${protocol}`;
}

const ENV_FILES: MergeRule = { mixed: true, unique: (item, text) => (typeof item === 'string' ? item : text(item.child('path'))) };

/** Options of another logging driver say nothing to this one. */
const LOGGING: MergeRule = {
  filter: (layers, text) => {
    const drivers = layers.map((layer) => text(layer.child('driver')));
    const driver = drivers.findLast((name) => name !== undefined);
    const other = drivers.findLastIndex((name) => name !== undefined && name !== driver);
    return layers.slice(other + 1);
  },
};

const BUILD: MergeRule = {
  scalarAs: 'context',
  keys: { args: PAIRS, additional_contexts: PAIRS, extra_hosts: NAMES, labels: PAIRS, ssh: PAIRS },
};
