import { mountSpot } from '../../isolation/mounts/volumes.ts';
import type { Field } from '../../manifest/field.ts';
import type { ContainerView, MountView } from '../../manifest/kubernetes/views.ts';
import { volumeSpot } from '../../manifest/kubernetes/volume-spots.ts';
import type { Spot } from '../../manifest/spot.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';
import { sharedClaims } from './shared-claims.ts';

export const subPathMount = defineRule({
  id: 'sub-path-mount',
  since: '0.1.0',
  severity: severity('medium', { TI: 'info', CI: 'low', RG: 'low' }),
  dimensions: ['MNT', 'STORAGE'],
  when: { kubernetes: ['subPath', 'subPathExpr'] },
  fix: 'never',
  messages: {
    host: '"{name}" mounts {path} below a path of the node, which the kubelet resolves as root',
    shared: '"{name}" mounts {path} of a volume that "{other}" writes: its links lead the kubelet (root)',
    chosen: 'labels or annotations of the pod choose what "{name}" mounts: {path}',
  },
  docs: {
    title: 'Subpath of a volume that others write',
    risk: 'The kubelet resolves the subpath as root before it mounts it. Whoever can write the volume plants links for it: CVE-2017-1002101 and CVE-2021-25741 reached the node that way. Where labels or annotations fill the path, those who set them choose what is mounted.',
    not: 'Kubelets with the fixes open the path step by step. It is normal where one workload alone writes the volume. Kata Containers does not support subpaths.',
    fix: 'There is no automatic fix. Give each workload a volume of its own, or mount the narrower path.',
    check: { kubernetes: "kubectl get pod NAME -o jsonpath='{.spec.containers[*].volumeMounts}'" },
  },
  podSecurity: ['hostPathVolumes'],
  standards: ['MITRE ATT&CK: T1611'],
  references: ['KEP-127', 'KATA-LIMITS'],
  check: {
    *'kubernetes.pod'(pod, { workspace }) {
      const shared = pod.volumes.some(({ mounts }) => mounts.some((mount) => pathAt(mount))) ? sharedClaims(pod, workspace) : [];
      for (const volume of pod.volumes) {
        for (const mount of volume.mounts) {
          const field = pathAt(mount);
          if (!field?.value) continue;
          const others = shared.find((one) => one.volume === volume);
          const data = { name: mount.container.label, path: field.value };
          if (OWN.some((type) => volumeSpot(pod, volume).get(type).written)) continue;
          if (filledByMetadata(mount.container, field.value)) yield { at: field.site, message: 'chosen', data, lower: -2, atMost: 'medium' };
          else if (volume.hostPath.state === 'known') yield { at: field.site, message: 'host', data };
          else if (others) yield { at: field.site, message: 'shared', data: { ...data, other: others.names[1] ?? '' }, related: others.related };
        }
      }
    },
  },
});

function pathAt(mount: MountView): Field<string> | undefined {
  const spot = mountSpot(mount);
  return ['subPathExpr', 'subPath'].map((key) => spot.get(key).text()).find(({ value }) => value);
}

/** Volumes that no other pod writes. */
const OWN = ['emptyDir', 'configMap', 'secret', 'downwardAPI', 'projected', 'ephemeral', 'image'];

/** A variable of the expression takes its value from labels or annotations. */
function filledByMetadata(container: ContainerView, path: string): boolean {
  const used = new Set([...path.matchAll(/\$\(([^()]+)\)/g)].map(([, name]) => name));
  const fromMetadata = (variable: Spot) => /^metadata\.(?:labels|annotations)\b/.test(variable.get('valueFrom', 'fieldRef', 'fieldPath').text().value ?? '');
  return container.environment.some(({ key, spot }) => used.has(key) && fromMetadata(spot));
}
