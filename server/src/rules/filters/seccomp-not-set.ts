import type { Fix } from '../../fix/ops.ts';
import { containerImage } from '../../isolation/images/use.ts';
import { effectiveKubernetes } from '../../isolation/kubernetes.ts';
import { refusedCalls } from '../../isolation/needs/calls.ts';
import { isUnset } from '../../manifest/field.ts';
import type { ContainerView } from '../../manifest/kubernetes/views.ts';
import { isProven } from '../../remedies/images.ts';
import { runtimeDefaultSeccomp } from '../../remedies/seccomp.ts';
import { defineRule } from '../rule.ts';
import { sandboxSteps, severity } from '../severity.ts';
import { hasIgnoredSeccompAnnotation } from './seccomp-annotation-ignored.ts';

export const seccompNotSet = defineRule({
  id: 'seccomp-not-set',
  since: '0.1.0',
  severity: severity('high', { TI: 'medium' }),
  dimensions: ['SYSCALL', 'KERNEL'],
  fix: 'always',
  missing: { label: 'seccomp profile', leaves: 'every system call of the kernel, unless the node adds one' },
  messages: {
    missing: '"{name}" asks for no seccomp profile: every system call may be open',
  },
  docs: {
    title: 'No seccomp profile requested',
    risk: 'Kubernetes runs a pod without a profile as Unconfined: it gets every call that the kernel offers, and with unshare the code behind namespaces, a frequent source of kernel flaws.',
    not: 'A node may add the default profile by itself (kubelet `seccompDefault`, OpenShift, GKE Autopilot): the manifest does not show that. RuntimeDefault is a filter, not a boundary: the kernel stays shared.',
    fix: 'Asks for the default profile of the runtime for the whole pod. Ordinary services do not notice.',
    verify: 'Check nested containers, browsers with a sandbox of their own, perf and bpf tools, and programs that use io_uring.',
    check: { kubernetes: 'kubectl exec NAME -- grep Seccomp /proc/1/status' },
  },
  podSecurity: ['seccompProfile_restricted'],
  standards: ['CIS Kubernetes 1.12: 5.6.2', 'OWASP Kubernetes Top Ten 2025: K01', 'MITRE ATT&CK: T1611'],
  references: ['K8S-SECCOMP-NODE', 'KEP-2413', 'PSS', 'COPYFAIL-K8S', 'COPYFAIL-DOCKER'],
  check: {
    *'kubernetes.container'(container) {
      const { pod } = container;
      if (pod.windows || !isUnset(container.seccompType) || !isUnset(pod.seccompType) || hasIgnoredSeccompAnnotation(pod)) return;
      yield {
        at: container.seccompType.site,
        anchor: container.anchor,
        message: 'missing',
        data: { name: container.label },
        lower: sandboxSteps(effectiveKubernetes(container)),
        fixes: () => [fix(container)],
      };
    },
  },
});

/** For the whole pod: safe where each of its programs was seen to work so, and none evidently asks for more. Beside a privileged one nothing changes: it has no filter. */
function fix(of: ContainerView): Fix {
  const { pod } = of;
  const filtered = pod.containers.filter((container) => container.label === of.label || container.privileged.value !== true);
  const [calls] = filtered.flatMap((container) => refusedCalls(container) ?? []);
  const seen = pod.containers.every((container) => {
    const use = containerImage(container);
    return use !== undefined && isProven(use, 'seccomp');
  });
  const condition = calls === undefined ? undefined : ({ word: 'if', text: `it does without ${calls}` } as const);
  return { ...runtimeDefaultSeccomp(pod, seen && calls === undefined ? 'safe' : 'review'), condition };
}
