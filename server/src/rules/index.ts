import { agentSandboxUnsafe } from './agent-sandbox-unsafe.ts';
import { allowPrivilegeEscalation } from './allow-privilege-escalation.ts';
import { allowPrivilegeEscalationConflict } from './allow-privilege-escalation-conflict.ts';
import { apparmorAnnotationDeprecated } from './apparmor-annotation-deprecated.ts';
import { apparmorLocalhostProfile } from './apparmor-localhost-profile.ts';
import { apparmorUnconfined } from './apparmor-unconfined.ts';
import { buildSecretLeak } from './build-secret-leak.ts';
import { capabilitiesNotDropped } from './capabilities-not-dropped.ts';
import { capabilityAddedRules } from './capability-added.ts';
import { capabilityIneffectiveNonroot } from './capability-ineffective-nonroot.ts';
import { capabilityNameInvalid } from './capability-name-invalid.ts';
import { cgroupParentCustom } from './cgroup-parent-custom.ts';
import { cgroupfsWritable } from './cgroupfs-writable.ts';
import { cloudIdentityBound } from './cloud-identity-bound.ts';
import { composeBuildPrivileged } from './compose-build-privileged.ts';
import { composeHookPrivileged } from './compose-hook-privileged.ts';
import { composeModelRunnerAccess } from './compose-model-runner-access.ts';
import { composeNetworkFlat } from './compose-network-flat.ts';
import { composePreStartUnhardened } from './compose-pre-start-unhardened.ts';
import { composeProviderExecutesOnHost } from './compose-provider-executes-on-host.ts';
import { composeRemoteResource } from './compose-remote-resource.ts';
import { composeSecretNeedsWritableRoot } from './compose-secret-needs-writable-root.ts';
import { composeUseApiSocket } from './compose-use-api-socket.ts';
import { containerRuntimeSocketMounted } from './container-runtime-socket-mounted.ts';
import { controlPlanePinning } from './control-plane-pinning.ts';
import { controlPlaneToleration } from './control-plane-toleration.ts';
import { cpuLimitMissing } from './cpu-limit-missing.ts';
import { defaultServiceAccountUsed } from './default-service-account-used.ts';
import { deviceCgroupRules } from './device-cgroup-rules.ts';
import { draAdminAccess } from './dra-admin-access.ts';
import { engineApiOverTcp } from './engine-api-over-tcp.ts';
import { ephemeralStorageUnbounded } from './ephemeral-storage-unbounded.ts';
import { externalNetworkOrLink } from './external-network-or-link.ts';
import { fieldMisplaced } from './field-misplaced.ts';
import { fieldMisspelt } from './field-misspelt.ts';
import { fieldWrongType } from './field-wrong-type.ts';
import { gitRepoVolume } from './git-repo-volume.ts';
import { gpuDeviceAccess } from './gpu-device-access.ts';
import { groupAddHostGroup } from './group-add-host-group.ts';
import { hostCgroupNamespace } from './host-cgroup-namespace.ts';
import { hostDevices } from './host-devices.ts';
import { hostGatewayAlias } from './host-gateway-alias.ts';
import { hostIpc } from './host-ipc.ts';
import { hostNetwork } from './host-network.ts';
import { hostPathAreaRules } from './host-path-areas.ts';
import { hostPathPersistentVolume } from './host-path-persistent-volume.ts';
import { hostPathRoot } from './host-path-root.ts';
import { hostPathVolume } from './host-path-volume.ts';
import { hostPid } from './host-pid.ts';
import { hostPort } from './host-port.ts';
import { hostUts } from './host-uts.ts';
import { hostsFileOverride } from './hosts-file-override.ts';
import { imageBuilderPrivileged } from './image-builder-privileged.ts';
import { imageMutableReference } from './image-mutable-reference.ts';
import { inlineNetworkVolume } from './inline-network-volume.ts';
import { ipcShareable } from './ipc-shareable.ts';
import { memoryLimitMissing } from './memory-limit-missing.ts';
import { mountPropagationBidirectional } from './mount-propagation-bidirectional.ts';
import { namespacePodSecurityRules } from './namespace-pod-security.ts';
import { namespaceRejectsPod } from './namespace-rejects-pod.ts';
import { nestedContainerEngine } from './nested-container-engine.ts';
import { networkPolicyRules } from './network-policies.ts';
import { nvidiaVisibleDevicesEnv } from './nvidia-visible-devices-env.ts';
import { oomProtection } from './oom-protection.ts';
import { pidsLimitMissing } from './pids-limit-missing.ts';
import { portPublishedAllInterfaces } from './port-published-all-interfaces.ts';
import { privilegedContainer } from './privileged-container.ts';
import { privilegedOverridesHardening } from './privileged-overrides-hardening.ts';
import { probeHostSet } from './probe-host-set.ts';
import { procMountUnmasked } from './proc-mount-unmasked.ts';
import { projectedTokenScope } from './projected-token-scope.ts';
import { rbacRules } from './rbac.ts';
import { rbacBindingRules } from './rbac-bindings.ts';
import { rbacWildcard } from './rbac-wildcard.ts';
import { readOnlyMountNotRecursive } from './read-only-mount-not-recursive.ts';
import type { Rule } from './rule.ts';
import { runAsNonrootUnverifiable } from './run-as-nonroot-unverifiable.ts';
import { runAsRoot } from './run-as-root.ts';
import { runAsRootGroup } from './run-as-root-group.ts';
import { runtimeClassMissing } from './runtime-class-missing.ts';
import { runtimeClassNotSandboxed } from './runtime-class-not-sandboxed.ts';
import { runtimeClassScheduling } from './runtime-class-scheduling.ts';
import { sandboxAnnotationWeakening } from './sandbox-annotation-weakening.ts';
import { sandboxRuntimeIncompatible } from './sandbox-runtime-incompatible.ts';
import { seccompAnnotationIgnored } from './seccomp-annotation-ignored.ts';
import { seccompLocalhostProfile } from './seccomp-localhost-profile.ts';
import { seccompNotSet } from './seccomp-not-set.ts';
import { seccompUnconfined } from './seccomp-unconfined.ts';
import { seccompWidenedByCapability } from './seccomp-widened-by-capability.ts';
import { secretInEnvironment } from './secret-in-environment.ts';
import { secretLiteral } from './secret-literal.ts';
import { secretSharedAcrossWorkloads } from './secret-shared-across-workloads.ts';
import { secretVolumeRules } from './secret-volumes.ts';
import { selinuxOptionsWeakened } from './selinux-options-weakened.ts';
import { serviceAccountTokenAutomounted } from './service-account-token-automounted.ts';
import { serviceAccountTokenLegacySecret } from './service-account-token-legacy-secret.ts';
import { serviceExternalIps } from './service-external-ips.ts';
import { serviceLinksEnabled } from './service-links-enabled.ts';
import { shareProcessNamespace } from './share-process-namespace.ts';
import { sharedNamespaceWithService } from './shared-namespace-with-service.ts';
import { sharedPersistentStorage } from './shared-persistent-storage.ts';
import { subPathMount } from './sub-path-mount.ts';
import { supplementalGroupsMerged } from './supplemental-groups-merged.ts';
import { sysctlUnsafe } from './sysctl-unsafe.ts';
import { systemNamespaceWorkload } from './system-namespace-workload.ts';
import { systemPriorityClass } from './system-priority-class.ts';
import { ulimitUnbounded } from './ulimit-unbounded.ts';
import { userNamespaceIncompatible } from './user-namespace-incompatible.ts';
import { userNamespaceNotUsed } from './user-namespace-not-used.ts';
import { usernsModeHost } from './userns-mode-host.ts';
import { vmHostResource } from './vm-host-resource.ts';
import { volumesFrom } from './volumes-from.ts';
import { windowsHostProcess } from './windows-host-process.ts';
import { windowsProcessIsolation } from './windows-process-isolation.ts';
import { windowsRunAsAdministrator } from './windows-run-as-administrator.ts';
import { workspaceBindWritable } from './workspace-bind-writable.ts';
import { writableRootFilesystem } from './writable-root-filesystem.ts';
import { writableVolumeExecutable } from './writable-volume-executable.ts';

/** Every rule, in the order in which their fixes are applied to one container (see `order of application` in CONTRIBUTING). */
export const RULES: readonly Rule[] = [
  fieldMisspelt,
  fieldMisplaced,
  fieldWrongType,
  privilegedContainer,
  privilegedOverridesHardening,
  allowPrivilegeEscalationConflict,
  windowsHostProcess,
  procMountUnmasked,
  hostPid,
  hostIpc,
  hostNetwork,
  hostUts,
  hostCgroupNamespace,
  usernsModeHost,
  sharedNamespaceWithService,
  ipcShareable,
  userNamespaceIncompatible,
  shareProcessNamespace,
  hostPort,
  probeHostSet,
  hostsFileOverride,
  hostGatewayAlias,
  hostPathRoot,
  containerRuntimeSocketMounted,
  composeUseApiSocket,
  cgroupfsWritable,
  ...hostPathAreaRules,
  hostPathVolume,
  workspaceBindWritable,
  mountPropagationBidirectional,
  readOnlyMountNotRecursive,
  deviceCgroupRules,
  nvidiaVisibleDevicesEnv,
  draAdminAccess,
  ...capabilityAddedRules,
  capabilityIneffectiveNonroot,
  capabilityNameInvalid,
  capabilitiesNotDropped,
  runAsNonrootUnverifiable,
  runAsRoot,
  runAsRootGroup,
  groupAddHostGroup,
  windowsRunAsAdministrator,
  supplementalGroupsMerged,
  allowPrivilegeEscalation,
  seccompUnconfined,
  seccompAnnotationIgnored,
  seccompLocalhostProfile,
  seccompNotSet,
  seccompWidenedByCapability,
  apparmorUnconfined,
  apparmorAnnotationDeprecated,
  apparmorLocalhostProfile,
  selinuxOptionsWeakened,
  sysctlUnsafe,
  writableRootFilesystem,
  composeSecretNeedsWritableRoot,
  serviceAccountTokenAutomounted,
  projectedTokenScope,
  memoryLimitMissing,
  cpuLimitMissing,
  ephemeralStorageUnbounded,
  pidsLimitMissing,
  cgroupParentCustom,
  oomProtection,
  ulimitUnbounded,
  serviceLinksEnabled,
  controlPlaneToleration,
  controlPlanePinning,
  systemPriorityClass,
  engineApiOverTcp,
  portPublishedAllInterfaces,
  composeNetworkFlat,
  externalNetworkOrLink,
  composeHookPrivileged,
  composePreStartUnhardened,
  composeBuildPrivileged,
  composeProviderExecutesOnHost,
  composeRemoteResource,
  composeModelRunnerAccess,
  userNamespaceNotUsed,
  runtimeClassMissing,
  agentSandboxUnsafe,
  sandboxAnnotationWeakening,
  windowsProcessIsolation,
  writableVolumeExecutable,
  ...rbacRules,
  ...networkPolicyRules,
  serviceExternalIps,
  ...namespacePodSecurityRules,
  rbacWildcard,
  ...rbacBindingRules,
  defaultServiceAccountUsed,
  serviceAccountTokenLegacySecret,
  cloudIdentityBound,
  secretInEnvironment,
  secretLiteral,
  ...secretVolumeRules,
  buildSecretLeak,
  systemNamespaceWorkload,
  imageMutableReference,
  gitRepoVolume,
  inlineNetworkVolume,
  subPathMount,
  hostPathPersistentVolume,
  sharedPersistentStorage,
  secretSharedAcrossWorkloads,
  volumesFrom,
  hostDevices,
  gpuDeviceAccess,
  runtimeClassNotSandboxed,
  runtimeClassScheduling,
  sandboxRuntimeIncompatible,
  nestedContainerEngine,
  imageBuilderPrivileged,
  vmHostResource,
  namespaceRejectsPod,
];
