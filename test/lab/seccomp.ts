/**
 * The default seccomp filter of Docker and containerd, as a profile of an OCI runtime. The engines list the allowed calls; this list has the
 * others, each with the capability that allows it again. Calls of newer kernels are forbidden by the engines, but allowed by this filter.
 * Sources: docs.docker.com/engine/security/seccomp ("Significant syscalls blocked by the default profile"), moby
 * `profiles/seccomp/default_linux.go`; io_uring was removed in containerd 1.7 and Docker 25.
 */
const FORBIDDEN: readonly (readonly [capability: string | undefined, ...calls: string[]])[] = [
  [undefined, 'add_key', 'keyctl', 'request_key', 'userfaultfd', 'io_uring_setup', 'io_uring_enter', 'io_uring_register', 'move_pages', 'pivot_root'],
  [undefined, 'nfsservctl', 'sysfs', '_sysctl', 'uselib', 'ustat', 'vm86', 'vm86old', 'swapon', 'swapoff', 'create_module', 'get_kernel_syms'],
  [undefined, 'query_module', 'kexec_file_load', 'kexec_load'],
  ['SYS_ADMIN', 'mount', 'umount', 'umount2', 'fsopen', 'fsconfig', 'fsmount', 'fspick', 'move_mount', 'open_tree', 'mount_setattr'],
  ['SYS_ADMIN', 'setns', 'unshare', 'lookup_dcookie', 'quotactl', 'quotactl_fd', 'setdomainname', 'sethostname'],
  ['BPF', 'bpf'],
  ['PERFMON', 'perf_event_open'],
  ['SYS_PTRACE', 'kcmp', 'process_madvise', 'pidfd_getfd'],
  ['DAC_READ_SEARCH', 'open_by_handle_at'],
  ['SYS_CHROOT', 'chroot'],
  ['SYS_NICE', 'get_mempolicy', 'mbind', 'set_mempolicy', 'set_mempolicy_home_node'],
  ['SYS_MODULE', 'delete_module', 'finit_module', 'init_module'],
  ['SYS_RAWIO', 'ioperm', 'iopl'],
  ['SYS_TIME', 'clock_adjtime', 'clock_settime', 'settimeofday', 'stime'],
  ['SYS_BOOT', 'reboot'],
  ['SYS_PACCT', 'acct'],
  ['SYS_TTY_CONFIG', 'vhangup'],
  ['SYSLOG', 'syslog'],
];

/** `CLONE_NEW*` of linux/sched.h, without time namespaces, for which clone(2) has no flag. */
const NEW_NAMESPACES = [0x2_0000, 0x200_0000, 0x400_0000, 0x800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000];

const [EPERM, ENOSYS] = [1, 38];
const ADDR_NO_RANDOMIZE = 0x4_0000;
const AF_VSOCK = 40;

/** @param capabilities the bounding set, with `CAP_` */
export function defaultFilter(capabilities: readonly string[]) {
  const has = (name: string) => capabilities.includes(`CAP_${name}`) || (/^(?:BPF|PERFMON)$/.test(name) && capabilities.includes('CAP_SYS_ADMIN'));
  const refuse = (names: readonly string[], args?: readonly object[], errnoRet = EPERM) => ({
    names,
    action: 'SCMP_ACT_ERRNO',
    errnoRet,
    ...(args && { args }),
  });
  const names = FORBIDDEN.flatMap(([capability, ...calls]) => (capability !== undefined && has(capability) ? [] : calls));
  const clone = NEW_NAMESPACES.map((flag) => refuse(['clone'], [{ index: 0, value: flag, valueTwo: flag, op: 'SCMP_CMP_MASKED_EQ' }]));
  return {
    defaultAction: 'SCMP_ACT_ALLOW',
    architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86', 'SCMP_ARCH_X32'],
    syscalls: [
      refuse(names),
      // a filter cannot see the flags of clone3 behind a pointer; after ENOSYS, libraries use clone
      ...(has('SYS_ADMIN') ? [] : [...clone, refuse(['clone3'], undefined, ENOSYS)]),
      // the engines allow only the common personalities, and the query with all bits set
      refuse(['personality'], [{ index: 0, value: 0x8000_0000 + ADDR_NO_RANDOMIZE, valueTwo: ADDR_NO_RANDOMIZE, op: 'SCMP_CMP_MASKED_EQ' }]),
      refuse(['socket'], [{ index: 0, value: AF_VSOCK, op: 'SCMP_CMP_EQ' }]),
    ],
  };
}
