import { isWhole, type ListField } from '../manifest/field.ts';
import { type Effective, type EffectiveContainer, forced } from './effective.ts';

/** The capabilities that Docker and containerd grant by default; CRI-O grants nine of them. Sources: moby `daemon/pkg/oci/caps`, containerd `pkg/oci`. */
export const DEFAULT_CAPABILITIES: readonly string[] = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

/** The canonical name: `cap_sys_admin` → `SYS_ADMIN`. Compose accepts any case and the prefix `CAP_`; Kubernetes only the canonical name. */
export function canonicalCapability(name: string): string {
  return name.trim().toUpperCase().replace(/^CAP_/, '');
}

/**
 * The capabilities of a container: the default set, without `drop`, with `add`. If it has every capability, only `ALL`.
 * @param add canonical names or `ALL`, as `drop`
 */
export function resultingCapabilities(add: readonly string[], drop: readonly string[]): readonly string[] {
  if (add.includes('ALL')) return ['ALL'];
  const base = drop.includes('ALL') ? [] : DEFAULT_CAPABILITIES.filter((name) => !drop.includes(name));
  return [...new Set([...base, ...add])];
}

/** What the two lists of a container or service make of its capabilities. */
export function effectiveCapabilities(
  add: ListField,
  drop: ListField,
  source: 'container' | 'service',
  privileged: Effective<boolean>,
): Pick<EffectiveContainer, 'capabilities' | 'dropsAll'> {
  const given = (lists: readonly ListField[]) => {
    const by = lists.find(({ state }) => state === 'known')?.site;
    return { by, source: by ? source : 'default' } as const;
  };
  const [added, dropped] = [namesIn(add), namesIn(drop)];
  const all = dropped.includes('ALL');
  return {
    dropsAll: { value: all, ...given([drop]), certain: all || isWhole(drop) },
    capabilities: privileged.value
      ? forced(privileged, ['ALL'])
      : { value: resultingCapabilities(added, dropped), ...given([add, drop]), certain: isWhole(add) && isWhole(drop) },
  };
}

function namesIn(list: ListField): string[] {
  return list.items.flatMap(({ value }) => (value === undefined ? [] : [canonicalCapability(value)]));
}

/** Every capability of Linux 5.9 and later (capabilities(7)). */
export const ALL_CAPABILITIES: readonly string[] = [
  ...DEFAULT_CAPABILITIES,
  'AUDIT_CONTROL',
  'AUDIT_READ',
  'BLOCK_SUSPEND',
  'BPF',
  'CHECKPOINT_RESTORE',
  'DAC_READ_SEARCH',
  'IPC_LOCK',
  'IPC_OWNER',
  'LEASE',
  'LINUX_IMMUTABLE',
  'MAC_ADMIN',
  'MAC_OVERRIDE',
  'NET_ADMIN',
  'NET_BROADCAST',
  'PERFMON',
  'SYS_ADMIN',
  'SYS_BOOT',
  'SYS_MODULE',
  'SYS_NICE',
  'SYS_PACCT',
  'SYS_PTRACE',
  'SYS_RAWIO',
  'SYS_RESOURCE',
  'SYS_TIME',
  'SYS_TTY_CONFIG',
  'SYSLOG',
  'WAKE_ALARM',
];

/** The system calls that the default seccomp profile allows again beside a capability, the best known capability first. Source: moby/profiles and containerd's default profile. */
export const REOPENED_CALLS: Readonly<Record<string, string>> = {
  SYS_ADMIN: 'mount, unshare, setns and bpf',
  SYS_MODULE: 'init_module and delete_module',
  DAC_READ_SEARCH: 'open_by_handle_at',
  SYS_RAWIO: 'iopl and ioperm',
  BPF: 'bpf',
  PERFMON: 'perf_event_open',
  SYS_PTRACE: 'kcmp and pidfd_getfd',
  SYS_BOOT: 'reboot',
  SYS_TIME: 'clock_settime',
  SYS_CHROOT: 'chroot',
  SYS_PACCT: 'acct',
  SYS_NICE: 'mbind and set_mempolicy',
  SYS_TTY_CONFIG: 'vhangup',
  SYSLOG: 'syslog',
};
