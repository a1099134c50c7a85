import type { Fix } from '../../fix/ops.ts';
import { containerImage } from '../../isolation/images/use.ts';
import { effectiveKubernetes } from '../../isolation/kubernetes.ts';
import { refusedCalls } from '../../isolation/needs/calls.ts';
import { isUnset } from '../../manifest/field.ts';
import type { ContainerView, PodView } from '../../manifest/kubernetes/views.ts';
import { isProven } from '../../remedies/images.ts';
import { afterPrivileged } from '../../remedies/privileges.ts';
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
  missing: { label: 'seccomp profile', leaves: 'every system call, unless the node sets a filter' },
  messages: {
    missing: '"{name}" asks for no seccomp profile: every system call may be open',
  },
  docs: {
    title: 'No seccomp profile requested',
    risk: 'Kubernetes runs a pod without a profile as Unconfined: it gets every call that the kernel offers, and with unshare the code behind namespaces, a frequent source of kernel flaws.',
    not: 'A node may add the default profile by itself (kubelet `seccompDefault`, OpenShift, GKE Autopilot): the manifest does not show that. RuntimeDefault is a filter, not a boundary: the kernel stays shared.',
    fix: 'Asks for the default profile of the runtime for the whole pod; beside a privileged container, or one that an exception keeps, for the container alone. Ordinary services do not notice.',
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

/**
 * For the whole pod, if that changes all of it: a privileged container has no filter, so beside one, and where an exception keeps another, each
 * container gets its own. Of a privileged one it would only look as if something changed.
 */
function fix(container: ContainerView): Fix {
  const { containers } = container.pod;
  if (container.privileged.value === true) return afterPrivileged(runtimeDefaultSeccomp(container, 'review'));
  const alone = profileOf(container, [container]);
  if (containers.some(({ privileged }) => privileged.value === true)) return alone;
  return { ...profileOf(container.pod, containers), ...(containers.length > 1 ? { alone } : {}) };
}

/** Safe where each program was seen to work so, and none evidently asks for more. */
function profileOf(subject: PodView | ContainerView, containers: readonly ContainerView[]): Fix {
  const [calls] = containers.flatMap((container) => refusedCalls(container) ?? []);
  const seen = containers.every((container) => {
    const use = containerImage(container);
    return use !== undefined && isProven(use, 'seccomp');
  });
  const condition = calls === undefined ? undefined : ({ word: 'if', text: `it does without ${calls}` } as const);
  return { ...runtimeDefaultSeccomp(subject, seen && calls === undefined ? 'safe' : 'review'), condition };
}
