import type { Rule } from '../rule.ts';
import { cgroupParentCustom } from './cgroup-parent-custom.ts';
import { cpuLimitMissing } from './cpu-limit-missing.ts';
import { ephemeralStorageUnbounded } from './ephemeral-storage-unbounded.ts';
import { memoryLimitMissing } from './memory-limit-missing.ts';
import { oomProtection } from './oom-protection.ts';
import { pidsLimitMissing } from './pids-limit-missing.ts';
import { ulimitUnbounded } from './ulimit-unbounded.ts';

export const RESOURCES: readonly Rule[] = [
  memoryLimitMissing,
  cpuLimitMissing,
  ephemeralStorageUnbounded,
  pidsLimitMissing,
  cgroupParentCustom,
  oomProtection,
  ulimitUnbounded,
];
