import { seccompNotSet } from './filters/seccomp-not-set.ts';
import { serviceAccountTokenAutomounted } from './identity/service-account-token-automounted.ts';
import { userNamespaceNotUsed } from './namespaces/user-namespace-not-used.ts';
import { allowPrivilegeEscalation } from './privilege/allow-privilege-escalation.ts';
import { capabilitiesNotDropped } from './privilege/capabilities-not-dropped.ts';
import { memoryLimitMissing } from './resources/memory-limit-missing.ts';
import type { Rule } from './rule.ts';
import { runtimeClassMissing } from './runtime/runtime-class-missing.ts';
import { writableRootFilesystem } from './storage/writable-root-filesystem.ts';
import { runAsRoot } from './user/run-as-root.ts';

/** The missing protections that people know best, in the order in which equally severe ones are listed. */
export const BEST_KNOWN: readonly Rule[] = [
  seccompNotSet,
  runAsRoot,
  allowPrivilegeEscalation,
  capabilitiesNotDropped,
  writableRootFilesystem,
  memoryLimitMissing,
  runtimeClassMissing,
  userNamespaceNotUsed,
  serviceAccountTokenAutomounted,
];
