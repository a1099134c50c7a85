import type { Rule } from '../rule.ts';
import { allowPrivilegeEscalation } from './allow-privilege-escalation.ts';
import { allowPrivilegeEscalationConflict } from './allow-privilege-escalation-conflict.ts';
import { capabilitiesNotDropped } from './capabilities-not-dropped.ts';
import { capabilityAddedRules } from './capability-added.ts';
import { capabilityIneffectiveNonroot } from './capability-ineffective-nonroot.ts';
import { capabilityNameInvalid } from './capability-name-invalid.ts';
import { composeBuildPrivileged } from './compose-build-privileged.ts';
import { composeHookPrivileged } from './compose-hook-privileged.ts';
import { composePreStartUnhardened } from './compose-pre-start-unhardened.ts';
import { imageBuilderPrivileged } from './image-builder-privileged.ts';
import { nestedContainerEngine } from './nested-container-engine.ts';
import { privilegedContainer } from './privileged-container.ts';
import { privilegedOverridesHardening } from './privileged-overrides-hardening.ts';
import { procMountUnmasked } from './proc-mount-unmasked.ts';
import { sysctlUnsafe } from './sysctl-unsafe.ts';

export const PRIVILEGE: readonly Rule[] = [
  privilegedContainer,
  privilegedOverridesHardening,
  allowPrivilegeEscalationConflict,
  procMountUnmasked,
  ...capabilityAddedRules,
  capabilityIneffectiveNonroot,
  capabilityNameInvalid,
  capabilitiesNotDropped,
  allowPrivilegeEscalation,
  sysctlUnsafe,
  composeHookPrivileged,
  composePreStartUnhardened,
  composeBuildPrivileged,
  nestedContainerEngine,
  imageBuilderPrivileged,
];
