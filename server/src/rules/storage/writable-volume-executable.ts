import { effectiveKubernetes } from '../../isolation/kubernetes.ts';
import { isWritable, mountSpot } from '../../isolation/mounts/volumes.ts';
import { partOf } from '../../manifest/field.ts';
import type { PodView, VolumeView } from '../../manifest/kubernetes/views.ts';
import { volumeSpot } from '../../manifest/kubernetes/volume-spots.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const writableVolumeExecutable = defineRule({
  id: 'writable-volume-executable',
  since: '0.1.0',
  // the field is alpha: nobody is told of it unasked before it is beta
  severity: severity('off'),
  dimensions: ['MNT'],
  fix: 'sometimes',
  missing: { label: 'noexec volume', leaves: 'a place to run downloaded programs from' },
  messages: {
    mount: '"{name}" can run programs from {path}, the place that it can write',
  },
  docs: {
    title: 'Writable volume allows execution',
    risk: 'With a read-only root filesystem, the writable volume is where downloaded programs run from.',
    not: 'Scripts and programs in memory still run. Without new privileges, setuid files there have no effect.',
    fix: 'Sets `bindMountOptions: [nosuid, nodev, noexec]`. The field is alpha in Kubernetes 1.37 and needs the feature gate VolumeBindMountOptions.',
    verify: 'Check that nothing unpacks programs or libraries there.',
    check: { kubernetes: 'kubectl exec NAME -- cat /proc/mounts' },
  },
  standards: ['MITRE ATT&CK: T1105'],
  references: ['KEP-5855', 'K8S-API'],
  check: {
    *'kubernetes.pod'(pod) {
      if (pod.windows) return;
      for (const volume of pod.volumes.filter((candidate) => isScratch(pod, candidate))) {
        for (const mount of volume.mounts) {
          const options = mountSpot(mount).get('bindMountOptions');
          const readOnlyRoot = effectiveKubernetes(mount.container).readOnlyRoot;
          if (options.state !== 'absent' || !isWritable(mount) || !readOnlyRoot.certain || !readOnlyRoot.value) continue;
          yield {
            at: options.site,
            anchor: partOf(mount.mountPath.state === 'known' ? mount.mountPath.site : mount.site, 'value'),
            message: 'mount',
            data: { name: mount.container.label, path: mount.mountPath.value ?? 'a volume' },
            fixes: [
              {
                title: 'Set bindMountOptions to nosuid, nodev, noexec',
                safety: 'manual',
                ops: [{ op: 'set', at: options.site, value: ['nosuid', 'nodev', 'noexec'] }],
              },
            ],
          };
        }
      }
    },
  },
});

function isScratch(pod: PodView, volume: VolumeView): boolean {
  const spot = volumeSpot(pod, volume);
  return ['emptyDir', 'persistentVolumeClaim', 'ephemeral'].some((type) => spot.get(type).written);
}
