import { canonicalCapability, REOPENED_CALLS } from '../../isolation/capabilities.ts';
import { effectiveCompose } from '../../isolation/compose.ts';
import type { EffectiveContainer } from '../../isolation/effective.ts';
import { effectiveKubernetes } from '../../isolation/kubernetes.ts';
import type { ListField } from '../../manifest/field.ts';
import { defineRule, type Report } from '../rule.ts';
import { sandboxSteps, severity } from '../severity.ts';

const MESSAGES = { widened: 'The seccomp profile of "{name}" allows {calls} again, because of {text}' } as const;

export const seccompWidenedByCapability = defineRule({
  id: 'seccomp-widened-by-capability',
  since: '0.1.0',
  // for trusted workloads the rule of the capability itself says enough
  severity: severity('medium', { TI: 'off', CI: 'low' }),
  dimensions: ['SYSCALL', 'CAPS'],
  when: { kubernetes: ['add'], compose: ['cap_add'] },
  fix: 'never',
  messages: MESSAGES,
  docs: {
    title: 'Capability re-opens calls in the seccomp profile',
    risk: 'The default profiles of Docker and containerd depend on the capabilities of the container. Beside SYS_ADMIN, `RuntimeDefault` allows mounts, new namespaces and bpf again, and says little.',
    not: 'ptrace and process_vm_readv are in the default profile anyway on current kernels. A profile of your own (`Localhost`) does not depend on capabilities.',
    fix: 'There is none by itself: drop the capability, or write a profile that lists the one call that the program needs.',
    check: { kubernetes: 'kubectl exec NAME -- grep Seccomp /proc/1/status', compose: 'docker compose exec SERVICE grep Seccomp /proc/1/status' },
  },
  podSecurity: ['capabilities_baseline'],
  standards: [],
  references: ['MOBY-SECCOMP', 'CONTAINERD-SECCOMP'],
  check: {
    *'kubernetes.container'(container) {
      if (!container.pod.windows) yield* report(container.label, container.capabilitiesAdd, effectiveKubernetes(container));
    },
    *'compose.service'(service) {
      yield* report(service.name, service.capAdd, effectiveCompose(service));
    },
  },
});

function* report(name: string, add: ListField, effective: EffectiveContainer): Iterable<Report<typeof MESSAGES>> {
  if (!effective.seccomp.certain || effective.seccomp.value !== 'RuntimeDefault' || effective.privileged.value) return;
  const added = new Set(add.items.map(({ value }) => value && canonicalCapability(value)));
  const widening = Object.keys(REOPENED_CALLS).filter((capability) => added.has(capability));
  const [first] = widening;
  if (first === undefined) return;
  yield { at: add.site, message: 'widened', data: { name, calls: REOPENED_CALLS[first] as string, text: widening.join(', ') }, lower: sandboxSteps(effective) };
}
