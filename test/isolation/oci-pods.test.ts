import { describe, expect, it } from 'vitest';
import { DEFAULT_SETS, pod, request } from './oci.ts';

const NONE = { bounding: [], permitted: [], effective: [] };
const security = (fields: string) => `securityContext: { ${fields} }`;

/** Rows of: the fields of a container, those of its pod, and a part of the expected request. */
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

describe('the request for a container of a pod', () => {
  it.each(PODS)('%s · %s', (container, spec, part) => {
    expect(request('pod.yaml', pod(container, spec))).toMatchObject(part as object);
  });

  it('has no default mount at the path of a mount of the container', () => {
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

  it('does not exist in a Windows pod', () => {
    expect(request('pod.yaml', pod('', 'os: { name: windows }'))).toBeUndefined();
  });
});
