import fc from 'fast-check';
import type { Json } from '../../server/src/syntax/site.ts';
import { hand, writeValues } from './manuscripts.ts';

/** Random workloads: realistic fields of pods and services, good and bad, in many styles. */
type Fields = Record<string, fc.Arbitrary<Json>>;

const of = (...values: Json[]) => fc.constantFrom<Json>(...values);

/** A map with some of the fields in any order. It is small, so that many can be tried. */
const some = (fields: Fields, least = 0, most = 4): fc.Arbitrary<Json> =>
  fc
    .tuple(fc.shuffledSubarray(Object.keys(fields), { minLength: least, maxLength: Math.min(most, Object.keys(fields).length) }), fc.record(fields))
    .map(([keys, all]) => Object.fromEntries(keys.map((key) => [key, all[key] as Json])));

const together = (...parts: fc.Arbitrary<Json>[]): fc.Arbitrary<Json> => fc.tuple(...parts).map((all) => Object.assign({}, ...all) as Json);

/** A list without equal items: Compose rejects those. */
const list = (item: fc.Arbitrary<Json>, maxLength = 2): fc.Arbitrary<Json> =>
  fc.uniqueArray(item, { minLength: 1, maxLength, selector: (value) => JSON.stringify(value) });

const images = of('nginx:1.27', 'postgres:16', 'redis', 'example/web:1.4', 'busybox:latest', `ghcr.io/acme/app@sha256:${'0a'.repeat(32)}`);
const names = of('web', 'db', 'side', 'job-1', 'proxy');
const seccomp = some({ type: of('RuntimeDefault', 'Unconfined') }, 1);
const quantities = some({ memory: of('64Mi', '1Gi', 0), cpu: of('100m', 1, '0.5'), 'ephemeral-storage': of('1Gi') });

const capability = of('ALL', 'NET_RAW', 'SYS_ADMIN', 'CAP_SYS_PTRACE', 'NET_BIND_SERVICE', 'CHOWN');

const containerSecurity = some({
  privileged: of(true, false, 'yes'),
  runAsNonRoot: of(true, false),
  runAsUser: of(0, 1000, 65534),
  runAsGroup: of(0, 1000),
  allowPrivilegeEscalation: of(true, false),
  readOnlyRootFilesystem: of(true, false),
  capabilities: some({ drop: list(capability), add: list(capability) }),
  seccompProfile: seccomp,
  procMount: of('Default', 'Unmasked'),
  seLinuxOptions: some({ type: of('container_t', 'spc_t'), user: of('x') }),
});

const container = together(
  some({ name: names, image: images }, 2),
  some({
    command: list(of('sh', '-c', 'exec nginx')),
    args: list(of('--port=80', '-v')),
    ports: list(some({ containerPort: of(80, 8080), hostPort: of(80) }, 1)),
    env: list(some({ name: of('A', 'B'), value: of('x', '1', 'true') }, 2)),
    resources: some({ limits: quantities, requests: quantities }),
    volumeMounts: list(some({ name: of('data', 'tmp'), mountPath: of('/data', '/tmp'), readOnly: of(true, false) }, 2)),
    securityContext: containerSecurity,
    livenessProbe: of({ httpGet: { path: '/', port: 80 } }, { tcpSocket: { port: 80, host: '10.0.0.1' } }),
    imagePullPolicy: of('Always', 'IfNotPresent'),
    stdin: of(true),
  }),
);

const volume = together(
  some({ name: of('data', 'tmp') }, 1),
  of(
    { emptyDir: {} },
    { emptyDir: { medium: 'Memory' } },
    { hostPath: { path: '/' } },
    { hostPath: { path: '/var/run/docker.sock', type: 'Socket' } },
    { hostPath: { path: '/etc' } },
    { hostPath: { path: '/srv/data', type: 'DirectoryOrCreate' } },
    { configMap: { name: 'c' } },
    { secret: { secretName: 's' } },
  ),
);

const pod = together(
  some({ containers: list(container, 2) }, 1),
  some({
    hostNetwork: of(true, false),
    hostPID: of(true),
    hostIPC: of(true),
    hostUsers: of(true, false),
    shareProcessNamespace: of(true),
    automountServiceAccountToken: of(true, false),
    serviceAccountName: of('default', 'app'),
    runtimeClassName: of('gvisor'),
    securityContext: some({
      runAsNonRoot: of(true, false),
      runAsUser: of(0, 1000),
      runAsGroup: of(0, 1000),
      fsGroup: of(0, 1000),
      seccompProfile: seccomp,
      supplementalGroups: of([0], [1000]),
      sysctls: list(some({ name: of('kernel.shm_rmid_forced', 'net.core.somaxconn'), value: of('1') }, 2), 2),
    }),
    initContainers: list(container, 1),
    volumes: list(volume, 2),
    restartPolicy: of('Always'),
    nodeName: of('node-1'),
    tolerations: of([{ operator: 'Exists' }]),
  }),
);

const annotations = of({ 'container.apparmor.security.beta.kubernetes.io/web': 'unconfined' }, { team: 'shop', note: 'a: b' }, {});
const metadata = some({ name: names, namespace: of('shop'), labels: of({ app: 'web' }), annotations }, 1);

const kubernetes: fc.Arbitrary<Json> = fc.tuple(of('Pod', 'Deployment', 'DaemonSet', 'Job', 'CronJob'), pod, metadata).map(([kind, spec, meta]): Json => {
  if (kind === 'Pod') return { apiVersion: 'v1', kind, metadata: meta, spec };
  const template = { metadata: { labels: { app: 'web' } }, spec };
  if (kind === 'CronJob') return { apiVersion: 'batch/v1', kind, metadata: meta, spec: { schedule: '0 1 * * *', jobTemplate: { spec: { template } } } };
  const apiVersion = kind === 'Job' ? 'batch/v1' : 'apps/v1';
  return { apiVersion, kind, metadata: meta, spec: kind === 'Job' ? { template } : { selector: { matchLabels: { app: 'web' } }, template } };
});

const service = together(
  some({ image: images }, 1),
  some({
    build: of('./app'),
    command: of('run', ['run', '-v']),
    privileged: of(true, false),
    user: of('root', '0:0', '1000:1000', 0),
    read_only: of(true, false),
    cap_add: list(capability),
    cap_drop: list(capability),
    security_opt: list(of('no-new-privileges:true', 'seccomp:unconfined', 'apparmor=unconfined', 'label=disable')),
    pid: of('host'),
    ipc: of('host', 'shareable'),
    uts: of('host'),
    userns_mode: of('host'),
    network_mode: of('host', 'bridge'),
    ports: list(of('80:80', '127.0.0.1:8080:80', '53:53/udp', { target: 80, published: '8080' }, 9000)),
    volumes: list(
      of('data:/data', '/var/run/docker.sock:/var/run/docker.sock', '/:/host:ro', './src:/app', '/etc:/etc', {
        type: 'bind',
        source: '/srv',
        target: '/srv',
      }),
    ),
    devices: list(of('/dev/fuse', '/dev/sda:/dev/sda')),
    tmpfs: of('/tmp', ['/tmp', '/run']),
    environment: of(['A=1', 'B=x'], { A: '1', B: 'x y' }),
    mem_limit: of('512m', 0),
    pids_limit: of(100, -1),
    deploy: some({ resources: some({ limits: of({ memory: '1g' }, { cpus: '0.5' }) }), replicas: of(2) }),
    sysctls: of({ 'net.core.somaxconn': 1024 }, ['kernel.msgmax=1']),
    restart: of('always', 'unless-stopped'),
    labels: of({ a: 'b' }, ['a=b']),
    cgroup_parent: of('x'),
    runtime: of('runc', 'runsc'),
  }),
);

const compose: fc.Arbitrary<Json> = fc
  .tuple(fc.array(service, { minLength: 1, maxLength: 2 }), fc.boolean())
  .map(([services, volumes]): Json => ({ services: Object.fromEntries(services.map((s, i) => [`s${i}`, s])), ...(volumes ? { volumes: { data: {} } } : {}) }));

export interface Workload {
  readonly uri: string;
  readonly text: string;
}

const layout = fc.record({ hand, seed: fc.nat() });

export const workloads: fc.Arbitrary<Workload> = fc.oneof(
  fc
    .tuple(fc.oneof({ weight: 3, arbitrary: fc.tuple(kubernetes) }, { weight: 1, arbitrary: fc.tuple(kubernetes, kubernetes) }), layout)
    .map(([documents, { hand, seed }]) => ({
      uri: 'file:///manifest.yaml',
      text: writeValues(hand, documents, seed),
    })),
  fc.tuple(kubernetes, of(2, 4, '\t', 0), fc.constantFrom('\n', '\r\n')).map(([document, indent, eol]) => ({
    uri: 'file:///manifest.json',
    text: JSON.stringify(document, undefined, indent as string | number).replaceAll('\n', eol),
  })),
  {
    arbitrary: fc.tuple(compose, layout).map(([document, { hand, seed }]) => ({ uri: 'file:///compose.yaml', text: writeValues(hand, [document], seed) })),
    weight: 2,
  },
);
