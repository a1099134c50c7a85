import { isUnset } from '../../manifest/field.ts';
import type { PodView } from '../../manifest/kubernetes/views.ts';
import { volumeSpot } from '../../manifest/kubernetes/volume-spots.ts';
import { setting } from '../../remedies/basic.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const supplementalGroupsMerged = defineRule({
  id: 'supplemental-groups-merged',
  since: '0.1.0',
  severity: severity('low', { TI: 'info', MT: 'medium', CI: 'info' }),
  dimensions: ['USER', 'STORAGE'],
  when: { kubernetes: ['nfs', 'supplementalGroups'] },
  fix: 'always',
  messages: { merged: 'Groups in the image reach the {kind} volume "{volume}": /etc/group is merged' },
  docs: {
    title: 'Groups of the image are silently added',
    risk: 'The groups that /etc/group of the image lists for the user are added to those that the pod names. Whoever builds the image gives itself a group that owns files on a shared volume, past policies that check `supplementalGroups`.',
    not: 'It matters only where group permissions guard shared storage: reported are pods with NFS volumes, and pods with host paths that name supplemental groups.',
    fix: 'Uses only the groups that the pod names.',
    verify: 'Check that the program does not rely on groups of its image.',
    remark: 'Nodes need containerd 2.0 or CRI-O 1.31; others reject the pod.',
    check: { kubernetes: "kubectl exec NAME -- id; kubectl get pod NAME -o jsonpath='{.status.containerStatuses[*].user}'" },
  },
  standards: ['OWASP NHI Top 10 2025: NHI5'],
  references: ['KEP-3619', 'SECCTX'],
  check: {
    *'kubernetes.pod'(pod) {
      const policy = pod.spots.spec.get('securityContext', 'supplementalGroupsPolicy').text();
      if (pod.windows || !(isUnset(policy) || policy.value === 'Merge')) return;
      const shared = sharedVolume(pod);
      if (!shared) return;
      const anchor = policy.value === 'Merge' ? {} : { anchor: shared.at };
      yield {
        at: policy.site,
        ...anchor,
        message: 'merged',
        data: { kind: shared.kind, volume: shared.volume },
        fixes: [setting('Use only the groups that the pod names', policy.site, 'Strict')],
      };
    },
  },
});

/** The first volume that other pods may use too, and whose files group permissions guard. */
function sharedVolume(pod: PodView) {
  const groups = pod.spots.spec.get('securityContext', 'supplementalGroups').items().length > 0;
  for (const volume of pod.volumes) {
    const spot = volumeSpot(pod, volume);
    const kind = spot.get('nfs').type === 'map' ? 'NFS' : groups && volume.hostPath.value !== undefined ? 'host path' : undefined;
    if (kind && volume.name.value !== undefined) return { kind, volume: volume.name.value, at: volume.name.site };
  }
  return undefined;
}
