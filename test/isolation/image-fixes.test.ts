import { describe, expect, it } from 'vitest';
import { fullTitle } from '../../server/src/present/titles.ts';
import { applyEdits } from '../../server/src/text/text.ts';
import { analyse } from '../kit/laws.ts';

const USER = 'run-as-root';
const CAPABILITIES = 'capabilities-not-dropped';
const PRIVILEGES = 'allow-privilege-escalation';
const READ_ONLY = 'writable-root-filesystem';

interface Parts {
  /** The lines of the container. */
  readonly container?: readonly string[];
  /** The lines of the containers after it. */
  readonly others?: readonly string[];
  /** The lines of the `spec` of the pod. */
  readonly spec?: readonly string[];
}

function pod(image: string, { container = [], others = [], spec = [] }: Parts = {}): string {
  const lines = [`  - name: main`, `    image: ${image}`, ...container.map((line) => `    ${line}`), ...others.map((line) => `  ${line}`), ...spec];
  return `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n${lines.map((line) => `  ${line}`).join('\n')}\n`;
}

function service(image: string, lines: readonly string[] = [], rest: readonly string[] = []): string {
  return `services:\n  main:\n${[`image: ${image}`, ...lines].map((line) => `    ${line}`).join('\n')}\n${rest.map((line) => `${line}\n`).join('')}`;
}

/** The first fix of a rule, as users see it. */
function fixOf(text: string, rule: string): string {
  const finding = analyse('x.yaml', text).findings.find(({ rule: { id } }) => id === rule);
  const [fix] = finding?.fixes() ?? [];
  return fix ? `${'blocked' in fix ? 'blocked' : fix.safety}: ${fullTitle(fix)}` : 'none';
}

const MOUNT = (path: string, name = 'data') => ['volumeMounts:', `- { name: ${name}, mountPath: ${path} }`];
const CLAIM = (name = 'data') => [`- name: ${name}`, '  persistentVolumeClaim: { claimName: data }'];
const VOLUMES = (...items: readonly string[]) => ['volumes:', ...items];

describe('in a pod', () => {
  it.each<[what: string, rule: string, text: string, expected: RegExp]>([
    // a variable that names a user is for an entrypoint that starts as root
    [
      'a variable of an image with a user of its own',
      CAPABILITIES,
      pod('prom/alertmanager:v0.28.0', { container: ['command: [/start]', 'env: [{ name: PUID, value: "1000" }]'] }),
      /Drop all capabilities$/,
    ],
    [
      'a variable of an image that runs as root on purpose',
      CAPABILITIES,
      pod('quay.io/jupyter/base-notebook:2025-01-01', {
        container: ['env: [{ name: NB_UID, value: "1000" }]', 'command: [start.sh]', 'securityContext: { runAsUser: 0, runAsNonRoot: false }'],
      }),
      /CHOWN/,
    ],
    // the user
    ['an image that changes user', USER, pod('redis:7'), /^safe: Run as user 999 of the image$/],
    ['with a claim', USER, pod('redis:7', { container: MOUNT('/data'), spec: VOLUMES(...CLAIM()) }), /^review: .*, if its storage takes fsGroup/],
    [
      'with a claim that has a group',
      USER,
      pod('redis:7', { container: MOUNT('/data'), spec: ['securityContext: { fsGroup: 999 }', ...VOLUMES(...CLAIM())] }),
      /^safe/,
    ],
    ['with a host path', USER, pod('redis:7', { container: MOUNT('/data'), spec: VOLUMES('- name: data', '  hostPath: { path: /srv/data }') }), /^review/],
    ['with a volume that nobody sees', USER, pod('redis:7', { container: MOUNT('/data', 'elsewhere') }), /^review/],
    ['with a volume below the data folder', USER, pod('redis:7', { container: MOUNT('/data/sub'), spec: VOLUMES(...CLAIM()) }), /^review/],
    [
      'beside another container with volumes',
      USER,
      pod('redis:7', {
        container: MOUNT('/data'),
        others: ['- name: b', '  image: example/b:1', '  volumeMounts: [{ name: data, mountPath: /x }]'],
        spec: VOLUMES(...CLAIM()),
      }),
      /^review/,
    ],
    [
      'its folder must be its own',
      USER,
      pod('postgres:16', { container: MOUNT('/var/lib/postgresql/data'), spec: VOLUMES(...CLAIM()) }),
      /^review: .*belongs to that user, and its storage takes fsGroup/,
    ],
    [
      'its folder is below the volume',
      USER,
      pod('postgres:16', {
        container: ['env: [{ name: PGDATA, value: /var/lib/postgresql/data/pgdata }]', ...MOUNT('/var/lib/postgresql/data')],
        spec: ['securityContext: { fsGroup: 999 }', ...VOLUMES(...CLAIM())],
      }),
      /^safe/,
    ],
    [
      'its folder is where nobody can tell',
      USER,
      pod('postgres:16', { container: ['envFrom: [{ configMapRef: { name: x } }]', ...MOUNT('/var/lib/postgresql/data')], spec: VOLUMES(...CLAIM()) }),
      /^review/,
    ],
    [
      'postgres 18 makes a folder of its own',
      USER,
      pod('postgres:18', { container: MOUNT('/var/lib/postgresql'), spec: ['securityContext: { fsGroup: 999 }', ...VOLUMES(...CLAIM())] }),
      /^safe/,
    ],
    ['the own user of the image', USER, pod('grafana/grafana:11.2.0'), /^safe: Run as user 472/],
    [
      'secrets that root reads for it',
      USER,
      pod('mysql:8.4', { container: ['env: [{ name: MYSQL_ROOT_PASSWORD_FILE, value: /s/p }]'] }),
      /^review: .*it can read its secrets$/,
    ],
    ['a condition', USER, pod('nginx:1.27'), /^manual: Run as user 101 of the image, if its configuration/],
    ['an unverified image', USER, pod('confluentinc/cp-kafka:7.6.0'), /^review: Run as user 1000/],
    ['another command', USER, pod('redis:7', { container: ['command: [redis-server]'] }), /^review/],
    ['another program as argument', USER, pod('redis:7', { container: ['args: [sh, -c, x]'] }), /^manual/],
    ['options', USER, pod('redis:7', { container: ['args: [redis-server, --save, ""]'] }), /^safe/],
    ['an unknown image', USER, pod('registry.corp/redis:7'), /^review: Run as user 10001, never as root, if the image works as any user$/],
    ['a digest alone', USER, pod(`redis@sha256:${'a'.repeat(64)}`), /^review: Run as user 10001/],
    ['a probe that changes user', USER, pod('redis:7', { container: ['livenessProbe: { exec: { command: [su, redis, -c, redis-cli ping] } }'] }), /^review/],
    ['a probe', USER, pod('redis:7', { container: ['livenessProbe: { exec: { command: [redis-cli, ping] } }'] }), /^safe/],
    // capabilities
    [
      'root that only another configuration lets step down',
      CAPABILITIES,
      pod('nginx:1.27'),
      /^safe: Drop all capabilities but CHOWN, NET_BIND_SERVICE, SETGID and SETUID$/,
    ],
    [
      'root that stays root',
      CAPABILITIES,
      pod('nginx:1.27', { container: ['securityContext: { runAsUser: 0 }'] }),
      /^safe: Drop all capabilities but CHOWN, NET_BIND_SERVICE, SETGID and SETUID$/,
    ],
    [
      'a program with a file capability',
      CAPABILITIES,
      pod('caddy:2', { container: ['securityContext: { runAsUser: 1000 }'] }),
      /^safe: Drop all capabilities but NET_BIND_SERVICE$/,
    ],
    ['an image that works as a user', CAPABILITIES, pod('redis:7'), /^safe: Drop all capabilities and run as user 999 of the image$/],
    [
      'root by its author',
      CAPABILITIES,
      pod('redis:7', { container: ['securityContext: { runAsUser: 0 }'] }),
      /^safe: Drop all capabilities but CHOWN, DAC_OVERRIDE, SETGID and SETUID$/,
    ],
    [
      'root with files of others',
      CAPABILITIES,
      pod('minio/minio', { container: ['args: [server, /data]', ...MOUNT('/data')], spec: VOLUMES(...CLAIM()) }),
      /^review/,
    ],
    [
      'what it never had',
      CAPABILITIES,
      pod('hashicorp/vault:1.17', { container: ['securityContext: { runAsUser: 0 }'] }),
      /^review: Drop all capabilities but CHOWN, SETFCAP, SETGID and SETUID$/,
    ],
    ['a base image', CAPABILITIES, pod('node:22'), /^review: Drop all capabilities$/],
    ['an engine', CAPABILITIES, pod('docker:27-dind'), /^manual/],
    // no_new_privs
    ['a program that needs none', PRIVILEGES, pod('redis:7'), /^safe/],
    ['sudo', PRIVILEGES, pod('ghcr.io/actions/actions-runner:2.319.1'), /^manual/],
    ['a capability of a file', PRIVILEGES, pod('caddy:2'), /^review/],
    ['a base image', PRIVILEGES, pod('python:3.12'), /^review/],
    ['beside privileged', PRIVILEGES, pod('redis:7', { container: ['securityContext: { privileged: true }'] }), /^blocked/],
    // a read-only root
    ['sockets only', READ_ONLY, pod('haproxy:3.0'), /^safe: .*, with \/var\/lib\/haproxy, \/run and \/tmp$/],
    ['nothing written', READ_ONLY, pod('memcached:1.6', { container: ['args: [-m, "64"]'] }), /^safe: Make the root filesystem read-only$/],
    ['data on a volume', READ_ONLY, pod('redis:7', { container: MOUNT('/data'), spec: VOLUMES(...CLAIM()) }), /^safe/],
    ['data without a volume', READ_ONLY, pod('redis:7'), /^manual: .*once \/data is on a volume$/],
    [
      'scratch of unknown size',
      READ_ONLY,
      pod('mysql:8.4', { container: MOUNT('/var/lib/mysql'), spec: VOLUMES(...CLAIM()) }),
      /^review: .*with \/var\/run\/mysqld, \/tmp/,
    ],
    [
      'a configuration that may write anywhere',
      READ_ONLY,
      pod('redis:7', { container: ['args: [/etc/redis/redis.conf]', ...MOUNT('/data')], spec: VOLUMES(...CLAIM()) }),
      /^review/,
    ],
    [
      'variables that nobody sees',
      READ_ONLY,
      pod('redis:7', { container: ['envFrom: [{ configMapRef: { name: x } }]', ...MOUNT('/data')], spec: VOLUMES(...CLAIM()) }),
      /^review/,
    ],
    ['a probe that writes', READ_ONLY, pod('memcached:1.6', { container: ['livenessProbe: { exec: { command: [sh, -c, date > /alive] } }'] }), /^review/],
    ['files of the image', READ_ONLY, pod('rabbitmq:3'), /^manual: .*\/etc\/rabbitmq/],
    ['an unknown image', READ_ONLY, pod('example/web:1'), /^review: .*, with \/tmp, if it writes to nothing else but volumes$/],
  ])('%s: %s', (_, rule, text, expected) => {
    expect(fixOf(text, rule), text).toMatch(expected);
  });
});

describe('in a project', () => {
  it.each<[what: string, rule: string, text: string, expected: RegExp]>([
    ['a named volume', USER, service('postgres:16', ['volumes: [data:/var/lib/postgresql/data]'], ['volumes: { data: }']), /^safe/],
    ['a folder of the host', USER, service('postgres:16', ['volumes: [./data:/var/lib/postgresql/data]']), /^review/],
    ['scripts of the host', USER, service('postgres:16', ['volumes: [./init:/docker-entrypoint-initdb.d]']), /^review/],
    [
      'secrets that root reads for it',
      USER,
      service('postgres:16', ['environment: [POSTGRES_PASSWORD_FILE=/run/secrets/p]', 'secrets: [p]'], ['secrets: { p: { file: ./p } }']),
      /^review: .*it can read its secrets$/,
    ],
    ['variables that nobody sees', USER, service('mysql:8.4', ['env_file: .env']), /^review/],
    ['a password from the shell', USER, service('mariadb:11.4', ['environment: [MARIADB_ROOT_PASSWORD]']), /^safe/],
    ['a volume with a driver', USER, service('redis:7', ['volumes: [data:/data]'], ['volumes: { data: { driver: nfs } }']), /^review/],
    ['an image built here', USER, service('redis:7', ['build: .']), /^manual: Run as user 10001, though/],
    ['another entrypoint', USER, service('redis:7', ['entrypoint: /start.sh']), /^manual/],
    ['a command of its own', USER, service('redis:7', ['command: redis-server --save ""']), /^safe/],
    ['another program', USER, service('redis:7', ['command: sh -c x']), /^manual/],
    ['a variable', USER, service('redis:7', ['command: ${COMMAND}']), /^review/],
    ['an extended service', USER, `services:\n  main:\n    extends: { file: other.yaml, service: x }\n    image: redis:7\n    user: root\n`, /^manual/],
    [
      'root that stays root',
      CAPABILITIES,
      service('nginx:1.27', ['cap_drop: [NET_RAW]']),
      /^safe: Drop all capabilities but CHOWN, NET_BIND_SERVICE, SETGID and SETUID$/,
    ],
    [
      'a capability that it lacks',
      CAPABILITIES,
      service('nginx:1.27', ['cap_drop: [CAP_CHOWN]']),
      /^safe: Drop all capabilities but NET_BIND_SERVICE, SETGID and SETUID$/,
    ],
    ['a program that needs none', PRIVILEGES, service('redis:7'), /^safe/],
    ['what goes to /tmp is in memory', READ_ONLY, service('haproxy:3.0'), /^review: .*, if what it writes to \/tmp fits into 1 GiB of memory$/],
    ['sockets only', READ_ONLY, service('haproxy:3.0', ['volumes: [tmp:/tmp]'], ['volumes: { tmp: }']), /^\w+: .*, with \/var\/lib\/haproxy and \/run$/],
    ['all on volumes', READ_ONLY, service('haproxy:3.0', ['tmpfs: [/run, /tmp, /var/lib/haproxy]']), /^safe: Make the root filesystem read-only$/],
    ['an env_file', READ_ONLY, service('haproxy:3.0', ['env_file: .env']), /^review/],
    ['a secret from a variable', READ_ONLY, service('haproxy:3.0', ['secrets: [key]'], ['secrets: { key: { environment: KEY } }']), /^blocked/],
    ['a secret from a file', READ_ONLY, service('haproxy:3.0', ['secrets: [key]'], ['secrets: { key: { file: ./key } }']), /^review: .* memory$/],
    ['a config with its content', READ_ONLY, service('haproxy:3.0', ['configs: [c]'], ['configs: { c: { content: x } }']), /^blocked/],
  ])('%s: %s', (_, rule, text, expected) => {
    expect(fixOf(text, rule), text).toMatch(expected);
  });
});

describe('together', () => {
  const harden = (text: string, safeties: readonly ('safe' | 'review')[]) => applyEdits(text, analyse('x.yaml', text).fixAll(safeties).edits);

  it('the fixes make a cache restricted, and a second run changes nothing', () => {
    const once = harden(pod('redis:7', { container: MOUNT('/data'), spec: VOLUMES(...CLAIM()) }), ['safe', 'review']);
    for (const line of [
      'runAsNonRoot: true',
      'runAsUser: 999',
      'runAsGroup: 999',
      'fsGroup: 999',
      'allowPrivilegeEscalation: false',
      'readOnlyRootFilesystem: true',
    ])
      expect(once).toContain(line);
    expect(once).toMatch(/drop:[\s[\n-]*ALL/);
    expect(once).not.toContain('add:');
    expect(harden(once, ['safe', 'review'])).toBe(once);
  });

  it.each(['redis:7', 'nginx:1.27', 'postgres:16', 'caddy:2', 'rabbitmq:3', 'apache/kafka:3.8.0', 'example/web:1'])('all fixes of %s fit together', (image) => {
    for (const text of [pod(image), service(image)]) {
      const plan = analyse('x.yaml', text).fixAll(['safe', 'review']);
      expect(
        plan.refused.filter(({ fix }) => fix && 'ops' in fix && fix.safety !== 'manual').map(({ finding, left }) => `${finding.rule.id}: ${left.kind}`),
      ).toEqual([]);
      expect(harden(harden(text, ['safe', 'review']), ['safe', 'review'])).toBe(harden(text, ['safe', 'review']));
    }
  });

  it('never shares a scratch volume between containers', () => {
    const text = pod('haproxy:3.0', {
      others: ['- name: other', '  image: haproxy:3.0', '- name: third', '  image: mongo:7'],
      spec: VOLUMES('- name: main-tmp', '  emptyDir: {}'),
    });
    const after = harden(text, ['safe', 'review']);
    const mounted = [...after.matchAll(/- name: (\S+)\n\s+mountPath/g)].map(([, name]) => name);
    expect(mounted.length).toBeGreaterThan(5);
    expect(new Set(mounted).size).toBe(mounted.length);
  });
});
