import type { Rule } from '../rule.ts';
import { apiServiceInsecureTls } from './api-service-insecure-tls.ts';
import { controlPlanePinning } from './control-plane-pinning.ts';
import { controlPlaneToleration } from './control-plane-toleration.ts';
import { namespacePodSecurityMissing } from './namespace-pod-security-missing.ts';
import { namespacePodSecurityPrivileged } from './namespace-pod-security-privileged.ts';
import { namespacePodSecurityVersionUnpinned } from './namespace-pod-security-version-unpinned.ts';
import { namespaceQuotaMissing } from './namespace-quota-missing.ts';
import { namespaceRejectsPod } from './namespace-rejects-pod.ts';
import { podSecurity } from './pod-security.ts';
import { systemNamespaceWorkload } from './system-namespace-workload.ts';
import { systemPriorityClass } from './system-priority-class.ts';

export const CLUSTER: readonly Rule[] = [
  controlPlaneToleration,
  controlPlanePinning,
  systemPriorityClass,
  namespacePodSecurityMissing,
  namespacePodSecurityPrivileged,
  namespacePodSecurityVersionUnpinned,
  systemNamespaceWorkload,
  namespaceRejectsPod,
  podSecurity,
  apiServiceInsecureTls,
  namespaceQuotaMissing,
];
