import { OTHER_VOLUMES } from '../podsecurity/pod.ts';
import { podExample } from './example-base.ts';
import { mounter, volumeSpot } from './host-mounts.ts';
import { defineRule } from './rule.ts';
import { severity } from './severity.ts';

/** What Pod Security Restricted refuses, less the types that have rules of their own. */
const TYPES = OTHER_VOLUMES.filter((type) => type !== 'hostPath' && type !== 'gitRepo');

export const inlineNetworkVolume = defineRule({
  id: 'inline-network-volume',
  since: '0.1.0',
  severity: severity('info', 'low', 'medium', 'low', 'info', 'medium'),
  dimensions: ['STORAGE', 'IDENTITY'],
  fix: 'never',
  messages: {
    volume: '"{name}" names its own {type} storage, past claims, classes and quotas',
    flexVolume: '"{name}" uses a flexVolume, for which the kubelet runs a program on the node',
  },
  docs: {
    title: 'Storage named in the pod itself',
    risk: 'Whoever writes the pod chooses server, export and credentials, past the quotas and review that claims and storage classes bring. An NFS server that trusts user IDs believes those of the container. A flexVolume runs a program on the node.',
    not: 'It is common in clusters with their own storage servers, and no way out of the container by itself.',
    fix: 'There is no automatic fix. Claim the storage with a PersistentVolumeClaim and a storage class.',
    check: { kubernetes: "kubectl get pod NAME -o jsonpath='{.spec.volumes}'" },
  },
  standards: ['PSS Restricted: Volume Types'],
  references: ['PSA', 'K8S-API'],
  examples: [
    {
      dialect: 'kubernetes',
      bad: podExample({
        mounts: ['- { name: data, mountPath: /data }'],
        volumes: ['- name: data', '  iscsi:', '    targetPortal: storage.example.com:3260', '    iqn: iqn.2024-01.com.example:data', '    lun: 0'],
      }),
    },
  ],
  check: {
    *'kubernetes.pod'(pod) {
      for (const volume of pod.volumes) {
        const spot = volumeSpot(pod, volume);
        const type = TYPES.find((name) => spot.get(name).type === 'map');
        if (type === undefined) continue;
        yield { at: spot.get(type).site, message: type === 'flexVolume' ? 'flexVolume' : 'volume', data: { name: mounter(pod, volume), type } };
      }
    },
  },
});
