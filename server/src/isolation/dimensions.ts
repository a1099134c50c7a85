/** What a weakness opens: one way in which a workload is kept apart from its node and its neighbours (isolation model, section 1). */
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
