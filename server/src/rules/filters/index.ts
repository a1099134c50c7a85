import type { Rule } from '../rule.ts';
import { apparmorAnnotationDeprecated } from './apparmor-annotation-deprecated.ts';
import { apparmorLocalhostProfile } from './apparmor-localhost-profile.ts';
import { apparmorUnconfined } from './apparmor-unconfined.ts';
import { seccompAnnotationIgnored } from './seccomp-annotation-ignored.ts';
import { seccompLocalhostProfile } from './seccomp-localhost-profile.ts';
import { seccompNotSet } from './seccomp-not-set.ts';
import { seccompUnconfined } from './seccomp-unconfined.ts';
import { seccompWidenedByCapability } from './seccomp-widened-by-capability.ts';
import { selinuxOptionsWeakened } from './selinux-options-weakened.ts';

export const FILTERS: readonly Rule[] = [
  seccompUnconfined,
  seccompAnnotationIgnored,
  seccompLocalhostProfile,
  seccompNotSet,
  seccompWidenedByCapability,
  apparmorUnconfined,
  apparmorAnnotationDeprecated,
  apparmorLocalhostProfile,
  selinuxOptionsWeakened,
];
