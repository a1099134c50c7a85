import { describe, expect, it } from 'vitest';
import { amountsOf, request } from './oci.ts';

const pod = (container: string, spec = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { ${spec === '' ? '' : `${spec}, `}containers: [{ name: app, image: web:1${container === '' ? '' : `, ${container}`} }] }\n`;
const service = (fields: string, rest = ''): string => `services:\n  app: { image: web:1${fields === '' ? '' : `, ${fields}`} }\n${rest}`;

const DEFAULT_SETS = {
  bounding: expect.arrayContaining(['CAP_NET_RAW', 'CAP_CHOWN']),
  effective: expect.arrayContaining(['CAP_CHOWN']),
  inheritable: [],
  ambient: [],
};
const NONE = { bounding: [], permitted: [], effective: [] };
const security = (fields: string) => `securityContext: { ${fields} }`;

/** What is written of a container, of its pod, and a part of what must come out. */
const PODS: readonly (readonly [string, string, unknown])[] = [
  [
    '',
    '',
    { process: { noNewPrivileges: false, capabilities: DEFAULT_SETS, apparmorProfile: { profile: 'default' }, oomScoreAdj: 1000 }, root: { readonly: false } },
  ],
  [
    '',
    '',
    {
      linux: { seccomp: { profile: 'unconfined' }, maskedPaths: expect.arrayContaining(['/proc/kcore']), readonlyPaths: expect.arrayContaining(['/proc/sys']) },
    },
  ],
  [
    security('runAsUser: 1000'),
    '',
    { process: { user: { uid: 1000 }, capabilities: { bounding: expect.arrayContaining(['CAP_NET_RAW']), permitted: [], effective: [] } } },
  ],
  [security('runAsUser: 1000, runAsGroup: 2000'), '', { process: { user: { uid: 1000, gid: 2000, additionalGids: [2000] } } }],
  ['', security('runAsUser: 7, runAsGroup: 8, fsGroup: 9, supplementalGroups: [10]'), { process: { user: { uid: 7, gid: 8, additionalGids: [8, 10, 9] } } }],
  [security('runAsUser: 5'), security('runAsUser: 7'), { process: { user: { uid: 5 } } }],
  [security('runAsUser: 0'), '', { process: { user: { uid: 0 }, capabilities: DEFAULT_SETS } }],
  [security('capabilities: { drop: [ALL] }'), '', { process: { capabilities: NONE } }],
  [
    security('capabilities: { drop: [ALL], add: [NET_BIND_SERVICE] }'),
    '',
    { process: { capabilities: { bounding: ['CAP_NET_BIND_SERVICE'], effective: ['CAP_NET_BIND_SERVICE'] } } },
  ],
  [security('capabilities: { add: [ALL] }'), '', { process: { capabilities: { bounding: expect.arrayContaining(['CAP_SYS_ADMIN', 'CAP_BPF']) } } }],
  [security('allowPrivilegeEscalation: false'), '', { process: { noNewPrivileges: true } }],
  [
    security('readOnlyRootFilesystem: true'),
    '',
    {
      root: { readonly: true },
      mounts: expect.arrayContaining([expect.objectContaining({ destination: '/etc/hosts', options: ['rbind', 'rprivate', 'ro'] })]),
    },
  ],
  [security('privileged: true'), '', { linux: { maskedPaths: [], readonlyPaths: [], hostDevices: true, seccomp: { profile: 'unconfined' } } }],
  [
    security('privileged: true'),
    '',
    {
      process: {
        apparmorProfile: { profile: 'unconfined' },
        selinux: { mode: 'disabled' },
        capabilities: { bounding: expect.arrayContaining(['CAP_SYS_MODULE']) },
      },
    },
  ],
  [
    security('privileged: true'),
    '',
    { mounts: expect.arrayContaining([expect.objectContaining({ destination: '/sys', options: ['nosuid', 'noexec', 'nodev', 'rw'] })]) },
  ],
  [
    security('privileged: true'),
    '',
    { linux: { resources: { devices: [{ allow: true, rule: 'a', access: 'rwm' }] }, namespaces: expect.arrayContaining([{ type: 'cgroup', of: 'host' }]) } },
  ],
  [security('procMount: Unmasked'), 'hostUsers: false', { linux: { maskedPaths: [], readonlyPaths: [], uidMappings: [{ containerID: 0, size: 65536 }] } }],
  ['', 'hostUsers: false', { linux: { namespaces: expect.arrayContaining([{ type: 'user', of: 'pod' }]) } }],
  [security('seccompProfile: { type: RuntimeDefault }'), '', { linux: { seccomp: { profile: 'default' } } }],
  ['', security('seccompProfile: { type: RuntimeDefault }'), { linux: { seccomp: { profile: 'default' } } }],
  [security('seccompProfile: { type: Localhost, localhostProfile: a.json }'), '', { linux: { seccomp: { profile: 'localhost', name: 'a.json' } } }],
  [security('appArmorProfile: { type: Localhost, localhostProfile: mine }'), '', { process: { apparmorProfile: { profile: 'localhost', name: 'mine' } } }],
  [security('appArmorProfile: { type: Unconfined }'), '', { process: { apparmorProfile: { profile: 'unconfined' } } }],
  [security('seLinuxOptions: { type: spc_t }'), '', { process: { selinux: { mode: 'set', options: { type: 'spc_t' } } } }],
  [
    '',
    'hostPID: true',
    {
      linux: {
        namespaces: expect.arrayContaining([
          { type: 'pid', of: 'host' },
          { type: 'network', of: 'pod' },
        ]),
      },
    },
  ],
  ['', 'shareProcessNamespace: true', { linux: { namespaces: expect.arrayContaining([{ type: 'pid', of: 'pod' }]) } }],
  [
    '',
    '',
    {
      linux: {
        namespaces: expect.arrayContaining([
          { type: 'pid', of: 'own' },
          { type: 'ipc', of: 'pod' },
          { type: 'cgroup', of: 'own' },
          { type: 'user', of: 'host' },
        ]),
      },
    },
  ],
  [
    '',
    'hostNetwork: true',
    {
      linux: {
        namespaces: expect.arrayContaining([
          { type: 'network', of: 'host' },
          { type: 'uts', of: 'host' },
        ]),
        sysctl: {},
      },
    },
  ],
  ['', 'hostIPC: true', { mounts: expect.arrayContaining([expect.objectContaining({ destination: '/dev/shm', source: '/dev/shm' })]) }],
  [
    '',
    security('sysctls: [{ name: net.core.somaxconn, value: "1024" }]'),
    { linux: { sysctl: { 'net.core.somaxconn': '1024', 'net.ipv4.ip_unprivileged_port_start': '0' } } },
  ],
  [
    'resources: { limits: { memory: 64Mi, cpu: 500m } }',
    '',
    { process: { oomScoreAdj: -997 }, linux: { resources: { memory: { limit: 67108864 }, cpu: { quota: 50000, period: 100000, shares: 512 } } } },
  ],
  ['', 'resources: { limits: { memory: 1Gi } }', { linux: { resources: { memory: { limit: 1073741824 } } } }],
  [
    'volumeMounts: [{ name: v, mountPath: /v, readOnly: true }]',
    'volumes: [{ name: v, hostPath: { path: /mnt } }]',
    { mounts: expect.arrayContaining([expect.objectContaining({ destination: '/v', source: '/mnt', options: ['rbind', 'rprivate', 'ro'] })]) },
  ],
  [
    'volumeMounts: [{ name: v, mountPath: /v, readOnly: true, recursiveReadOnly: Enabled }]',
    'volumes: [{ name: v, hostPath: { path: /mnt } }]',
    { mounts: expect.arrayContaining([expect.objectContaining({ options: ['rbind', 'rprivate', 'rro'] })]) },
  ],
  [
    'volumeMounts: [{ name: v, mountPath: /v, mountPropagation: Bidirectional }]',
    'volumes: [{ name: v, hostPath: { path: /mnt } }]',
    { linux: { rootfsPropagation: 'rshared' } },
  ],
  [
    'volumeMounts: [{ name: v, mountPath: /v }]',
    'volumes: [{ name: v, secret: { secretName: s } }]',
    { mounts: expect.arrayContaining([{ destination: '/v', type: 'bind', options: ['rbind', 'rprivate', 'ro'], volume: { kind: 'secret', name: 'v' } }]) },
  ],
  [
    'volumeMounts: [{ name: v, mountPath: /dev/shm }]',
    'volumes: [{ name: v, emptyDir: { medium: Memory } }]',
    { mounts: expect.arrayContaining([expect.objectContaining({ destination: '/dev/shm', volume: { kind: 'emptyDir in memory', name: 'v' } })]) },
  ],
];

/** What is written of a service, and a part of what must come out. */
const SERVICES: readonly (readonly [string, unknown])[] = [
  [
    '',
    {
      process: { noNewPrivileges: false, capabilities: DEFAULT_SETS, oomScoreAdj: 0 },
      linux: { seccomp: { profile: 'default' }, resources: { pids: {}, memory: {} } },
    },
  ],
  [
    '',
    {
      linux: {
        sysctl: { 'net.ipv4.ip_unprivileged_port_start': '0' },
        namespaces: expect.arrayContaining([
          { type: 'network', of: 'own' },
          { type: 'ipc', of: 'own' },
        ]),
      },
    },
  ],
  ['user: "1000"', { process: { user: { uid: 1000 }, capabilities: { effective: [] } } }],
  ['user: "1000:2000", group_add: [3000]', { process: { user: { uid: 1000, gid: 2000, additionalGids: [2000, 3000] } } }],
  ['user: root', { process: { user: { uid: 0 } } }],
  ['cap_drop: [ALL], cap_add: [CHOWN]', { process: { capabilities: { bounding: ['CAP_CHOWN'] } } }],
  ['security_opt: ["no-new-privileges:true"]', { process: { noNewPrivileges: true } }],
  ['read_only: true', { root: { readonly: true } }],
  [
    'privileged: true',
    { linux: { hostDevices: true, maskedPaths: [], seccomp: { profile: 'unconfined' }, namespaces: expect.arrayContaining([{ type: 'cgroup', of: 'own' }]) } },
  ],
  ['security_opt: ["seccomp=unconfined"]', { linux: { seccomp: { profile: 'unconfined' } } }],
  ['security_opt: ["seccomp=./p.json"]', { linux: { seccomp: { profile: 'localhost', name: './p.json' } } }],
  ['security_opt: ["apparmor=unconfined"]', { process: { apparmorProfile: { profile: 'unconfined' } } }],
  ['security_opt: ["label=disable"]', { process: { selinux: { mode: 'disabled' } } }],
  ['security_opt: ["systempaths=unconfined"]', { linux: { maskedPaths: [], readonlyPaths: [] } }],
  [
    'security_opt: ["writable-cgroups=true"]',
    { mounts: expect.arrayContaining([expect.objectContaining({ destination: '/sys/fs/cgroup', options: expect.arrayContaining(['rw']) })]) },
  ],
  ['pid: host', { linux: { namespaces: expect.arrayContaining([{ type: 'pid', of: 'host' }]) }, process: { selinux: { mode: 'disabled' } } }],
  ['pid: "service:db"', { linux: { namespaces: expect.arrayContaining([{ type: 'pid', of: 'service:db' }]) } }],
  [
    'network_mode: host',
    {
      linux: {
        sysctl: {},
        namespaces: expect.arrayContaining([
          { type: 'network', of: 'host' },
          { type: 'uts', of: 'own' },
        ]),
      },
    },
  ],
  ['network_mode: none', { linux: { namespaces: expect.arrayContaining([{ type: 'network', of: 'own' }]) } }],
  ['ipc: host', { mounts: expect.arrayContaining([expect.objectContaining({ destination: '/dev/shm', source: '/dev/shm' })]) }],
  [
    'uts: host, cgroup: host',
    {
      linux: {
        namespaces: expect.arrayContaining([
          { type: 'uts', of: 'host' },
          { type: 'cgroup', of: 'host' },
        ]),
      },
    },
  ],
  [
    'shm_size: 1gb',
    { mounts: expect.arrayContaining([expect.objectContaining({ destination: '/dev/shm', options: expect.arrayContaining(['size=1073741824']) })]) },
  ],
  [
    'mem_limit: 64m, cpus: 0.5, pids_limit: 100',
    { linux: { resources: { memory: { limit: 67108864, swap: 134217728 }, cpu: { quota: 50000, period: 100000 }, pids: { limit: 100 } } } },
  ],
  ['deploy: { resources: { limits: { memory: 1g, pids: 5 } } }', { linux: { resources: { memory: { limit: 1073741824 }, pids: { limit: 5 } } } }],
  ['pids_limit: -1', { linux: { resources: { pids: {} } } }],
  ['volumes: ["/mnt:/v:ro"]', { mounts: expect.arrayContaining([{ destination: '/v', type: 'bind', source: '/mnt', options: ['rbind', 'rro', 'rprivate'] }]) }],
  ['volumes: ["/mnt:/v:rshared"]', { linux: { rootfsPropagation: 'rshared' } }],
  [
    'volumes: [{ type: bind, source: /mnt, target: /v, read_only: true, bind: { recursive: writable } }]',
    { mounts: expect.arrayContaining([expect.objectContaining({ options: ['rbind', 'ro', 'rprivate'] })]) },
  ],
  [
    'volumes: ["data:/v"]',
    { mounts: expect.arrayContaining([{ destination: '/v', type: 'bind', options: ['rbind', 'rprivate'], volume: { kind: 'volume', name: 'data' } }]) },
  ],
  ['tmpfs: /tmp', { mounts: expect.arrayContaining([{ destination: '/tmp', type: 'tmpfs', options: ['noexec', 'nosuid', 'nodev', 'rprivate'] }]) }],
  [
    'tmpfs: ["/tmp:exec,size=64m"]',
    { mounts: expect.arrayContaining([{ destination: '/tmp', type: 'tmpfs', options: ['nosuid', 'nodev', 'rprivate', 'exec', 'size=64m'] }]) },
  ],
  ['devices: ["/dev/fuse"]', { linux: { devices: [{ source: '/dev/fuse', path: '/dev/fuse', access: 'rwm' }] } }],
  [
    'device_cgroup_rules: ["c 1:3 mr"]',
    {
      linux: {
        resources: {
          devices: [
            { allow: false, rule: 'a', access: 'rwm' },
            { allow: true, rule: 'c 1:3', access: 'mr' },
          ],
        },
      },
    },
  ],
  [
    'ulimits: { core: 0, nofile: { soft: 10, hard: 20 } }',
    {
      process: {
        rlimits: [
          { type: 'RLIMIT_CORE', soft: 0, hard: 0 },
          { type: 'RLIMIT_NOFILE', soft: 10, hard: 20 },
        ],
      },
    },
  ],
  ['oom_score_adj: -500', { process: { oomScoreAdj: -500 } }],
  ['sysctls: { net.core.somaxconn: 1024 }, annotations: { a: b }', { linux: { sysctl: { 'net.core.somaxconn': '1024' } }, annotations: { a: 'b' } }],
  ['use_api_socket: true', { mounts: expect.arrayContaining([expect.objectContaining({ source: '/var/run/docker.sock' })]) }],
];

describe('the request for a container of a pod', () => {
  it.each(PODS)('%s · %s', (container, spec, part) => {
    expect(request('pod.yaml', pod(container, spec))).toMatchObject(part as object);
  });

  it('keeps no default for a mount of its own at the same place', () => {
    const { mounts } = request('pod.yaml', pod('volumeMounts: [{ name: v, mountPath: /dev/shm }]', 'volumes: [{ name: v, emptyDir: {} }]'));
    expect(mounts.filter(({ destination }) => destination === '/dev/shm')).toHaveLength(1);
  });

  it.each([
    ['', 'process.user.uid', true],
    [security('runAsUser: 5'), 'process.user.uid', false],
    ['', 'linux.seccomp', true],
    [security('seccompProfile: { type: RuntimeDefault }'), 'linux.seccomp', false],
    ['', 'linux.resources.pids', true],
    ['', 'process.capabilities', true],
    [security('capabilities: { drop: [ALL] }'), 'process.capabilities', false],
  ])('%s: whether %s is unknown: %s', (container, what, expected) => {
    expect(request('pod.yaml', pod(container)).unknown.some((one) => one.what === what)).toBe(expected);
  });

  it('is none in a Windows pod', () => {
    expect(request('pod.yaml', pod('', 'os: { name: windows }'))).toBeUndefined();
  });
});

describe('the request for a service', () => {
  it.each(SERVICES)('%s', (fields, part) => {
    expect(request('compose.yaml', service(fields))).toMatchObject(part as object);
  });

  it.each([
    ['', 'process.user.uid', true],
    ['user: app', 'process.user.uid', true],
    ['user: "5"', 'process.user.uid', false],
    ['', 'linux.namespaces.user', true],
    ['userns_mode: host', 'linux.namespaces.user', false],
    ['mem_limit: "$LIMIT"', 'linux.resources.memory', true],
  ])('%s: whether %s is unknown: %s', (fields, what, expected) => {
    expect(request('compose.yaml', service(fields)).unknown.some((one) => one.what === what)).toBe(expected);
  });

  it('joins the network of the host by an external network', () => {
    const text = service('networks: [out]', 'networks: { out: { external: true, name: host } }\n');
    expect(request('compose.yaml', text).linux.namespaces).toContainEqual({ type: 'network', of: 'host' });
  });

  it('takes the volumes of another, and follows no circle', () => {
    const text = 'services:\n  app: { image: a, volumes_from: ["b:ro"] }\n  b: { image: b, volumes: ["/x:/x"], volumes_from: [app] }\n';
    expect(request('compose.yaml', text).mounts).toContainEqual({ destination: '/x', type: 'bind', source: '/x', options: ['rbind', 'rro', 'rprivate'] });
  });
});

describe('what is not asked for', () => {
  it('no settings of the network that is not its own', () => {
    expect(request('pod.yaml', pod('', 'hostNetwork: true')).linux.sysctl).toEqual({});
    expect(request('compose.yaml', service('network_mode: host')).linux.sysctl).toEqual({});
  });

  it('no limit', () => {
    expect(request('compose.yaml', service('')).linux.resources).toEqual({
      memory: {},
      cpu: {},
      pids: {},
      devices: [{ allow: false, rule: 'a', access: 'rwm' }],
    });
    expect(request('compose.yaml', service('pids_limit: -1, mem_limit: "0"')).linux.resources).toMatchObject({ memory: {}, pids: {} });
    expect(request('compose.yaml', service('pids_limit: -1')).linux.resources.pids).toEqual({});
  });

  it('no shared memory with ipc: none', () => {
    expect(request('compose.yaml', service('ipc: none')).mounts.filter(({ destination }) => destination === '/dev/shm')).toEqual([]);
  });
});

describe('amounts', () => {
  it.each([
    ['64Mi', 67108864],
    ['1.5G', 1.5e9],
    ['250m', 0.25],
    ['1e3', 1000],
    ['2', 2],
    ['1Ei', 2 ** 60],
    ['12 Mi', undefined],
    ['', undefined],
  ])('%j of Kubernetes', (text, value) => expect(amountsOf(text).quantity).toBe(value));

  it.each([
    ['512m', 536870912],
    ['1gb', 1073741824],
    ['2 GiB', 2147483648],
    ['100', 100],
    ['x', undefined],
  ])('%j of Docker', (text, value) => expect(amountsOf(text).ram).toBe(value));
});
