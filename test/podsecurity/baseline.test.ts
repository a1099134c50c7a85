import { baseline, both, HARD, type Row, restricted, table } from './table.ts';

table('nothing to find', [
  ['a hardened pod', {}],
  ['null everywhere', { spec: { hostNetwork: null, volumes: null, initContainers: null, os: null }, container: { ports: null, livenessProbe: null } }],
  [
    'what is no part of the standards',
    { spec: { shareProcessNamespace: true, hostAliases: [{ ip: '1.2.3.4' }], automountServiceAccountToken: true }, pod: { fsGroup: 0 } },
  ],
]);

table('hostNamespaces', [
  ['false', { spec: { hostNetwork: false, hostPID: false, hostIPC: false } }],
  ['one', { spec: { hostIPC: true } }, both('hostNamespaces', 'host namespaces (hostIPC=true)')],
  [
    'all, in the order of the API server',
    { spec: { hostIPC: true, hostPID: true, hostNetwork: true } },
    both('hostNamespaces', 'host namespaces (hostNetwork=true, hostPID=true, hostIPC=true)'),
  ],
]);

table('privileged', [
  ['false', { security: [{ privileged: false }] }],
  ['one', { security: [{ privileged: true }] }, both('privileged', 'privileged (container "a" must not set securityContext.privileged=true)')],
  [
    'two of three',
    { security: [{ privileged: true }, {}, { privileged: true }] },
    both('privileged', 'privileged (containers "a", "c" must not set securityContext.privileged=true)'),
  ],
  [
    'init and ephemeral containers, in the order of the API server',
    {
      security: [{ privileged: true }],
      spec: {
        ephemeralContainers: [{ name: 'debug', securityContext: { ...HARD, privileged: true } }],
        initContainers: [{ name: 'init', securityContext: { ...HARD, privileged: true } }],
      },
    },
    both('privileged', 'privileged (containers "init", "a", "debug" must not set securityContext.privileged=true)'),
  ],
]);

const DEFAULT_CAPABILITIES = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];
const add = (...names: string[]) => ({ security: [{ capabilities: { drop: ['ALL'], add: names } }] });

table('capabilities that may be added', [
  ...DEFAULT_CAPABILITIES.map((name): Row => {
    const message = `unrestricted capabilities (container "a" must not include "${name}" in securityContext.capabilities.add)`;
    return name === 'NET_BIND_SERVICE' ? [name, add(name)] : [name, add(name), restricted('capabilities_restricted', message, [22])];
  }),
  ...['NET_RAW', 'SYS_ADMIN', 'ALL', 'chown', 'CAP_CHOWN', ''].map((name): Row => {
    const detail = `container "a" must not include "${name}" in securityContext.capabilities.add`;
    return [
      name === '' ? 'an empty name' : name,
      add(name),
      baseline('capabilities_baseline', `non-default capabilities (${detail})`),
      restricted('capabilities_baseline', `non-default capabilities (${detail})`, [0, 21]),
      restricted('capabilities_restricted', `unrestricted capabilities (${detail})`, [22]),
    ];
  }),
  [
    'several, each once and sorted',
    { security: [{ capabilities: { drop: ['ALL'], add: ['SYS_TIME', 'BPF'] } }, {}, { capabilities: { drop: ['ALL'], add: ['BPF', 'NET_RAW'] } }] },
    baseline(
      'capabilities_baseline',
      'non-default capabilities (containers "a", "c" must not include "BPF", "NET_RAW", "SYS_TIME" in securityContext.capabilities.add)',
    ),
    restricted(
      'capabilities_baseline',
      'non-default capabilities (containers "a", "c" must not include "BPF", "NET_RAW", "SYS_TIME" in securityContext.capabilities.add)',
      [0, 21],
    ),
    restricted(
      'capabilities_restricted',
      'unrestricted capabilities (containers "a", "c" must not include "BPF", "NET_RAW", "SYS_TIME" in securityContext.capabilities.add)',
      [22],
    ),
  ],
]);

const volumes = (...list: unknown[]) => ({ spec: { volumes: list } });

table('hostPath volumes', [
  [
    'one',
    volumes({ name: 'v', hostPath: { path: '/' } }),
    baseline('hostPathVolumes', 'hostPath volumes (volume "v")'),
    restricted('restrictedVolumes', 'restricted volume types (volume "v" uses restricted volume type "hostPath")'),
  ],
  [
    'an empty one, and two in the order of the document',
    volumes({ name: 'w', hostPath: {} }, { name: 'v', hostPath: { path: '/' } }),
    baseline('hostPathVolumes', 'hostPath volumes (volumes "w", "v")'),
    restricted('restrictedVolumes', 'restricted volume types (volumes "w", "v" use restricted volume type "hostPath")'),
  ],
  ['a null one', volumes({ name: 'v', hostPath: null })],
  [
    'beside an allowed source, which counts at the restricted level',
    volumes({ name: 'v', hostPath: {}, emptyDir: {} }),
    baseline('hostPathVolumes', 'hostPath volumes (volume "v")'),
  ],
]);

const ports = (...list: unknown[]) => ({ container: { ports: list } });

table('hostPorts', [
  ['none', ports({ containerPort: 80 }, { containerPort: 81, hostPort: 0 })],
  ['one', ports({ containerPort: 80, hostPort: 8080 }), both('hostPorts', 'hostPort (container "a" uses hostPort 8080)')],
  [
    'sorted as text, each once',
    ports({ hostPort: 9 }, { hostPort: 80 }, { hostPort: 443 }, { hostPort: 80 }),
    both('hostPorts', 'hostPort (container "a" uses hostPorts 443, 80, 9)'),
  ],
  [
    'of several containers',
    { ...ports({ hostPort: 80 }), spec: { initContainers: [{ name: 'i', securityContext: HARD, ports: [{ hostPort: 80 }] }] } },
    both('hostPorts', 'hostPort (containers "i", "a" use hostPort 80)'),
  ],
  [
    'given by the API server to a Pod on the host network',
    { spec: { hostNetwork: true }, ...ports({ containerPort: 80 }, { containerPort: 443, hostPort: 0 }) },
    both('hostNamespaces', 'host namespaces (hostNetwork=true)'),
    both('hostPorts', 'hostPort (container "a" uses hostPorts 443, 80)'),
  ],
  [
    'not given to a template',
    { kind: 'Deployment', spec: { hostNetwork: true }, ...ports({ containerPort: 80 }) },
    both('hostNamespaces', 'host namespaces (hostNetwork=true)'),
  ],
  [
    'not given to ephemeral containers',
    { spec: { hostNetwork: true, ephemeralContainers: [{ name: 'e', securityContext: HARD, ports: [{ containerPort: 80 }] }] } },
    both('hostNamespaces', 'host namespaces (hostNetwork=true)'),
  ],
]);

const probeHost = 'probe or lifecycle host';

table('hostProbesAndHostLifecycle', [
  ['no host, an empty one', { container: { livenessProbe: { httpGet: { port: 80 } }, readinessProbe: { tcpSocket: { port: 80, host: '' } } } }],
  ['other handlers', { container: { livenessProbe: { grpc: { port: 1, host: 'h' } }, lifecycle: { preStop: { exec: { host: 'h' } } } } }],
  ...(['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle.postStart', 'lifecycle.preStop'] as const).flatMap((place) =>
    ['httpGet', 'tcpSocket'].map((protocol): Row => {
      const [outer = '', inner] = place.split('.');
      const handler = { [protocol]: { host: '127.0.0.1' } };
      return [
        `${place}.${protocol}`,
        { container: { [outer]: inner === undefined ? handler : { [inner]: handler } } },
        both('hostProbesAndHostLifecycle', `${probeHost} (container "a" uses ${probeHost} "127.0.0.1")`, [34]),
      ];
    }),
  ),
  [
    'containers and hosts sorted, each once',
    {
      container: { livenessProbe: { httpGet: { host: 'z' } }, startupProbe: { httpGet: { host: 'b' } } },
      spec: { initContainers: [{ name: 'z', securityContext: HARD, livenessProbe: { tcpSocket: { host: 'b' } } }] },
    },
    both('hostProbesAndHostLifecycle', `${probeHost} (containers "a", "z" use ${probeHost}s "b", "z")`, [34]),
  ],
]);

const APPARMOR = 'container.apparmor.security.beta.kubernetes.io/';

table('appArmorProfile', [
  ...['', 'runtime/default', 'localhost/x', 'localhost/'].map((value): Row => [`annotation "${value}"`, { annotations: { [`${APPARMOR}a`]: value } }]),
  ['allowed types', { pod: { appArmorProfile: { type: 'RuntimeDefault' } }, security: [{ appArmorProfile: { type: 'Localhost', localhostProfile: 'x' } }] }],
  [
    'a type',
    { pod: { appArmorProfile: { type: 'Unconfined' } } },
    both('appArmorProfile', 'forbidden AppArmor profile (pod must not set AppArmor profile type to "Unconfined")'),
  ],
  [
    'a profile without type',
    { security: [{ appArmorProfile: {} }] },
    both('appArmorProfile', 'forbidden AppArmor profile (container "a" must not set AppArmor profile type to "")'),
  ],
  [
    'an annotation of no container',
    { annotations: { [`${APPARMOR}nobody`]: 'unconfined' } },
    both('appArmorProfile', `forbidden AppArmor profile (annotation must not set AppArmor profile type to "${APPARMOR}nobody="unconfined"")`),
  ],
  [
    'everything at once',
    {
      annotations: { [`${APPARMOR}b`]: 'x', [`${APPARMOR}a`]: 'y', other: 'unconfined' },
      pod: { appArmorProfile: { type: 'Unconfined' } },
      security: [{ appArmorProfile: { type: 'Other' } }, { appArmorProfile: { type: 'Other' } }],
    },
    both(
      'appArmorProfile',
      `forbidden AppArmor profiles (pod and containers "a", "b" and annotations must not set AppArmor profile type to "Other", "Unconfined", "${APPARMOR}a="y"", "${APPARMOR}b="x"")`,
    ),
  ],
]);

const selinux = (options: object) => ({ pod: { seLinuxOptions: options } });

table('seLinuxOptions', [
  ...['', 'container_t', 'container_init_t', 'container_kvm_t'].map((type): Row => [`type "${type}"`, selinux({ type, user: '', role: '', level: 's0' })]),
  [
    'container_engine_t',
    selinux({ type: 'container_engine_t' }),
    both('seLinuxOptions', 'seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type "container_engine_t")', [0, 30]),
  ],
  ['a user', selinux({ user: 'u' }), both('seLinuxOptions', 'seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: user may not be set)')],
  [
    'everything at once',
    { ...selinux({ type: 'spc_t' }), security: [{ seLinuxOptions: { role: 'r' } }, {}, { seLinuxOptions: { type: 'a_t', user: 'u' } }] },
    both(
      'seLinuxOptions',
      'seLinuxOptions (pod and containers "a", "c" set forbidden securityContext.seLinuxOptions: types "a_t", "spc_t"; user may not be set; role may not be set)',
    ),
  ],
]);

const unmasked = 'procMount (container "a" must not set securityContext.procMount to "Unmasked")';

table('procMount', [
  ['Default', { security: [{ procMount: 'Default' }] }],
  [
    'Unmasked',
    { security: [{ procMount: 'Unmasked' }] },
    baseline('procMount', unmasked),
    restricted('procMount', unmasked, [0, 34]),
    restricted('procMount_restricted', unmasked, [35]),
  ],
  [
    'in a user namespace',
    { security: [{ procMount: 'Unmasked' }], spec: { hostUsers: false } },
    baseline('procMount', unmasked, [0, 34]),
    restricted('procMount', unmasked, [0, 34]),
    restricted('procMount_restricted', unmasked, [35]),
  ],
]);

const SECCOMP = 'container.seccomp.security.alpha.kubernetes.io/';
const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';

table('seccomp annotations, before 1.19', [
  ...['runtime/default', 'docker/default', 'localhost/x'].map((value): Row => [value, { annotations: { [`${SECCOMP}a`]: value, [SECCOMP_POD]: value } }]),
  ['of no container', { annotations: { [`${SECCOMP}nobody`]: 'unconfined' } }],
  [
    'unconfined',
    { annotations: { [SECCOMP_POD]: 'unconfined' } },
    both('seccompProfile_baseline', `seccompProfile (forbidden annotation ${SECCOMP_POD}="unconfined")`, [0, 18]),
  ],
  [
    'empty, quoted and not, sorted',
    { annotations: { [SECCOMP_POD]: 'a "b"\t\u0001é', [`${SECCOMP}b`]: '', [`${SECCOMP}a`]: 'x' }, security: [{}, {}] },
    both('seccompProfile_baseline', `seccompProfile (forbidden annotations ${SECCOMP}a="x", ${SECCOMP}b="", ${SECCOMP_POD}="a \\"b\\"\\t\\x01é")`, [0, 18]),
  ],
]);

const SYSCTLS: readonly (readonly [since: number, ...names: string[]])[] = [
  [0, 'kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range', 'net.ipv4.ip_unprivileged_port_start'],
  [27, 'net.ipv4.ip_local_reserved_ports'],
  [29, 'net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes'],
  [32, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'],
  [37, 'net.ipv4.tcp_slow_start_after_idle', 'net.ipv4.tcp_notsent_lowat'],
];

table('sysctls', [
  ...SYSCTLS.flatMap(([since, ...names]) =>
    names.map((name): Row => {
      const change = { pod: { sysctls: [{ name, value: '1' }] } };
      return since === 0 ? [name, change] : [name, change, both('sysctls', `forbidden sysctls (${name})`, [0, since - 1])];
    }),
  ),
  [
    'others, in the order of the document',
    { pod: { sysctls: [{ name: 'kernel.msgmax' }, { name: 'a.b' }] } },
    both('sysctls', 'forbidden sysctls (kernel.msgmax, a.b)'),
  ],
]);

table('windowsHostProcess', [
  ['false', { pod: { windowsOptions: { hostProcess: false } } }],
  [
    'pod and containers',
    { pod: { windowsOptions: { hostProcess: true } }, security: [{}, { windowsOptions: { hostProcess: true } }] },
    both('windowsHostProcess', 'hostProcess (pod and container "b" must not set securityContext.windowsOptions.hostProcess=true)'),
  ],
]);
