import type { CapabilityName } from '../../isolation/capability-facts.ts';
import type { SeverityTable } from '../rule.ts';
import { severity } from '../severity.ts';

// Capabilities of the default set are silent for trusted workloads and a remark elsewhere: naming the few that are needed is the recommended pattern.
const DEFAULT = severity('info', { TI: 'off' });

/** How severe it is to add each capability. */
export const SEVERITIES: Readonly<Record<CapabilityName, SeverityTable>> = {
  ALL: severity('critical', { TI: 'high' }),
  SYS_ADMIN: severity('critical', { TI: 'high', CI: 'high' }),
  SYS_MODULE: severity('critical'),
  SYS_PTRACE: severity('high', { TI: 'medium' }),
  SYS_RAWIO: severity('critical'),
  DAC_READ_SEARCH: severity('critical', { TI: 'high', CI: 'high' }),
  DAC_OVERRIDE: DEFAULT,
  BPF: severity('high', { TI: 'medium', CI: 'medium' }),
  PERFMON: severity('medium', { TI: 'low', CI: 'low' }),
  NET_ADMIN: severity('high', { TI: 'medium', CI: 'medium' }),
  NET_RAW: severity('medium', { TI: 'low', MT: 'high', CI: 'low' }),
  NET_BIND_SERVICE: severity('off'),
  NET_BROADCAST: severity('info'),
  SYS_TIME: severity('high', { TI: 'medium', CI: 'medium' }),
  SYSLOG: severity('medium', { TI: 'low', CI: 'low' }),
  MKNOD: DEFAULT,
  SETUID: DEFAULT,
  SETGID: DEFAULT,
  SETFCAP: DEFAULT,
  SETPCAP: DEFAULT,
  CHECKPOINT_RESTORE: severity('medium', { TI: 'low', CI: 'low' }),
  AUDIT_CONTROL: severity('high', { TI: 'medium', CI: 'medium' }),
  AUDIT_READ: severity('medium', { TI: 'low', CI: 'low' }),
  AUDIT_WRITE: DEFAULT,
  MAC_ADMIN: severity('critical', { TI: 'high', CI: 'high' }),
  MAC_OVERRIDE: severity('critical', { TI: 'high', CI: 'high' }),
  SYS_BOOT: severity('high', { TI: 'medium', CI: 'medium' }),
  SYS_CHROOT: DEFAULT,
  SYS_RESOURCE: severity('medium', { TI: 'low', CI: 'low' }),
  SYS_NICE: severity('low', { MT: 'medium' }),
  IPC_LOCK: severity('low', { MT: 'medium' }),
  IPC_OWNER: severity('medium', { TI: 'low', CI: 'low' }),
  SYS_PACCT: severity('low', { MT: 'medium' }),
  SYS_TTY_CONFIG: severity('low'),
  LINUX_IMMUTABLE: severity('low', { RG: 'medium' }),
  LEASE: severity('info'),
  WAKE_ALARM: severity('info'),
  BLOCK_SUSPEND: severity('info'),
  CHOWN: DEFAULT,
  FOWNER: DEFAULT,
  FSETID: DEFAULT,
  KILL: DEFAULT,
};
