import { allowPrivilegeEscalation } from './allow-privilege-escalation.ts';
import { apparmorUnconfined } from './apparmor-unconfined.ts';
import { capabilitiesNotDropped } from './capabilities-not-dropped.ts';
import { capabilityAddedRules } from './capability-added.ts';
import { composeUseApiSocket } from './compose-use-api-socket.ts';
import { containerRuntimeSocketMounted } from './container-runtime-socket-mounted.ts';
import { hostIpc } from './host-ipc.ts';
import { hostNetwork } from './host-network.ts';
import { hostPathAreaRules } from './host-path-areas.ts';
import { hostPathRoot } from './host-path-root.ts';
import { hostPathVolume } from './host-path-volume.ts';
import { hostPid } from './host-pid.ts';
import { hostUts } from './host-uts.ts';
import { memoryLimitMissing } from './memory-limit-missing.ts';
import { pidsLimitMissing } from './pids-limit-missing.ts';
import { portPublishedAllInterfaces } from './port-published-all-interfaces.ts';
import { privilegedContainer } from './privileged-container.ts';
import type { Rule } from './rule.ts';
import { runAsRoot } from './run-as-root.ts';
import { runtimeClassMissing } from './runtime-class-missing.ts';
import { seccompNotSet } from './seccomp-not-set.ts';
import { seccompUnconfined } from './seccomp-unconfined.ts';
import { serviceAccountTokenAutomounted } from './service-account-token-automounted.ts';
import { userNamespaceNotUsed } from './user-namespace-not-used.ts';
import { usernsModeHost } from './userns-mode-host.ts';
import { writableRootFilesystem } from './writable-root-filesystem.ts';

/** Every rule, in the order in which their fixes are applied to one container (see `order of application` in CONTRIBUTING). */
export const RULES: readonly Rule[] = [
  privilegedContainer,
  hostPid,
  hostIpc,
  hostNetwork,
  hostUts,
  usernsModeHost,
  hostPathRoot,
  containerRuntimeSocketMounted,
  composeUseApiSocket,
  ...hostPathAreaRules,
  hostPathVolume,
  ...capabilityAddedRules,
  capabilitiesNotDropped,
  runAsRoot,
  allowPrivilegeEscalation,
  seccompUnconfined,
  seccompNotSet,
  apparmorUnconfined,
  writableRootFilesystem,
  serviceAccountTokenAutomounted,
  memoryLimitMissing,
  pidsLimitMissing,
  portPublishedAllInterfaces,
  userNamespaceNotUsed,
  runtimeClassMissing,
];
