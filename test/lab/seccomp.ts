/**
 * The calls of Linux 6.14 on x86-64 that the default filter of Docker and containerd lets everybody make. Sources: the names are those of the
 * kernel's `unistd_64.h`; which of them are left out is told by docs.docker.com/engine/security/seccomp and moby/profiles
 * `seccomp/default_linux.go`. io_uring was taken out in containerd 1.7 and Docker 25.
 */
const ALLOWED = `
  accept accept4 access adjtimex alarm arch_prctl bind brk cachestat capget capset chdir chmod chown clock_adjtime clock_getres
  clock_gettime clock_nanosleep close close_range connect copy_file_range creat dup dup2 dup3 epoll_create epoll_create1 epoll_ctl
  epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait epoll_wait_old eventfd eventfd2 execve execveat exit exit_group faccessat faccessat2
  fadvise64 fallocate fanotify_mark fchdir fchmod fchmodat fchmodat2 fchown fchownat fcntl fdatasync fgetxattr flistxattr flock fork
  fremovexattr fsetxattr fstat fstatfs fsync ftruncate futex futex_requeue futex_wait futex_waitv futex_wake futimesat get_robust_list
  get_thread_area getcpu getcwd getdents getdents64 getegid geteuid getgid getgroups getitimer getpeername getpgid getpgrp getpid getppid
  getpriority getrandom getresgid getresuid getrlimit getrusage getsid getsockname getsockopt gettid gettimeofday getuid getxattr getxattrat
  inotify_add_watch inotify_init inotify_init1 inotify_rm_watch io_cancel io_destroy io_getevents io_pgetevents io_setup io_submit ioctl
  ioprio_get ioprio_set kill landlock_add_rule landlock_create_ruleset landlock_restrict_self lchown lgetxattr link linkat listen listmount
  listxattr listxattrat llistxattr lremovexattr lseek lsetxattr lstat madvise map_shadow_stack membarrier memfd_create memfd_secret mincore
  mkdir mkdirat mknod mknodat mlock mlock2 mlockall mmap modify_ldt mprotect mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedsend
  mq_unlink mremap mseal msgctl msgget msgrcv msgsnd msync munlock munlockall munmap name_to_handle_at nanosleep newfstatat open openat
  openat2 pause pidfd_open pidfd_send_signal pipe pipe2 pkey_alloc pkey_free pkey_mprotect poll ppoll prctl pread64 preadv preadv2 prlimit64
  process_mrelease process_vm_readv process_vm_writev pselect6 ptrace pwrite64 pwritev pwritev2 read readahead readlink readlinkat readv
  recvfrom recvmmsg recvmsg remap_file_pages removexattr removexattrat rename renameat renameat2 restart_syscall rmdir rseq rt_sigaction
  rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_tgsigqueueinfo sched_get_priority_max
  sched_get_priority_min sched_getaffinity sched_getattr sched_getparam sched_getscheduler sched_rr_get_interval sched_setaffinity
  sched_setattr sched_setparam sched_setscheduler sched_yield seccomp select semctl semget semop semtimedop sendfile sendmmsg sendmsg sendto
  set_robust_list set_thread_area set_tid_address setfsgid setfsuid setgid setgroups setitimer setpgid setpriority setregid setresgid
  setresuid setreuid setrlimit setsid setsockopt setuid setxattr setxattrat shmat shmctl shmdt shmget shutdown sigaltstack signalfd
  signalfd4 socketpair splice stat statfs statmount statx symlink symlinkat sync sync_file_range syncfs sysinfo tee tgkill time timer_create
  timer_delete timer_getoverrun timer_gettime timer_settime timerfd_create timerfd_gettime timerfd_settime times tkill truncate umask uname
  unlink unlinkat uretprobe utime utimensat utimes vfork vmsplice wait4 waitid write writev
`;

/** The calls that capabilities bring back: each of those that are named is enough. */
const BROUGHT_BACK: readonly (readonly [capabilities: readonly string[], calls: string])[] = [
  [
    ['SYS_ADMIN'],
    `clone clone3 fanotify_init fsconfig fsmount fsopen fspick lookup_dcookie lsm_get_self_attr lsm_list_modules lsm_set_self_attr mount
    mount_setattr move_mount open_tree quotactl quotactl_fd setdomainname sethostname setns umount umount2 unshare`,
  ],
  [['SYS_ADMIN', 'BPF'], 'bpf'],
  [['SYS_ADMIN', 'PERFMON'], 'perf_event_open'],
  [['SYS_ADMIN', 'SYSLOG'], 'syslog'],
  [['DAC_READ_SEARCH'], 'open_by_handle_at'],
  [['SYS_BOOT'], 'reboot'],
  [['SYS_CHROOT'], 'chroot'],
  [['SYS_MODULE'], 'delete_module finit_module init_module'],
  [['SYS_NICE'], 'get_mempolicy mbind set_mempolicy set_mempolicy_home_node'],
  [['SYS_PACCT'], 'acct'],
  [['SYS_PTRACE'], 'kcmp pidfd_getfd process_madvise'],
  [['SYS_RAWIO'], 'ioperm iopl'],
  [['SYS_TIME'], 'clock_settime settimeofday'],
  [['SYS_TTY_CONFIG'], 'vhangup'],
];

/** `CLONE_NEW*` of linux/sched.h, time namespaces left out: clone(2) has no room for them. */
const NEW_NAMESPACES = 0x7e02_0000;

/** The families of sockets that are left out: AX.25's, DECnet, SNA, the kernel's cryptography (AF_ALG), Bluetooth's neighbours, and VSOCK. */
const FAMILIES = { below: 12, others: [13, 14, 15, 16, 17, 18, 21, 22, 24, 26, 27, 28, 29, 30, 31, 32, 33, 35, 36, 39, 41, 42, 43, 44, 45] } as const;

/** The plain personalities, and the question which one it is. */
const PERSONALITIES = [0x0, 0x8, 0x2_0000, 0x2_0008, 0xffff_ffff];

const [EPERM, ENOSYS] = [1, 38];

/**
 * The default seccomp filter of Docker and containerd, as a profile of an OCI runtime: what is not listed is refused.
 * @param capabilities the bounding set, with `CAP_`
 */
export function defaultFilter(capabilities: readonly string[]): object {
  const has = (name: string) => capabilities.includes(`CAP_${name}`);
  const allow = (names: readonly string[], ...args: readonly object[]) => ({ names, action: 'SCMP_ACT_ALLOW', ...(args.length > 0 ? { args } : {}) });
  const first = (op: string, value: number, valueTwo?: number) => ({ index: 0, op, value, ...(valueTwo === undefined ? {} : { valueTwo }) });
  const names = [ALLOWED, ...BROUGHT_BACK.flatMap(([any, calls]) => (any.some(has) ? [calls] : []))].flatMap((calls) => calls.trim().split(/\s+/));
  return {
    defaultAction: 'SCMP_ACT_ERRNO',
    defaultErrnoRet: EPERM,
    syscalls: [
      allow(names),
      allow(['socket'], first('SCMP_CMP_LT', FAMILIES.below)),
      ...FAMILIES.others.map((family) => allow(['socket'], first('SCMP_CMP_EQ', family))),
      ...PERSONALITIES.map((personality) => allow(['personality'], first('SCMP_CMP_EQ', personality))),
      // the flags of clone3 are behind a pointer, where no filter sees them: libraries fall back to clone
      ...(has('SYS_ADMIN')
        ? []
        : [allow(['clone'], first('SCMP_CMP_MASKED_EQ', NEW_NAMESPACES, 0)), { names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: ENOSYS }]),
    ],
  };
}
