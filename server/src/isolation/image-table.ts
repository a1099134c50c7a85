import type { ImageRow } from './image-facts.ts';
import { PLATFORMS } from './image-platforms.ts';
import { SERVERS } from './image-servers.ts';
import { STORES } from './image-stores.ts';

/**
 * Facts of common images. The status of a row: V verified in the sources named above it, P partly (users verified, capabilities or paths
 * from established practice), U unverified. no_new_privs works with gosu, su-exec and setpriv, which use capabilities instead of setuid
 * files, and with programs that start no other as another user: rows name the exceptions.
 */
export const IMAGE_ROWS: readonly ImageRow[] = [...STORES, ...SERVERS, ...PLATFORMS];
