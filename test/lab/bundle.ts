import { defaultFilter } from './seccomp.ts';

/** One mount of a container, beside those that every container has. */
export interface LabMount {
  readonly destination: string;
  readonly type: 'bind' | 'tmpfs';
  /** A folder or file of the host, for binds. */
  readonly source?: string;
  readonly options: readonly string[];
}

/** What an engine would ask of the runtime for one container. */
export interface LabRequest {
  readonly uid: number;
  readonly gid: number;
  /** Supplementary groups. */
  readonly groups?: readonly number[];
  /** Canonical names; `ALL` for every one. */
  readonly capabilities: readonly string[];
  readonly noNewPrivileges: boolean;
  /** The default filter, none, or a profile of its own. */
  readonly seccomp: 'default' | 'unconfined';
  readonly readOnlyRoot: boolean;
  /** Every user may bind ports below 1024, as Docker and containerd 2 have it. */
  readonly lowPorts: boolean;
  readonly mounts: readonly LabMount[];
}

/** What a laboratory's case changes in the configuration before the runtime gets it: namespaces, devices, masked paths. */
export type Adjust = (config: OciConfig) => void;

// biome-ignore lint/suspicious/noExplicitAny: the runtime's own format, which cases of claims reach into freely
export type OciConfig = Record<string, any>;

/** capability.h of Linux 6.1, in the order of its numbers. */
const ALL_CAPABILITIES = (
  'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW ' +
  'IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE ' +
  'AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE'
).split(' ');

/** The `config.json` of an OCI bundle: the defaults of the engines, and the request. */
export function ociConfig(request: LabRequest, root: string, args: readonly string[], env: Readonly<Record<string, string>>): OciConfig {
  const { uid, gid, groups = [], capabilities, readOnlyRoot, noNewPrivileges } = request;
  const held = (capabilities.includes('ALL') ? ALL_CAPABILITIES : capabilities).map((name) => `CAP_${name}`);
  // engines leave these two empty for users other than root
  const active = uid === 0 ? held : [];
  return {
    ociVersion: '1.0.2',
    hostname: 'lab',
    process: {
      terminal: false,
      cwd: '/',
      args,
      env: Object.entries({ PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...env }).map(([name, value]) => `${name}=${value}`),
      user: { uid, gid, additionalGids: [gid, ...groups] },
      capabilities: { bounding: held, permitted: active, effective: active, inheritable: [], ambient: [] },
      noNewPrivileges,
    },
    root: { path: root, readonly: readOnlyRoot },
    mounts: [...MOUNTS, ...request.mounts.map((mount) => ({ source: mount.type, ...mount }))],
    linux: {
      namespaces: ['pid', 'network', 'ipc', 'uts', 'mount'].map((type) => ({ type })),
      resources: { devices: [{ allow: false, access: 'rwm' }] },
      maskedPaths: ['acpi', 'asound', 'kcore', 'keys', 'latency_stats', 'timer_list', 'timer_stats', 'sched_debug', 'scsi']
        .map((name) => `/proc/${name}`)
        .concat('/sys/firmware'),
      readonlyPaths: ['bus', 'fs', 'irq', 'sys', 'sysrq-trigger'].map((name) => `/proc/${name}`),
      ...(request.lowPorts ? { sysctl: { 'net.ipv4.ip_unprivileged_port_start': '0' } } : {}),
      ...(request.seccomp === 'default' ? { seccomp: defaultFilter(capabilities) } : {}),
    },
  };
}

/** What every engine mounts into every container (moby `oci.DefaultSpec`, containerd `pkg/oci`), the cgroups left out. */
const MOUNTS: readonly object[] = [
  { destination: '/proc', type: 'proc', source: 'proc' },
  { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'] },
  { destination: '/dev/pts', type: 'devpts', source: 'devpts', options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5'] },
  { destination: '/dev/shm', type: 'tmpfs', source: 'shm', options: ['nosuid', 'noexec', 'nodev', 'mode=1777', 'size=65536k'] },
  { destination: '/dev/mqueue', type: 'mqueue', source: 'mqueue', options: ['nosuid', 'noexec', 'nodev'] },
  { destination: '/sys', type: 'sysfs', source: 'sysfs', options: ['nosuid', 'noexec', 'nodev', 'ro'] },
];
