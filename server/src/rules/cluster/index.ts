import type { Rule } from '../rule.ts';
import { controlPlanePinning } from './control-plane-pinning.ts';
import { controlPlaneToleration } from './control-plane-toleration.ts';
import { namespacePodSecurityRules } from './namespace-pod-security.ts';
import { namespaceRejectsPod } from './namespace-rejects-pod.ts';
import { systemNamespaceWorkload } from './system-namespace-workload.ts';
import { systemPriorityClass } from './system-priority-class.ts';

export const CLUSTER: readonly Rule[] = [
  controlPlaneToleration,
  controlPlanePinning,
  systemPriorityClass,
  ...namespacePodSecurityRules,
  systemNamespaceWorkload,
  namespaceRejectsPod,
];
