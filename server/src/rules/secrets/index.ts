import type { Rule } from '../rule.ts';
import { buildSecretLeak } from './build-secret-leak.ts';
import { composeSecretNeedsWritableRoot } from './compose-secret-needs-writable-root.ts';
import { secretInEnvironment } from './secret-in-environment.ts';
import { secretLiteral } from './secret-literal.ts';
import { secretSharedAcrossWorkloads } from './secret-shared-across-workloads.ts';
import { secretSubPathStale } from './secret-sub-path-stale.ts';
import { secretVolumeMode } from './secret-volume-mode.ts';

export const SECRETS: readonly Rule[] = [
  composeSecretNeedsWritableRoot,
  secretInEnvironment,
  secretLiteral,
  secretVolumeMode,
  secretSubPathStale,
  buildSecretLeak,
  secretSharedAcrossWorkloads,
];
