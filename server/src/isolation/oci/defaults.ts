import { withoutEndSlashes } from '../../manifest/paths.ts';
import { ALL_CAPABILITIES } from '../capabilities.ts';
import type { OciMount, OciRequest, OciResources } from './request.ts';

/**
 * The paths that are hidden by default. Kubelet and Docker have the same list, and both add the thermal throttling files of each processor.
 * Sources: kubelet `pkg/securitycontext`, moby `daemon/pkg/oci/defaults.go`.
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

/** The paths that are read-only by default. Sources: as {@link MASKED_PATHS}. */
export const READONLY_PATHS: readonly string[] = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];

/** The default size of /dev/shm in bytes: 64 MiB. Sources: containerd sandbox `defaultShmSize`, moby `DefaultShmSize`. */
export const SHM_BYTES = 64 * 1024 * 1024;

/**
 * The mounts of every container, without /dev/shm, which differs. Sources: containerd `pkg/oci/mounts.go` (without /run), moby
 * `DefaultLinuxSpec`.
 */
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

/** The default mounts and those of the container. A mount of the container replaces the default one at the same path; /dev replaces all below /dev. */
export function withMounts(defaults: readonly OciMount[], own: readonly OciMount[]): OciMount[] {
  const taken = new Set(own.map(({ destination }) => clean(destination)));
  const kept = defaults.filter(({ destination }) => !taken.has(destination) && !(taken.has('/dev') && destination.startsWith('/dev/')));
  // parents first, so that no mount hides one below it
  const depth = ({ destination }: OciMount) => clean(destination).split('/').length;
  return [...kept, ...own.toSorted((a, b) => depth(a) - depth(b))];
}

function clean(path: string): string {
  return path === '/' ? path : withoutEndSlashes(path);
}

/** The device rules: all devices are allowed, or none but those that a runtime adds (null, zero, full, random, urandom, tty, console, pseudo terminals). */
export function deviceRules(all: boolean): OciResources['devices'] {
  return [{ allow: all, rule: 'a', access: 'rwm' }];
}

/**
 * The capability sets of a process. Only root keeps capabilities over `execve`: for other users, engines leave permitted and effective empty.
 * Inheritable and ambient are always empty. Sources: moby `SetCapabilities`, containerd `WithoutAmbientCaps`, CVE-2022-24769.
 * @param names canonical names, or only `ALL`
 */
export function capabilitySets(names: readonly string[], isRoot: boolean): OciRequest['process']['capabilities'] {
  const held = (names.includes('ALL') ? ALL_CAPABILITIES : names).map((name) => `CAP_${name}`).toSorted();
  const used = isRoot ? held : [];
  return { bounding: held, permitted: used, effective: used, inheritable: [], ambient: [] };
}
