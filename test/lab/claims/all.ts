import { CAPABILITY_CLAIMS } from './capabilities.ts';
import type { Claim } from './claim.ts';
import { FILESYSTEM_CLAIMS } from './filesystem.ts';
import { KERNEL_CLAIMS } from './kernel.ts';
import { NAMESPACE_CLAIMS } from './namespaces.ts';

/** Every sentence of the rule pages that the laboratory checks. */
export const CLAIMS: readonly Claim[] = [...CAPABILITY_CLAIMS, ...NAMESPACE_CLAIMS, ...FILESYSTEM_CLAIMS, ...KERNEL_CLAIMS];
