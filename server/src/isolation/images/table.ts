import { APPLICATIONS } from './applications.ts';
import { DATABASES } from './databases.ts';
import type { ImageRow } from './facts.ts';
import { PLATFORMS } from './platforms.ts';
import { SERVERS } from './servers.ts';
import { STORES } from './stores.ts';

/**
 * The facts of common images. Each row has a status, and above it the source:
 * - `V`: verified in the sources of the image;
 * - `P`: the users are verified, capabilities or paths come from established practice;
 * - `U`: unverified, advice only.
 *
 * By default, no_new_privs works: gosu, su-exec and setpriv use capabilities instead of setuid files. Rows name the exceptions.
 */
export const IMAGE_ROWS: readonly ImageRow[] = [...DATABASES, ...STORES, ...SERVERS, ...PLATFORMS, ...APPLICATIONS];
