import { withoutEndSlashes } from '../../manifest/paths.ts';
import { ALL_CAPABILITIES } from '../capabilities.ts';
import type { OciMount, OciRequest, OciResources } from './request.ts';

/**
 * Paths that are hidden, the same for kubelet (`pkg/securitycontext`, which containerd is handed them by) and Docker (moby
 * `daemon/pkg/oci/defaults.go`). Both add the thermal throttling files of each processor that the host has.
 */
export const MASKED_PATHS: readonly string[] = [
  '/proc/acpi',
  '/proc/asound',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/sys/devices/virtual/powercap',
  '/sys/firmware',
];

/** Paths that are read-only, from the same sources. */
export const READONLY_PATHS: readonly string[] = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];

/** The size of /dev/shm: 64 MiB (containerd sandbox `defaultShmSize`, moby `DefaultShmSize`). */
export const SHM_BYTES = 64 * 1024 * 1024;

/** The mounts of every container (containerd `pkg/oci/mounts.go` without /run, moby `DefaultLinuxSpec`), /dev/shm left to the engine. */
export function defaultMounts(writable: { readonly sys: boolean; readonly cgroup: boolean }): OciMount[] {
  const guarded = ['nosuid', 'noexec', 'nodev'];
  return [
    { destination: '/proc', type: 'proc', options: guarded },
    { destination: '/dev', type: 'tmpfs', options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k'] },
    { destination: '/dev/pts', type: 'devpts', options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5'] },
    { destination: '/dev/mqueue', type: 'mqueue', options: guarded },
    { destination: '/sys', type: 'sysfs', options: [...guarded, writable.sys ? 'rw' : 'ro'] },
    { destination: '/sys/fs/cgroup', type: 'cgroup', options: [...guarded, 'relatime', writable.cgroup ? 'rw' : 'ro'] },
  ];
}

/** The default mounts, without those that a mount of the container replaces: one at the same path, or all below /dev if it mounts a /dev. */
export function withMounts(defaults: readonly OciMount[], own: readonly OciMount[]): OciMount[] {
  const taken = new Set(own.map(({ destination }) => clean(destination)));
  const kept = defaults.filter(({ destination }) => !taken.has(destination) && !(taken.has('/dev') && destination.startsWith('/dev/')));
  // parents first, so that none hides what was mounted below it
  const depth = ({ destination }: OciMount) => clean(destination).split('/').length;
  return [...kept, ...own.toSorted((a, b) => depth(a) - depth(b))];
}

function clean(path: string): string {
  return path === '/' ? path : withoutEndSlashes(path);
}

/** Everything is denied but null, zero, full, random, urandom, tty, console and pseudo terminals, which a runtime adds; or all is allowed. */
export function deviceRules(all: boolean): OciResources['devices'] {
  return [{ allow: all, rule: 'a', access: 'rwm' }];
}

/**
 * The sets of a process. Nobody but root keeps any over `execve`: engines leave permitted and effective empty for other users, and
 * inheritable and ambient for all (moby `SetCapabilities`, containerd `WithoutAmbientCaps`, CVE-2022-24769).
 * @param names canonical, or `ALL` alone
 */
export function capabilitySets(names: readonly string[], isRoot: boolean): OciRequest['process']['capabilities'] {
  const held = (names.includes('ALL') ? ALL_CAPABILITIES : names).map((name) => `CAP_${name}`).toSorted();
  const used = isRoot ? held : [];
  return { bounding: held, permitted: used, effective: used, inheritable: [], ambient: [] };
}
