/** The facts about one Linux capability. Source: capabilities(7), KEP-127, the default seccomp profile of moby. */
export interface CapabilityFacts {
  /** What it allows, in at most 60 characters; in messages it follows "adds NAME:". `{host}` becomes "node" or "host". */
  readonly grants: string;
  /** The same on the network of the host, where that makes it another thing. */
  readonly grantsOnHostNetwork?: string;
  /** What an attacker does with it, in one to three sentences. */
  readonly risk: string;
  /** Its effect in a user namespace. */
  readonly userNamespace: string;
  /** Programs that need it or usually ask for it. */
  readonly users: string;
}

const NAMESPACED = 'With `hostUsers: false` it counts only inside the pod.';
const VOID = 'With `hostUsers: false` it has no effect on the node.';
const LIMITED = 'With `hostUsers: false` its reach is limited to the pod.';
const MAPPED = 'With `hostUsers: false` it reaches only the IDs that are mapped into the pod.';
const DEFAULT_SET = 'containerd and Docker grant it by default; adding it back after dropping `ALL` is good practice.';

/** The facts of every capability, by its canonical name (upper case, without `CAP_`). `ALL` means all of them. */
export const CAPABILITIES = {
  ALL: {
    grants: 'every capability, nearly as much as privileged',
    risk: 'Root in the container can mount, load modules, trace processes and do raw I/O: the escapes of a privileged container, short of its device nodes.',
    userNamespace: 'With `hostUsers: false` all of them count only inside the pod.',
    users: 'Hardly anything needs it: add the one or two capabilities that the program really uses.',
  },
  SYS_ADMIN: {
    grants: 'mounts, namespaces and bpf, close to root on the {host}',
    risk: 'The default seccomp profile allows mount, unshare, setns and bpf again as soon as this capability is added. Without AppArmor a root process mounts cgroup v1 and runs a program on the host through its `release_agent`, or remounts the masked parts of /proc.',
    userNamespace: 'With `hostUsers: false` it mounts only inside the pod and has no effect on the node.',
    users: 'FUSE, CSI node plugins, nested builders and some profilers ask for it.',
  },
  SYS_MODULE: {
    grants: 'loads kernel modules: code inside the kernel of the {host}',
    risk: 'A kernel module is code in the kernel. Whoever controls a root process of this container controls the host, without any further exploit.',
    userNamespace: 'With `hostUsers: false` no module can be loaded.',
    users: 'Driver installers ask for it; better load the module on the node.',
  },
  SYS_PTRACE: {
    grants: 'reads and changes the memory of processes it sees',
    risk: 'In a PID namespace of its own it reaches the processes of this container, with a shared one those of its sidecars. Together with the PID namespace of the host it is a full escape: the root directory and the memory of every process of the host are open.',
    userNamespace: 'With `hostUsers: false` it is limited to processes in the same user namespace.',
    users: 'Debuggers, profilers and security agents ask for it.',
  },
  SYS_RAWIO: {
    grants: 'raw access to I/O ports, memory and disks of the {host}',
    risk: 'I/O ports, /dev/mem and SCSI commands bypass every file permission: with such a device, memory or disk of the host is open.',
    userNamespace: VOID,
    users: 'Hardware diagnostics and IPMI tools ask for it.',
  },
  DAC_READ_SEARCH: {
    grants: 'opens files of the {host} by handle, beside any path',
    risk: 'With open_by_handle_at a root process walks the filesystem of the host below any bind mount, such as /etc/hosts: the escape known as Shocker. The default seccomp profile allows this call again when the capability is added.',
    userNamespace: 'With `hostUsers: false` open_by_handle_at stays closed.',
    users: 'Backup agents and NFS servers ask for it.',
  },
  DAC_OVERRIDE: {
    grants: 'ignores file permissions on every mounted volume',
    risk: 'Root in the container ignores the modes of files on every mounted volume, so separate user IDs on shared storage do not hold.',
    userNamespace: MAPPED,
    users: `Entrypoints that start as root and prepare a data directory need it. ${DEFAULT_SET}`,
  },
  BPF: {
    grants: 'loads BPF programs into the kernel of the {host}',
    risk: 'It runs verified code in the kernel; with PERFMON it reads kernel memory and so the data of other containers. Bugs in the verifier (CVE-2021-3490, CVE-2020-8835) are escapes.',
    userNamespace: 'With `hostUsers: false` most program types cannot be loaded.',
    users: 'Network and security agents such as Cilium or Falco ask for it.',
  },
  PERFMON: {
    grants: 'traces the kernel and the programs of other tenants',
    risk: 'It observes how other workloads run, down to kernel addresses, and opens the perf subsystem to attack.',
    userNamespace: 'With `hostUsers: false` kernel events stay closed.',
    users: 'Profilers ask for it.',
  },
  NET_ADMIN: {
    grants: 'changes interfaces, routes and packet filters',
    grantsOnHostNetwork: 'changes interfaces, routes and packet filters of the {host}',
    risk: 'It changes the addresses of the container, which gets around policies by source, and reaches nf_tables and traffic control code in the kernel, a repeated source of escapes (CVE-2022-32250, CVE-2023-32233, CVE-2024-1086). With the network of the host it reconfigures the firewall of the host.',
    userNamespace: 'With `hostUsers: false` it counts only in the network of the pod.',
    users:
      'Check whether the program sets up interfaces, routes or packet filters itself: VPNs, firewalls, network agents and the init containers of service meshes do. Web servers and databases, such as nginx and postgres, do not.',
  },
  NET_RAW: {
    grants: 'raw sockets: spoofs and sniffs on the network of the container',
    grantsOnHostNetwork: 'raw sockets: spoofs and sniffs on the network of the {host}',
    risk: 'Raw sockets forge ARP, neighbour discovery and DHCP on the network segment of the container and, on the network of the host, sniff the traffic of the host. CVE-2020-14386 and CVE-2020-10749 needed it.',
    userNamespace: NAMESPACED,
    users: 'tcpdump, keepalived and scanners need it. Ping does not, where the range of unprivileged ping groups is open, as on Docker and containerd 2.',
  },
  NET_BIND_SERVICE: {
    grants: 'binds ports below 1024',
    risk: 'Nearly none: it is the only capability that the Restricted Pod Security Standard lets a container add.',
    userNamespace: NAMESPACED,
    users: 'Web servers on ports 80 and 443 need it on CRI-O and containerd 1; Docker and containerd 2 let everyone bind low ports.',
  },
  NET_BROADCAST: {
    grants: 'nothing, the kernel does not use it',
    risk: 'None: current kernels do not use this capability. It hints at a list that was copied.',
    userNamespace: VOID,
    users: 'Nothing needs it.',
  },
  SYS_TIME: {
    grants: 'sets the clock of the {host}, for every workload on it',
    risk: 'The clock has no namespace: a wrong time breaks TLS, the validity of tokens and the order of logs for everything on the host.',
    userNamespace: 'With `hostUsers: false` the clock cannot be set.',
    users: 'Only time daemons such as chrony need it.',
  },
  SYSLOG: {
    grants: 'reads the kernel log and kernel addresses of the {host}',
    risk: 'Kernel addresses defeat the randomisation that exploits have to guess, and the kernel log holds lines of other tenants.',
    userNamespace: VOID,
    users: 'Node log collectors ask for it.',
  },
  MKNOD: {
    grants: 'creates device nodes',
    risk: 'The device cgroup normally refuses to open what it creates. With opened device rules, or a volume that a less confined process reads, a device node becomes access to a raw disk.',
    userNamespace: 'With `hostUsers: false` device nodes cannot be created.',
    users: `Device managers need it. ${DEFAULT_SET}`,
  },
  SETUID: {
    grants: 'becomes any user ID',
    risk: 'A root process can take any user ID, and so the place of the owner of files on shared volumes.',
    userNamespace: MAPPED,
    users: `Entrypoints that start as root and step down (gosu, su-exec), sshd, nginx and httpd need it. ${DEFAULT_SET}`,
  },
  SETGID: {
    grants: 'becomes any group ID',
    risk: 'A root process can join any group, for example the one that owns a mounted socket.',
    userNamespace: MAPPED,
    users: `Entrypoints that start as root and step down need it. ${DEFAULT_SET}`,
  },
  SETFCAP: {
    grants: 'gives capabilities to files',
    risk: 'It can plant a file with capabilities on a shared volume, for another container to run.',
    userNamespace: NAMESPACED,
    users: `Package managers need it. ${DEFAULT_SET}`,
  },
  SETPCAP: {
    grants: 'changes the capability sets of the process itself',
    risk: 'Little: it is mostly used to give privileges up.',
    userNamespace: NAMESPACED,
    users: `Entrypoints that drop capabilities need it. ${DEFAULT_SET}`,
  },
  CHECKPOINT_RESTORE: {
    grants: 'reads memory maps of the processes it may trace',
    risk: 'It reads memory and descriptors of processes that it may trace; with the PID namespace of the host those belong to other workloads.',
    userNamespace: LIMITED,
    users: 'Checkpointing with CRIU needs it.',
  },
  AUDIT_CONTROL: {
    grants: 'rewrites or turns off the audit rules of the {host}',
    risk: 'An attacker turns off auditing for the whole host and goes unseen.',
    userNamespace: VOID,
    users: 'Only an audit daemon needs it.',
  },
  AUDIT_READ: {
    grants: 'reads the audit log of the {host}',
    risk: 'The audit log shows commands and paths of the other tenants of the host.',
    userNamespace: VOID,
    users: 'Log shippers ask for it.',
  },
  AUDIT_WRITE: {
    grants: 'writes records to the audit log of the {host}',
    risk: 'It may forge audit records or flood the log with them.',
    userNamespace: VOID,
    users: `sshd, login and sudo need it. ${DEFAULT_SET}`,
  },
  MAC_ADMIN: {
    grants: 'changes the AppArmor or Smack policy of the {host}',
    risk: 'It loads and removes security policy for the whole host: mandatory access control is gone for every workload on it.',
    userNamespace: VOID,
    users: 'Only agents that manage such policy need it.',
  },
  MAC_OVERRIDE: {
    grants: 'overrides mandatory access control on the {host}',
    risk: 'On a Smack system the policy no longer applies. With AppArmor or SELinux it does little.',
    userNamespace: VOID,
    users: 'Nothing common needs it.',
  },
  SYS_BOOT: {
    grants: 'reboots the {host} or loads another kernel',
    risk: 'With the PID namespace of the host it reboots the host, or starts another kernel by kexec.',
    userNamespace: 'With `hostUsers: false` it ends only the processes of the pod.',
    users: 'Reboot daemons ask for it.',
  },
  SYS_CHROOT: {
    grants: 'changes the root directory',
    risk: 'Little by itself: it is one step of entering another mount namespace and of breaking out of a chroot inside the container.',
    userNamespace: NAMESPACED,
    users: `sshd and postfix need it. ${DEFAULT_SET}`,
  },
  SYS_RESOURCE: {
    grants: 'overrides limits and the reserve of filesystems',
    risk: 'It raises its own limits, uses the space that filesystems keep in reserve and lowers its OOM score, so that neighbours are killed first.',
    userNamespace: LIMITED,
    users: 'Some databases ask for it; set the limits on the node instead.',
  },
  SYS_NICE: {
    grants: 'takes real-time priority and the CPUs of others',
    risk: 'Real-time scheduling starves the neighbours on the host, and it moves onto CPUs that are reserved for others.',
    userNamespace: LIMITED,
    users: 'Databases on NUMA machines, packet processing and audio ask for it.',
  },
  IPC_LOCK: {
    grants: 'pins memory so that it is never swapped out',
    risk: 'Pinned memory puts pressure on the host. The memory limit of the container bounds it.',
    userNamespace: 'With `hostUsers: false` the resource limits of the process bound it.',
    users: 'Vault, Elasticsearch with locked memory, packet processing and RDMA ask for it.',
  },
  IPC_OWNER: {
    grants: 'ignores permissions of System V shared memory',
    risk: 'With the IPC namespace of the host it reads every shared memory segment of the host.',
    userNamespace: NAMESPACED,
    users: 'Nothing common needs it.',
  },
  SYS_PACCT: {
    grants: 'turns process accounting on or off',
    risk: 'Process accounting records the commands of other tenants into a file of its choice.',
    userNamespace: VOID,
    users: 'Nothing common needs it.',
  },
  SYS_TTY_CONFIG: {
    grants: 'controls virtual terminals',
    risk: 'With a terminal device of the host it takes over the console. That is rare.',
    userNamespace: VOID,
    users: 'Nothing common needs it.',
  },
  LINUX_IMMUTABLE: {
    grants: 'makes files that nobody can change or delete',
    risk: 'Files on shared volumes become immutable for their owners, which denies service and hides traces.',
    userNamespace: LIMITED,
    users: 'Backup appliances ask for it.',
  },
  LEASE: {
    grants: 'takes leases on any file',
    risk: 'Little: it learns when others open a file.',
    userNamespace: LIMITED,
    users: 'Samba asks for it.',
  },
  WAKE_ALARM: {
    grants: 'sets timers that wake the machine',
    risk: 'None for isolation: it costs power at most.',
    userNamespace: VOID,
    users: 'Nothing on a server needs it.',
  },
  BLOCK_SUSPEND: {
    grants: 'keeps the machine from suspending',
    risk: 'None for isolation.',
    userNamespace: VOID,
    users: 'Nothing on a server needs it.',
  },
  CHOWN: {
    grants: 'changes the owner of any file',
    risk: 'On shared volumes it takes over the files of others.',
    userNamespace: MAPPED,
    users: `Entrypoints that start as root need it. ${DEFAULT_SET}`,
  },
  FOWNER: {
    grants: 'acts as the owner of any file',
    risk: 'On shared volumes it changes the modes of the files of others.',
    userNamespace: MAPPED,
    users: `Entrypoints that start as root need it. ${DEFAULT_SET}`,
  },
  FSETID: {
    grants: 'keeps setuid bits on files it writes',
    risk: 'A setuid program on a shared volume stays setuid when it is overwritten.',
    userNamespace: MAPPED,
    users: `Package managers need it. ${DEFAULT_SET}`,
  },
  KILL: {
    grants: 'signals processes of every user',
    risk: 'With a shared PID namespace it stops the processes of other containers.',
    userNamespace: 'With `hostUsers: false` it reaches only processes in the same user namespace.',
    users: `Init systems need it. ${DEFAULT_SET}`,
  },
} as const satisfies Readonly<Record<string, CapabilityFacts>>;

/** A canonical name of a capability, or `ALL`. */
export type CapabilityName = keyof typeof CAPABILITIES;

/** Every canonical name, `ALL` first. */
export const CAPABILITY_NAMES = Object.keys(CAPABILITIES) as readonly CapabilityName[];

/** Whether a name is the canonical name of a capability of Linux, or `ALL`. */
export function isCapability(name: string): name is CapabilityName {
  return Object.hasOwn(CAPABILITIES, name);
}
