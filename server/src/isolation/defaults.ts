import type { Json, Site } from '../syntax/site.ts';

/** The neutral value of each key: it means the same as no entry. Sources: core/v1, Compose specification. */
const NEUTRAL: Readonly<Record<string, Json>> = { privileged: false, ipc: 'private', cgroup: 'private', use_api_socket: false, oom_kill_disable: false };

/** The value that means the same as no entry at this site; `undefined` if there is none. */
export function neutralValue({ path }: Site): Json | undefined {
  const key = String(path.at(-1));
  return Object.hasOwn(NEUTRAL, key) ? NEUTRAL[key] : undefined;
}

/**
 * The user and group ID that a fix sets if the image is unknown. It is above the IDs that distributions and images use for their own users,
 * and below the 65536 IDs of a user namespace.
 */
export const UNUSED_ID = 10001;

/**
 * The lifetime of a projected token that a fix sets, in seconds. It is also the default of `expirationSeconds`; the minimum is 600.
 * Source: core/v1, ServiceAccountTokenProjection.
 */
export const TOKEN_SECONDS = 3600;

/** The limit of processes that a fix sets for an unknown service: enough for most programs, too few for a fork bomb. */
export const PROCESS_LIMIT = 512;

/** The memory limit that a fix sets if nothing is requested or reserved, in MiB. */
export const MEMORY_MIB = 512;

/** The ulimits that a fix sets in place of unlimited ones; `memlock` is in bytes. A core dump would write secrets to disk. */
export const ULIMITS = { nproc: 4096, nofile: 65_536, memlock: 67_108_864, core: 0 } as const;

/** The memory limit of the socket proxy that a fix adds, as Compose writes it: it passes requests on, and keeps nothing. */
export const PROXY_MEMORY = '128m';

/**
 * The sizes of scratch volumes (`emptyDir` or tmpfs) that a fix sets, in MiB. `small`: for sockets and pid files.
 * `other`: for a path to which an unknown amount is written.
 */
export const SCRATCH_MIB = { small: 64, other: 1024 } as const;

/** How much ephemeral storage a fix allows a container that requests none, in MiB. */
export const STORAGE_MIB = 1024;

/** The size of each of the log files that a fix lets Docker keep of a service, in MB. */
export const LOG_MEGABYTES = 10;

/** An amount of MiB as each dialect writes it: `64Mi`, `1Gi`; `64m`, `1g`. */
export function sizeText(mebibytes: number, dialect: 'kubernetes' | 'compose'): string {
  const whole = mebibytes % 1024 === 0;
  return `${whole ? mebibytes / 1024 : mebibytes}${{ kubernetes: whole ? 'Gi' : 'Mi', compose: whole ? 'g' : 'm' }[dialect]}`;
}

/** The size of `/dev/shm` that a fix sets if the service shared the one of the host, as Compose writes it. Source: the documentation of Selenium. */
export const SHARED_MEMORY = '2gb';
