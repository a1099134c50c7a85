import type { Json, Site } from '../syntax/site.ts';

/** The neutral value of a key, by its name: it means the same as no entry at all. Source: core/v1, Compose specification. */
const NEUTRAL: Readonly<Record<string, Json>> = { privileged: false, ipc: 'private', cgroup: 'private', use_api_socket: false, oom_kill_disable: false };

/** The value of this key that means the same as no entry at all; `undefined` if there is none. */
export function neutralValue({ path }: Site): Json | undefined {
  const key = String(path.at(-1));
  return Object.hasOwn(NEUTRAL, key) ? NEUTRAL[key] : undefined;
}

/**
 * The user and group ID of a workload whose image is unknown: above the IDs that distributions and images give to their own users, below the
 * 65536 IDs of a user namespace.
 */
export const UNUSED_ID = 10001;

/**
 * The life that a fix gives to a projected token, in seconds. An hour is also what the API server assumes for `expirationSeconds`; the least
 * that it accepts is 600. Source: core/v1, ServiceAccountTokenProjection.
 */
export const TOKEN_SECONDS = 3600;

/** How many processes a fix allows a service about which nothing is known: enough for most programs, too few for a fork bomb. */
export const PROCESS_LIMIT = 512;

/** The memory limit that a fix sets if the service reserves none, as Compose writes it. */
export const MEMORY_LIMIT = '512m';

/**
 * The sizes of scratch volumes, as each dialect writes them: the same for an `emptyDir` and a tmpfs. `small` is for sockets, pid files and the
 * like, `other` for a path to which an unknown amount is written.
 */
export const SCRATCH_SIZE = {
  kubernetes: { small: '64Mi', other: '1Gi' },
  compose: { small: '64m', other: '1g' },
} as const;

/** The size of `/dev/shm` for a service that no longer shares the host's, as Compose writes it. Source: the documentation of Selenium. */
export const SHARED_MEMORY = '2gb';
