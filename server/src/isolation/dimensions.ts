/** A dimension of isolation: one way in which a workload is separated from its node and its neighbours. A weakness opens it. */
export type Dimension =
  | 'PID'
  | 'NET'
  | 'MNT'
  | 'USER'
  | 'IPC'
  | 'UTS'
  | 'CGROUP'
  | 'SYSCALL'
  | 'LSM'
  | 'CAPS'
  | 'KERNEL'
  | 'IDENTITY'
  | 'SECRETS'
  | 'REACH'
  | 'STORAGE';
