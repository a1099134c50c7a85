import type { ImageRow } from './facts.ts';
import { PLATFORMS } from './platforms.ts';
import { SERVERS } from './servers.ts';
import { STORES } from './stores.ts';

/**
 * Facts of common images. The status of a row: V verified in the sources named above it, P partly (users verified, capabilities or paths
 * from established practice), U unverified. no_new_privs works with gosu, su-exec and setpriv, which use capabilities instead of setuid
 * files, and with programs that start no other as another user: rows name the exceptions.
 */
export const IMAGE_ROWS: readonly ImageRow[] = [...STORES, ...SERVERS, ...PLATFORMS];
