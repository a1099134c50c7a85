import { withoutEndSlashes } from '../paths.ts';
import { itself, type MergeRule } from './merge-rules.ts';
import { splitColons } from './mounts.ts';

/** A map, or a list of `name=value`. Items are equal if their names are. */
const PAIRS: MergeRule = { mixed: true, unique: (item) => (typeof item === 'string' ? item.split('=')[0] : undefined) };
const NAMES: MergeRule = { mixed: true, unique: itself };
/** A scalar or a list. Items are equal if their texts up to `=` are. */
const WORDS: MergeRule = PAIRS;

/** Items are equal if their paths in the container are. */
const BY_TARGET: MergeRule = {
  unique: (item, text) => {
    if (typeof item !== 'string') return cleaned(text(item.child('target')));
    const parts = splitColons(item);
    return cleaned(parts.length > 1 ? parts[1] : parts[0]);
  },
};

const BOOLEAN: MergeRule = { boolean: true };

function cleaned(path: string | undefined): string | undefined {
  return path === undefined || path === '/' ? path : withoutEndSlashes(path);
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

/** Items are equal if address, published port, port of the container and protocol are, in short or long syntax. */
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

/** If the logging driver changes, the options of the old driver do not count. */
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

/** The facts about a key of a service. */
interface ServiceField {
  readonly merge?: MergeRule;
}

/** Keys of a service in their usual order: that of the examples in the Compose specification. */
const ORDERED = {
  image: {},
  build: { merge: BUILD },
  container_name: {},
  hostname: {},
  entrypoint: { merge: { replaced: true } },
  command: { merge: { replaced: true } },
  user: {},
  group_add: {},
  userns_mode: {},
  privileged: { merge: BOOLEAN },
  pid: {},
  ipc: {},
  network_mode: {},
  read_only: { merge: BOOLEAN },
  cap_drop: {},
  cap_add: {},
  security_opt: {},
  runtime: {},
  tmpfs: { merge: WORDS },
  devices: { merge: DEVICES },
  volumes: { merge: BY_TARGET },
  ports: { merge: PORTS },
  mem_limit: {},
  cpus: {},
  pids_limit: {},
} as const satisfies Readonly<Record<string, ServiceField>>;

/** Keys of a service without a fixed place in that order: they come last. */
const OTHERS = {
  annotations: { merge: PAIRS },
  cgroup: {},
  configs: { merge: GRANTS('/') },
  depends_on: { merge: NAMES },
  deploy: { merge: { keys: { labels: PAIRS } } },
  dns: { merge: WORDS },
  dns_opt: { merge: WORDS },
  dns_search: { merge: WORDS },
  env_file: { merge: ENV_FILES },
  environment: { merge: PAIRS },
  extends: { merge: { scalarAs: 'service' } },
  extra_hosts: { merge: NAMES },
  healthcheck: { merge: { keys: { test: { replaced: true } } } },
  label_file: { merge: WORDS },
  labels: { merge: PAIRS },
  logging: { merge: LOGGING },
  models: { merge: NAMES },
  networks: { merge: NAMES },
  secrets: { merge: GRANTS('/run/secrets/') },
  sysctls: { merge: PAIRS },
  use_api_socket: { merge: BOOLEAN },
  uts: {},
  volumes_from: {},
} as const satisfies Readonly<Record<string, ServiceField>>;

const FIELDS: Readonly<Record<string, ServiceField>> = { ...ORDERED, ...OTHERS };

/** A key of a service that the table knows. */
export type ServiceKey = keyof typeof ORDERED | keyof typeof OTHERS;

/** The keys of a service that the table knows, those without a fixed place last. */
export const SERVICE_KEYS: readonly string[] = Object.keys(FIELDS);

/** The keys of a service that have a fixed place, in their usual order. */
export const SERVICE_ORDER: readonly string[] = Object.keys(ORDERED);

/** How the texts of one service are merged. Source: Compose specification, merge; compose-go, package override. */
export const SERVICE_MERGE: MergeRule = { keys: Object.fromEntries(Object.entries(FIELDS).flatMap(([key, { merge }]) => (merge ? [[key, merge]] : []))) };

/** How the texts of one top-level definition, for example of a volume, are merged. Source: as {@link SERVICE_MERGE}. */
export const DEFINITION_MERGE: MergeRule = { keys: { labels: PAIRS } };
