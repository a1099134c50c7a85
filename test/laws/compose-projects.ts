import fc from 'fast-check';
import type { Json } from '../../server/src/syntax/site.ts';

/** A random Compose project of several files. */
export interface RandomProject {
  readonly files: Readonly<Record<string, string>>;
  /** What each service takes values from, besides its own texts: by `file service`, the files and paths, the nearest last. */
  readonly links: ReadonlyMap<string, readonly Link[]>;
}

/** A place that a service takes values from; `field` if it is the value of one field. */
export interface Link {
  readonly file: string;
  readonly path: readonly string[];
  readonly field?: string;
}

/** A value with its tag, in flow style or in lines. */
interface Value {
  readonly value: Json;
  readonly tag: '' | '!reset' | '!override';
  readonly lines: boolean;
}

interface Service {
  readonly image: string | undefined;
  readonly fields: Readonly<Record<string, Value>>;
  /** Selects one of the services that it can extend; too high for none. */
  readonly parent: number;
  /** Takes the block with an anchor through a merge key. */
  readonly merges: boolean;
  /** Takes everything of the first service through a merge key. */
  readonly copies: boolean;
  /** Takes its `cap_add` from a list with an anchor. */
  readonly capabilities: boolean;
}

const of = <T extends Json>(...values: T[]) => fc.constantFrom<Json>(...values);
const list = (...items: Json[]) => fc.subarray<Json>(items, { minLength: 1, maxLength: Math.min(3, items.length) });

/** The fields of a service, weak and strong values of each. */
const FIELDS: Readonly<Record<string, fc.Arbitrary<Json>>> = {
  privileged: of(true, true, false),
  user: of('root', '0', '1000:1000', '1000:0'),
  cap_add: list('NET_ADMIN', 'SYS_PTRACE', 'NET_BIND_SERVICE', 'CHOWN', 'ALL'),
  cap_drop: list('ALL', 'CHOWN', 'NET_RAW'),
  security_opt: list('no-new-privileges:true', 'seccomp=unconfined', 'apparmor=unconfined', 'label=disable'),
  pid: of('host'),
  ipc: of('host', 'shareable'),
  uts: of('host'),
  userns_mode: of('host'),
  network_mode: of('host', 'bridge', 'none'),
  read_only: of(true, false),
  volumes: list('/:/host', '/etc:/etc:ro', '/var/run/docker.sock:/var/run/docker.sock', 'data:/data', './web:/web', {
    type: 'bind',
    source: '/srv',
    target: '/web',
  }),
  ports: list('8080:80', '127.0.0.1:8080:80', '5432:5432', { target: 80, published: '8080' }),
  environment: fc.oneof(list('DB_PASSWORD=hunter2', 'MODE=fast', 'TOKEN'), of({ DB_PASSWORD: 'hunter2', MODE: 'slow' }, { API_KEY: '' })),
  tmpfs: fc.oneof(of('/tmp'), list('/tmp', '/run:exec', '/scratch:size=64m')),
  devices: list('/dev/mem:/dev/mem', '/dev/fuse', '/dev/kvm:/dev/kvm:rw'),
  group_add: list('docker', '0', '1000'),
  secrets: list('token', 'key', { source: 'token', target: '/etc/token' }),
  networks: fc.oneof(list('front', 'back'), of({ front: { aliases: ['shop'] } })),
  extra_hosts: list('host.docker.internal:host-gateway', 'db:10.0.0.1'),
  mem_limit: of('1g'),
  pids_limit: of(-1, 100),
  deploy: of({ resources: { limits: { memory: '1g' } } }, { resources: { limits: { pids: 0 } } }),
  oom_score_adj: of(-1000),
  cgroup: of('host'),
  sysctls: of({ 'net.ipv4.ip_forward': 1 }, { 'kernel.shmmax': 1 }),
  ulimits: of({ nofile: -1 }),
  logging: of({ driver: 'none' }),
};

const KEYS = Object.keys(FIELDS);
const tag = fc.constantFrom<Value['tag']>('', '', '', '', '!reset', '!override');

function fields(most: number, tags: fc.Arbitrary<Value['tag']>): fc.Arbitrary<Readonly<Record<string, Value>>> {
  const field = fc
    .constantFrom(...KEYS, 'cap_add', 'cap_add', 'volumes', 'ports')
    .chain((key) => fc.record({ key: fc.constant(key), value: FIELDS[key] as fc.Arbitrary<Json>, tag: tags, lines: fc.boolean() }));
  return fc.array(field, { maxLength: most }).map((all) => Object.fromEntries(all.map(({ key, ...value }) => [key, value])));
}

const service = (tags: fc.Arbitrary<Value['tag']>): fc.Arbitrary<Service> =>
  fc.record({
    image: fc.constantFrom(undefined, 'example/web:1', 'nginx:1.27', 'postgres:16', 'redis:7'),
    fields: fields(4, tags),
    parent: fc.nat(7),
    merges: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
    copies: fc.integer({ min: 0, max: 2 }).map((n) => n === 0),
    capabilities: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
  });

const PLAIN = fc.constant<Value['tag']>('');

/** Random projects: overrides, `extends` in one file and across files, `include`, anchors, merge keys, `!reset` and `!override`. */
export const composeProjects: fc.Arbitrary<RandomProject> = fc
  .record({
    block: fields(3, PLAIN),
    list: FIELDS['cap_add'] as fc.Arbitrary<Json>,
    base: service(PLAIN),
    web: service(tag),
    job: service(tag),
    common: service(PLAIN),
    child: service(tag),
    included: service(PLAIN),
    override: fc.record({ web: fc.option(fields(4, tag)), job: fc.option(fields(2, tag)), base: fc.option(fields(2, tag)) }),
    with: fc.record({ override: fc.boolean(), include: fc.boolean(), anchors: fc.boolean() }),
    secret: of({ file: './token.txt' }, { environment: 'TOKEN' }),
  })
  .map((parts) => {
    const { block, base, web, job, common, child, included, override, secret } = parts;
    const has = parts.with;
    const links = new Map<string, Link[]>();
    const definitions = ['volumes:', '  data:', 'networks:', '  front:', '  back:', 'secrets:', `  token: ${flow(secret)}`, '  key: { file: ./key.txt }'];
    const text = (file: string, head: readonly string[], services: Readonly<Record<string, Service>>, anchors: boolean) => {
      const names = Object.keys(services);
      const lines = names.flatMap((name, i) => {
        const { image, fields: own, parent, merges, copies, capabilities } = services[name] as Service;
        const from: Link[] = [];
        const parents = [...names.slice(0, i).map((other) => ({ file, service: other })), ...(file === 'common.yaml' ? [] : REMOTE)];
        const chosen = parents[parent];
        const written = [`  ${name}:${anchors && i === 0 ? ' &first' : ''}`];
        const merged = anchors ? [...(merges ? ['*block'] : []), ...(copies && i > 0 ? ['*first'] : [])] : [];
        if (chosen) {
          from.push({ file: chosen.file, path: ['services', chosen.service] });
          written.push(chosen.file === file ? `    extends: ${chosen.service}` : `    extends: { file: ${chosen.file}, service: ${chosen.service} }`);
        }
        if (anchors && merges) from.push({ file, path: ['x-block'] });
        if (merged.includes('*first')) from.push({ file, path: ['services', names[0] ?? ''] });
        if (merged.length > 0) written.push(`    <<: ${merged.length === 1 ? merged[0] : `[${merged.join(', ')}]`}`);
        if (image !== undefined || (!chosen && merged.at(-1) !== '*first')) written.push(`    image: ${image ?? 'example/app:1'}`);
        if (anchors && capabilities && !Object.hasOwn(own, 'cap_add')) {
          from.push({ file, path: ['x-list'], field: 'cap_add' });
          written.push('    cap_add: *list');
        }
        links.set(`${file} ${name}`, from);
        return [...written, ...linesOf(own, 4)];
      });
      return [...head, 'services:', ...lines, ...definitions, ''].join('\n');
    };
    const include = has.include ? ['include:', '  - more/compose.yaml'] : [];
    const shared = has.anchors
      ? [`x-block: &block`, ...(Object.keys(block).length > 0 ? linesOf(block, 2) : ['  init: true']), `x-list: &list ${flow(parts.list)}`]
      : [];
    const files: Record<string, string> = {
      'compose.yaml': text('compose.yaml', [...include, ...shared], { base, web, job }, has.anchors),
      'common.yaml': text('common.yaml', [], { common, child }, false),
    };
    if (has.include) files['more/compose.yaml'] = text('more/compose.yaml', [], { included: { ...included, parent: 9 } }, false);
    const over = Object.entries(override).flatMap(([name, own]) => (own && Object.keys(own).length > 0 ? [`  ${name}:`, ...linesOf(own, 4)] : []));
    if (has.override && over.length > 0) files['compose.override.yaml'] = ['services:', ...over, ''].join('\n');
    return { files, links };
  });

const REMOTE = [
  { file: 'common.yaml', service: 'common' },
  { file: 'common.yaml', service: 'child' },
];

function linesOf(own: Readonly<Record<string, Value>>, indent: number): string[] {
  const space = ' '.repeat(indent);
  return Object.entries(own).flatMap(([key, { value, tag, lines }]) => {
    const head = `${space}${key}:${tag === '' ? '' : ` ${tag}`}`;
    if (lines && Array.isArray(value)) return [head, ...value.map((item) => `${space}  - ${flow(item)}`)];
    if (lines && typeof value === 'object' && value !== null)
      return [head, ...Object.entries(value).map(([name, inner]) => `${space}  ${name}: ${flow(inner)}`)];
    return [`${head} ${flow(value)}`];
  });
}

function flow(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${key}: ${flow(inner as Json)}`)
      .join(', ')} }`;
  return JSON.stringify(value);
}

/** The files of each project that the random files make: by the file that Compose starts with. */
export const ROOTS: Readonly<Record<string, readonly string[]>> = {
  'compose.yaml': ['compose.yaml', 'compose.override.yaml', 'more/compose.yaml'],
  'common.yaml': ['common.yaml'],
  'more/compose.yaml': ['more/compose.yaml'],
};
