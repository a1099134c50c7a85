import type { Json, Site } from '../syntax/site.ts';

/** Keys whose neutral value can be written, by name: it says the same as no entry at all. Source: core/v1, Compose specification. */
const NEUTRAL: Readonly<Record<string, Json>> = { privileged: false, ipc: 'private', cgroup: 'private', use_api_socket: false, oom_kill_disable: false };

/** The value that says the same as no entry at all; `undefined` where there is none. */
export function neutralValue({ path }: Site): Json | undefined {
  const key = String(path.at(-1));
  return Object.hasOwn(NEUTRAL, key) ? NEUTRAL[key] : undefined;
}

/**
 * The user and group ID of a workload whose image is unknown: above the IDs that distributions and images give to their own users, below the
 * 65536 IDs of a user namespace.
 */
export const UNUSED_ID = 10001;

/** The longest life of a projected token, in seconds: an hour, which is also the default of the API server. */
export const TOKEN_SECONDS = 3600;

/** How many processes a service may have, where nothing is known of it: enough for most, too few for a fork bomb. */
export const PROCESS_LIMIT = 512;

/** The memory limit that is offered where nothing is requested or reserved, as Compose writes it. */
export const MEMORY_LIMIT = '512m';

/** Sizes of scratch space, by dialect. `small`: sockets, pid files and the like; `other`: nobody knows how much is written. */
export const SCRATCH_SIZE = {
  kubernetes: { small: '64Mi', other: '1Gi' },
  compose: { small: '64m', other: '1g' },
} as const;

/** Shared memory for a service that leaves that of the host, as Compose writes it. Source: the documentation of Selenium. */
export const SHARED_MEMORY = '2gb';
