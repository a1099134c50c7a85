import { describe, expect, it } from 'vitest';
import { DEFAULT_SETS, request, service } from './oci.ts';

/** Rows of: the fields of a service, and a part of the expected request. */
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

  it('has the volumes of a service in volumes_from, and follows no circle', () => {
    const text = 'services:\n  app: { image: a, volumes_from: ["b:ro"] }\n  b: { image: b, volumes: ["/x:/x"], volumes_from: [app] }\n';
    expect(request('compose.yaml', text).mounts).toContainEqual({ destination: '/x', type: 'bind', source: '/x', options: ['rbind', 'rro', 'rprivate'] });
  });
});
