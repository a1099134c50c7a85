import type { Fix, PathOp } from '../../fix/ops.ts';
import { effectiveCompose, securityOptions } from '../../isolation/compose.ts';
import { appArmorAnnotation, effectiveKubernetes, isInherited, runtimeBoundary } from '../../isolation/kubernetes.ts';
import { isUnset } from '../../manifest/field.ts';
import { withoutAppArmorAnnotations } from '../../remedies/apparmor.ts';
import { removal } from '../../remedies/basic.ts';
import { confined, confinement } from '../../remedies/privileges.ts';
import type { Site } from '../../syntax/site.ts';
import { defineRule } from '../rule.ts';
import { sandboxSteps, severity } from '../severity.ts';

export const apparmorUnconfined = defineRule({
  id: 'apparmor-unconfined',
  since: '0.1.0',
  severity: severity('high', { TI: 'medium', CI: 'medium' }),
  dimensions: ['LSM'],
  when: { kubernetes: ['appArmorProfile', 'annotations'], compose: ['security_opt'] },
  fix: 'always',
  messages: {
    unconfined: '"{name}" turns AppArmor off: the profile that denies mounts and writes to /proc/sys is gone',
  },
  docs: {
    title: 'AppArmor profile disabled',
    risk: 'The default profile forbids mounts, writing to kernel settings below /proc and /sys, and tracing processes of other profiles. Without it, a container with SYS_ADMIN mounts the cgroup filesystem and runs code on the host.',
    not: 'It means nothing on systems with SELinux instead of AppArmor. gVisor ignores these profiles, and Kata does not apply them inside its virtual machine by default.',
    fix: 'Removes the setting, so that the runtime applies its default profile where the host has AppArmor. Asking for `RuntimeDefault` by name would fail on hosts without it.',
    verify: 'Check programs that mount or trace others.',
    check: {
      kubernetes: 'kubectl exec NAME -- cat /proc/1/attr/current',
      compose: 'docker compose exec SERVICE cat /proc/1/attr/current',
    },
  },
  podSecurity: ['appArmorProfile'],
  standards: ['CIS Kubernetes 1.12: 5.6.3', 'CIS Docker 1.6.0: 5.2', 'MITRE ATT&CK: T1611'],
  references: ['KEP-24', 'CONTAINERD-APPARMOR', 'MOBY-APPARMOR', 'PSS'],
  check: {
    *'kubernetes.pod'(pod) {
      if (pod.windows || pod.appArmorType.value !== 'Unconfined') return;
      if (!isInherited(pod, (container) => container.appArmorType)) return;
      const heirs = pod.containers.filter(({ appArmorType }) => isUnset(appArmorType));
      const fixes = [confined(unset(pod.spots.securityContext.get('appArmorProfile').site, withoutAppArmorAnnotations(pod)), heirs)];
      yield { at: pod.appArmorType.site, message: 'unconfined', data: { name: pod.label }, lower: sandboxSteps({ boundary: runtimeBoundary(pod) }), fixes };
    },
    *'kubernetes.container'(container) {
      if (container.pod.windows) return;
      const lower = sandboxSteps(effectiveKubernetes(container));
      const data = { name: container.label };
      if (container.appArmorType.value === 'Unconfined') {
        const gone = unset(container.securityContext.get('appArmorProfile').site, withoutAppArmorAnnotations(container.pod, container));
        const fixes = [confined(gone, [container])];
        yield { at: container.appArmorType.site, message: 'unconfined', data, lower, fixes };
        return;
      }
      // fields win over the annotation
      const annotation = appArmorAnnotation(container);
      if (annotation?.value !== 'unconfined' || !isUnset(container.appArmorType) || !isUnset(container.pod.appArmorType)) return;
      yield {
        at: annotation.site,
        message: 'unconfined',
        data,
        lower,
        fixes: [confined(removal('Remove the AppArmor annotation', annotation.site), [container])],
      };
    },
    *'compose.service'(service) {
      for (const { name, value, field } of securityOptions(service)) {
        if (name !== 'apparmor' || value !== 'unconfined') continue;
        const fixes = [confinement(service, field)];
        yield { at: field.site, message: 'unconfined', data: { name: service.name }, lower: sandboxSteps(effectiveCompose(service)), fixes };
      }
    },
  },
});

function unset(at: Site, annotations: readonly PathOp[]): Fix {
  return { title: 'Remove the AppArmor setting', safety: 'review', ops: [{ op: 'remove', at, prune: true }, ...annotations] };
}
