import { effectiveCompose } from '../../isolation/compose.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';
import { gvisorConflicts, kataConflicts, losesNames } from './compose-sandbox.ts';
import { listed, sandboxConflicts } from './kubernetes-sandbox.ts';

export const sandboxRuntimeIncompatible = defineRule({
  id: 'sandbox-runtime-incompatible',
  since: '0.1.0',
  severity: severity('medium'),
  dimensions: ['KERNEL', 'NET', 'LSM', 'SYSCALL'],
  when: { kubernetes: ['runtimeClassName'] },
  fix: 'never',
  messages: {
    conflict: '"{name}" sets {what}, which {runtime} does not support or honour',
    names: '"{name}" runs under gVisor, which does not reach the DNS of Docker: names do not resolve',
  },
  docs: {
    title: 'Setting that the sandbox runtime ignores',
    risk: 'The workload fails, or runs without what the file promises. Kata Containers has neither namespaces of the host nor subpaths, and enforces no seccomp, AppArmor or SELinux in the guest by default. gVisor refuses SELinux labels, takes NET_RAW away, and ignores AppArmor and seccomp profiles. It does not reach the DNS of Docker.',
    not: 'The sandbox itself is no weaker for it. `seccompProfile: RuntimeDefault` and dropped capabilities are harmless under a sandbox and are not reported.',
    fix: 'There is no automatic fix. Remove the setting, or run the workload without the sandbox if it cannot do without. For names in Compose, use `extra_hosts` or mount a resolv.conf.',
    check: {
      kubernetes: 'kubectl get events --field-selector involvedObject.name=NAME; kubectl exec NAME -- dmesg',
      compose: 'docker compose logs SERVICE; docker compose exec SERVICE cat /etc/resolv.conf',
    },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K01'],
  references: ['KATA-LIMITS', 'KATA-SECCOMP', 'GVISOR-FAQ', 'GVISOR-FLAGS', 'GVISOR-COMPOSE', 'GVISOR-13980'],
  check: {
    *'kubernetes.pod'(pod) {
      const { runtimeClassName } = pod;
      if (!runtimeClassName.value) return;
      const { runtime, what, conflicts } = sandboxConflicts(pod, runtimeClassName.value);
      if (conflicts.length === 0) return;
      yield {
        at: runtimeClassName.site,
        message: 'conflict',
        data: { name: pod.label, what, runtime },
        related: conflicts.map((conflict) => ({ at: conflict.site, message: conflict.what })),
      };
    },
    *'compose.service'(service) {
      const { name, runtime } = service;
      const boundary = effectiveCompose(service).boundary.value;
      const conflicts = boundary === 'vm' ? kataConflicts(service) : boundary === 'sentry' ? gvisorConflicts(service) : [];
      const related = conflicts.map(({ what, site }) => ({ at: site, message: what }));
      if (conflicts.length > 0)
        yield {
          at: runtime.site,
          message: 'conflict',
          data: { name, what: listed(conflicts), runtime: boundary === 'vm' ? 'Kata Containers' : 'gVisor' },
          related,
        };
      // another name may stand for other flags
      else if (/^(?:runsc|io\.containerd\.runsc\.v1)$/.test(runtime.value ?? '') && losesNames(service))
        yield { at: runtime.site, message: 'names', data: { name } };
    },
  },
});
