import { effectiveCompose, securityOptions } from '../../isolation/compose.ts';
import { effectiveKubernetes, isInherited, runtimeBoundary } from '../../isolation/kubernetes.ts';
import { isUnset } from '../../manifest/field.ts';
import { confined, confinement } from '../../remedies/privileges.ts';
import { runtimeDefaultSeccomp } from '../../remedies/seccomp.ts';
import { defineRule } from '../rule.ts';
import { sandboxSteps, severity } from '../severity.ts';

export const seccompUnconfined = defineRule({
  id: 'seccomp-unconfined',
  since: '0.1.0',
  severity: severity('critical', { TI: 'high', CI: 'high' }),
  dimensions: ['SYSCALL', 'KERNEL'],
  when: { kubernetes: ['seccompProfile'], compose: ['security_opt'] },
  fix: 'always',
  messages: {
    unconfined: '"{name}" turns seccomp off: every system call of the kernel is open to it',
  },
  docs: {
    title: 'Seccomp explicitly disabled',
    risk: 'All system calls are reachable, among them unshare, mount, keyctl, io_uring and bpf, where kernel flaws are found again and again. CVE-2022-0185 and CVE-2022-0492 could be used from a container only where unshare was allowed.',
    not: 'It gives no privilege by itself: it opens the kernel to attack. In gVisor and Kata another kernel answers these calls, so it is reported lower there.',
    fix: 'Turns the default profile of the runtime on.',
    verify: 'Check debuggers, strace, profilers, nested containers and browsers with a sandbox of their own.',
    remark: 'If one call is missing, write a profile that allows just that one (`type: Localhost`, or a file in Compose).',
    check: {
      kubernetes: 'kubectl exec NAME -- grep Seccomp /proc/1/status',
      compose: 'docker compose exec SERVICE grep Seccomp /proc/1/status',
    },
  },
  podSecurity: ['seccompProfile_baseline'],
  standards: ['CIS Kubernetes 1.12: 5.6.2', 'CIS Docker 1.6.0: 5.22', 'OWASP Kubernetes Top Ten 2025: K01', 'MITRE ATT&CK: T1611'],
  references: ['K8S-SECCOMP-NODE', 'PSS', 'MOBY-SECCOMP'],
  check: {
    *'kubernetes.pod'(pod) {
      if (pod.windows || pod.seccompType.value !== 'Unconfined') return;
      if (!isInherited(pod, (container) => container.seccompType)) return;
      const heirs = pod.containers.filter(({ seccompType }) => isUnset(seccompType));
      const at = pod.seccompType.site;
      yield {
        at,
        message: 'unconfined',
        data: { name: pod.label },
        lower: sandboxSteps({ boundary: runtimeBoundary(pod) }),
        fixes: [confined(runtimeDefaultSeccomp(pod, 'review'), heirs)],
      };
    },
    *'kubernetes.container'(container) {
      if (container.pod.windows || container.seccompType.value !== 'Unconfined') return;
      const at = container.seccompType.site;
      yield {
        at,
        message: 'unconfined',
        data: { name: container.label },
        lower: sandboxSteps(effectiveKubernetes(container)),
        fixes: [confined(runtimeDefaultSeccomp(container, 'review'), [container])],
      };
    },
    *'compose.service'(service) {
      for (const { name, value, field } of securityOptions(service)) {
        if (name !== 'seccomp' || value !== 'unconfined') continue;
        const at = field.site;
        yield {
          at,
          message: 'unconfined',
          data: { name: service.name },
          lower: sandboxSteps(effectiveCompose(service)),
          fixes: [confinement(service, field)],
        };
      }
    },
  },
});
