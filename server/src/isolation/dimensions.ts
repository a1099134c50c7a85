/** The dimensions of isolation: the ways in which a workload is separated from its node and its neighbours, in words. A weakness opens at least one. */
export const DIMENSIONS = {
  PID: 'processes',
  NET: 'network namespace',
  MNT: 'filesystem view',
  USER: 'user IDs',
  IPC: 'shared memory',
  UTS: 'host name',
  CGROUP: 'resource limits',
  SYSCALL: 'system calls',
  LSM: 'AppArmor and SELinux',
  CAPS: 'capabilities',
  KERNEL: 'kernel boundary',
  IDENTITY: 'tokens and permissions',
  SECRETS: 'secrets',
  REACH: 'network reachability',
  STORAGE: 'shared storage',
} as const;

/** One of {@link DIMENSIONS}. */
export type Dimension = keyof typeof DIMENSIONS;
