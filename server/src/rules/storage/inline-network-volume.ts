import { mounter } from '../../isolation/mounts/volumes.ts';
import { isUnset } from '../../manifest/field.ts';
import { volumeSpot } from '../../manifest/kubernetes/volume-spots.ts';
import { OTHER_VOLUMES } from '../../validity/pod-security/pod.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

/** The volume types that Pod Security Restricted refuses, without those that have their own rule. */
const TYPES = OTHER_VOLUMES.filter((type) => type !== 'hostPath' && type !== 'gitRepo');

export const inlineNetworkVolume = defineRule({
  id: 'inline-network-volume',
  since: '0.1.0',
  severity: severity('info', { UC: 'low', MT: 'medium', AI: 'low', RG: 'medium' }),
  dimensions: ['STORAGE', 'IDENTITY'],
  fix: 'never',
  messages: {
    volume: '"{name}" names its own {type} storage, past claims, classes and quotas',
    compose: 'volume "{name}" is {type} storage that this file names itself: server, export and rights',
    flexVolume: '"{name}" uses a flexVolume, for which the kubelet runs a program on the node',
  },
  docs: {
    title: 'Network storage named in the manifest itself',
    risk: 'Whoever writes the manifest chooses server, export and credentials, in Kubernetes past the quotas and review that claims and storage classes bring. An NFS server that trusts user IDs believes those of the container. A flexVolume runs a program on the node.',
    not: 'It is common in clusters with their own storage servers, and no way out of the container by itself.',
    fix: 'There is no automatic fix. Claim the storage with a PersistentVolumeClaim and a storage class; in Compose use a plain volume, or one that is created and guarded outside the project.',
    check: {
      kubernetes: "kubectl get pod NAME -o jsonpath='{.spec.volumes}'",
      compose: 'docker volume inspect VOLUME',
    },
  },
  podSecurity: ['restrictedVolumes'],
  standards: [],
  references: ['PSA', 'K8S-API'],
  check: {
    *'kubernetes.pod'(pod) {
      for (const volume of pod.volumes) {
        const spot = volumeSpot(pod, volume);
        const type = TYPES.find((name) => spot.get(name).type === 'map');
        if (type === undefined) continue;
        yield { at: spot.get(type).site, message: type === 'flexVolume' ? 'flexVolume' : 'volume', data: { name: mounter(pod, volume), type } };
      }
    },
    *'compose.project'(project) {
      for (const name of project.volumes.names) {
        const volume = project.volumes.get(name);
        const driver = volume.get('driver').text();
        const type = volume.get('driver_opts', 'type').text();
        const local = driver.value === 'local' || isUnset(driver);
        if (local && type.value !== undefined && NETWORK_FILESYSTEM.test(type.value))
          yield { at: type.site, message: 'compose', data: { name, type: type.value } };
      }
    },
  },
});

/** Filesystems of other machines, by the names that mount(8) has for them. */
const NETWORK_FILESYSTEM = /^(?:nfs4?|cifs|smb3?|smbfs|ceph|glusterfs|9p|(?:fuse\.)?sshfs)$/;
