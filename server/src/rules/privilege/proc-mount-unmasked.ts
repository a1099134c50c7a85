import { effectiveCompose } from '../../isolation/compose.ts';
import { effectiveKubernetes } from '../../isolation/kubernetes.ts';
import { decided, removal } from '../../remedies/basic.ts';
import { confinement } from '../../remedies/privileges.ts';
import { defineRule } from '../rule.ts';
import { sandboxSteps, severity } from '../severity.ts';

export const procMountUnmasked = defineRule({
  id: 'proc-mount-unmasked',
  since: '0.1.0',
  severity: severity('critical', { TI: 'high', CI: 'high' }),
  dimensions: ['MNT', 'KERNEL'],
  when: { kubernetes: ['procMount'], compose: ['security_opt'] },
  fix: 'always',
  messages: {
    host: '"{name}" sees /proc and /sys unmasked: root in it writes settings of the kernel',
    rejected: 'The API server rejects "{name}": procMount: Unmasked needs hostUsers: false',
    namespaced: '"{name}" sees /proc and /sys unmasked, in a user namespace of its own',
  },
  docs: {
    title: 'Masks of /proc and /sys removed',
    risk: 'The runtime hides /proc/kcore, keys and firmware, and makes /proc/sys and sysrq-trigger read-only. Without these masks root in the container writes `core_pattern`, and the kernel runs its program as root on the host. CVE-2025-31133 of runc was an attack on exactly these masks.',
    not: 'In a user namespace (`hostUsers: false`) the kernel checks writes against the owner of the host: this is the supported way to build images inside a pod, and is reported lower. Kubernetes accepts Unmasked only there.',
    fix: 'Removes the setting.',
    verify: 'Nested builders need it: keep it then, together with `hostUsers: false`.',
    check: { kubernetes: 'kubectl exec NAME -- grep /proc/ /proc/mounts', compose: 'docker compose exec SERVICE grep /proc/ /proc/mounts' },
  },
  podSecurity: ['procMount'],
  standards: ['MITRE ATT&CK: T1611'],
  references: ['KEP-4265', 'PSA', 'COMPOSE-CREATE', 'MOBY-OCI', 'RUNC-CHANGELOG'],
  check: {
    *'kubernetes.container'(container) {
      const { pod, spot, label } = container;
      const field = spot.get('securityContext', 'procMount').text();
      if (pod.windows || field.value !== 'Unmasked') return;
      const effective = effectiveKubernetes(container);
      const namespaced = effective.userNamespace.value;
      const message = namespaced ? 'namespaced' : effective.userNamespace.certain ? 'rejected' : 'host';
      const lower = sandboxSteps(effective) + (namespaced ? 2 : 0);
      const gone = removal('Remove procMount', field.site);
      yield { at: field.site, message, data: { name: label }, lower, fixes: [namespaced ? decided(gone) : gone] };
    },
    *'compose.service'(service) {
      const effective = effectiveCompose(service);
      // a privileged container has no masks anyway
      if (effective.privileged.value) return;
      for (const field of service.securityOpt.items) {
        // Compose takes this one spelling; others are refused
        if (field.value !== 'systempaths=unconfined') continue;
        yield {
          at: field.site,
          message: 'host',
          data: { name: service.name },
          lower: sandboxSteps(effective),
          fixes: [confinement(service, field)],
        };
      }
    },
  },
});
