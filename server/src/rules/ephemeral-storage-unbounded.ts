import { isUnset } from '../manifest/field.ts';
import type { ContainerView, PodView, VolumeView } from '../manifest/kubernetes/views.ts';
import { podExample } from './example-base.ts';
import { setting } from './fixes.ts';
import { podName } from './reduction.ts';
import { defineRule } from './rule.ts';
import { severity } from './severity.ts';
import { volumeSpots } from './volume-spots.ts';

const STORAGE = 'ephemeral-storage';

export const ephemeralStorageUnbounded = defineRule({
  id: 'ephemeral-storage-unbounded',
  since: '0.1.0',
  severity: severity('off', 'low', 'medium', 'medium', 'low', 'low'),
  dimensions: ['CGROUP', 'STORAGE'],
  fix: 'sometimes',
  missing: { label: 'disk limit', leaves: 'the whole disk of the node: full, it evicts its neighbours' },
  messages: {
    missing: '"{name}" has no limit of ephemeral storage: it can fill the disk of the node',
    memory: '"{name}" has an emptyDir in memory without sizeLimit, and a container without memory limit',
  },
  docs: {
    title: 'Disk use is not limited',
    risk: 'Logs, the writable layer and emptyDir volumes share the disk of the node. Full, it evicts or blocks the neighbours. An emptyDir in memory fills the memory of the node instead.',
    not: 'A limit of ephemeral storage covers emptyDir volumes on disk too; one in memory is covered by the memory limit. Kata does not honour sizeLimit as the capacity of block-backed volumes.',
    fix: 'Sets the limit to the request, or to 1 GiB where there is none. Measure the program first: above the limit the pod is evicted.',
    check: { kubernetes: 'kubectl exec NAME -- df -h /' },
  },
  standards: ['MITRE ATT&CK: T1499'],
  references: ['K8S-API', 'KATA-LIMITS'],
  examples: [
    {
      dialect: 'kubernetes',
      bad: podExample({ resources: ['limits:', '  memory: 256Mi'] }),
      good: podExample({ resources: ['limits:', '  memory: 256Mi', `  ${STORAGE}: 1Gi`] }),
    },
  ],
  check: {
    *'kubernetes.container'(container) {
      if (container.list === 'ephemeralContainers') return;
      const limit = container.spot.get('resources', 'limits', STORAGE).text();
      if (isUnset(limit)) yield { at: limit.site, anchor: container.anchor, message: 'missing', data: { name: container.label }, fixes: fixes(container) };
    },
    *'kubernetes.pod'(pod) {
      for (const { view, spot } of volumeSpots(pod)) {
        const medium = spot.get('emptyDir', 'medium').text();
        const size = spot.get('emptyDir', 'sizeLimit').text();
        if (medium.value === 'Memory' && isUnset(size) && unlimitedUser(pod, view))
          yield { at: medium.site, message: 'memory', data: { name: podName(pod) }, fixes: [setting('Set a sizeLimit of 64 MiB', size.site, '64Mi')] };
      }
    },
  },
});

/** A limit below the request would be rejected: where a template decides the request, no value can be offered. */
function fixes({ spot }: ContainerView) {
  const request = spot.get('resources', 'requests', STORAGE).text();
  if (request.value === undefined && !isUnset(request)) return [];
  const value = request.value ?? '1Gi';
  return [setting(`Set a limit of ephemeral storage of ${value}`, spot.get('resources', 'limits', STORAGE).site, value)];
}

function unlimitedUser(pod: PodView, volume: VolumeView): boolean {
  return isUnset(pod.memoryLimit) && volume.mounts.some(({ container }) => isUnset(container.memoryLimit));
}
