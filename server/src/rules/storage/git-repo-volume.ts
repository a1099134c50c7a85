import { mounter } from '../../isolation/mounts/volumes.ts';
import { volumeSpot } from '../../manifest/kubernetes/volume-spots.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const gitRepoVolume = defineRule({
  id: 'git-repo-volume',
  since: '0.1.0',
  severity: severity('critical', { TI: 'high' }),
  dimensions: ['KERNEL', 'MNT'],
  when: { kubernetes: ['gitRepo'] },
  fix: 'never',
  messages: { volume: '"{name}" uses a gitRepo volume: the kubelet runs git as root on the node' },
  docs: {
    title: 'Volume of type gitRepo',
    risk: 'The kubelet runs git as root on the node, with a repository that the pod chooses. CVE-2024-10220 ran hooks of the repository there, CVE-2025-1767 read other repositories of the node.',
    not: 'Since Kubernetes 1.33 the driver is off by default: the pod fails instead of running git.',
    fix: 'There is no automatic fix. Clone in an init container into an emptyDir, or mount an image as a volume.',
    check: { kubernetes: "kubectl get pod NAME -o jsonpath='{.spec.volumes[*].gitRepo}'" },
  },
  podSecurity: ['restrictedVolumes'],
  standards: ['OWASP Kubernetes Top Ten 2025: K01', 'MITRE ATT&CK: T1611'],
  references: ['KEP-5040', 'K8S-API'],
  check: {
    *'kubernetes.pod'(pod) {
      for (const volume of pod.volumes) {
        const source = volumeSpot(pod, volume).get('gitRepo');
        if (source.type === 'map') yield { at: source.site, message: 'volume', data: { name: mounter(pod, volume) } };
      }
    },
  },
});
