import { effectiveCompose } from '../../isolation/compose.ts';
import { effectiveKubernetes } from '../../isolation/kubernetes.ts';
import { hasSubmounts, mountSpot, takesRecursive } from '../../isolation/mounts/volumes.ts';
import { isReduced } from '../../isolation/privileges.ts';
import { isUnset } from '../../manifest/field.ts';
import { removal } from '../../remedies/basic.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const readOnlyMountNotRecursive = defineRule({
  id: 'read-only-mount-not-recursive',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', CI: 'low' }),
  dimensions: ['MNT'],
  when: { kubernetes: ['readOnly'], compose: ['volumes'] },
  fix: 'always',
  missing: { label: 'recursive read-only mount', leaves: 'what is mounted below a read-only mount writable' },
  messages: {
    mount: '"{name}" mounts {path} read-only, but what is mounted below it stays writable',
    compose: '"{name}" mounts {path} read-only, but leaves what is mounted below it writable',
  },
  docs: {
    title: 'Read-only mount leaves submounts writable',
    risk: '`readOnly` holds for the mounted path alone. Filesystems that the node has mounted below it stay writable: disks, volumes of others, control groups below /sys.',
    not: 'Where nothing is mounted below the path, it changes nothing. A user without privileges cannot write most of it anyway: that is for information only. Docker makes read-only mounts recursive by itself since Engine 25: in Compose only `recursive: writable` is reported.',
    fix: 'Sets `recursiveReadOnly: IfPossible`, which Kubernetes has since 1.30 (by default since 1.31) and which needs Linux 5.12. Where the node cannot, it changes nothing.',
    remark: 'In Compose removes `recursive: writable`.',
    verify: 'Check that nothing writes below the mount.',
    check: {
      kubernetes: 'kubectl exec NAME -- cat /proc/self/mountinfo',
      compose: 'docker compose exec SERVICE cat /proc/self/mountinfo',
    },
  },
  standards: ['CIS Kubernetes 1.12: 5.2.11', 'MITRE ATT&CK: T1611'],
  references: ['KEP-3857', 'MOBY-RRO'],
  check: {
    *'kubernetes.pod'(pod) {
      if (pod.windows) return;
      for (const volume of pod.volumes) {
        const path = volume.hostPath.value;
        if (path === undefined || !hasSubmounts(path)) continue;
        for (const mount of volume.mounts) {
          if (mount.readOnly.value !== true || !takesRecursive(mount)) continue;
          const field = mountSpot(mount).get('recursiveReadOnly').text();
          yield {
            at: field.site,
            ...(isUnset(field) ? { anchor: mount.readOnly.site } : {}),
            message: 'mount',
            data: { name: mount.container.label, path },
            ...(isReduced(effectiveKubernetes(mount.container)) ? { atMost: 'info' as const } : {}),
            fixes: [
              {
                title: 'Make it recursively read-only where the node can',
                // something may write below it so far
                safety: 'review',
                ops: [{ op: 'set', at: field.site, value: 'IfPossible' }],
              },
            ],
          };
        }
      }
    },
    *'compose.service'(service) {
      for (const use of service.volumes) {
        const field = use.spot.get('bind', 'recursive').text();
        if (use.syntax !== 'long' || use.type !== 'bind' || !use.readOnly || field.value !== 'writable') continue;
        yield {
          at: field.site,
          message: 'compose',
          data: { name: service.name, path: use.source ?? use.target ?? 'it' },
          ...(isReduced(effectiveCompose(service)) ? { atMost: 'info' as const } : {}),
          fixes: [removal('Remove recursive: writable', field.site)],
        };
      }
    },
  },
});
