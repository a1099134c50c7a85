import { effectiveCompose } from '../../isolation/compose.ts';
import { hostBinds } from '../../isolation/mounts/binds.ts';
import { hostPathVolumes, isWritable, mounter } from '../../isolation/mounts/volumes.ts';
import { isReduced } from '../../isolation/privileges.ts';
import { bindChoices, volumeChoices } from '../../remedies/mounts.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';
import { mountPlaces } from './related-places.ts';
import { mountReduction, unmountedCap } from './volume-steps.ts';

export const hostPathRoot = defineRule({
  id: 'host-path-root',
  since: '0.1.0',
  severity: severity('critical'),
  dimensions: ['MNT', 'SECRETS', 'IDENTITY', 'KERNEL'],
  when: { kubernetes: ['hostPath'], compose: ['volumes'] },
  fix: 'sometimes',
  messages: {
    kubernetes: '"{name}" mounts the whole filesystem of the node: keys, tokens, sockets',
    compose: '"{name}" mounts the whole filesystem of the host: keys, tokens, sockets',
    readOnly: '"{name}" reads the whole filesystem of the {host}: keys, tokens, sockets',
  },
  docs: {
    title: 'Host root filesystem mounted',
    risk: "Root in the container writes /etc/cron.d or /etc/kubernetes/manifests and runs code on the host. Reading is enough for the kubelet's keys and the tokens of every pod below /var/lib/kubelet. Read-only does not close the sockets below the path, such as the one of containerd.",
    not: 'Node exporters and cAdvisor mount it read-only by design. As non-root, without capabilities and read-only, only files that everybody may read are open: then it is reported one step lower.',
    fix: 'Yours to choose: removes the mount, or makes it read-only, after which the files can still be read. Better, mount only the paths that the program reads, read-only. A node exporter keeps the mount with `readOnly: true`, `runAsNonRoot: true` and `drop: [ALL]`.',
    verify: 'Check that the program neither writes to the host nor needs more of it than it now has.',
    check: {
      kubernetes: 'kubectl exec NAME -- cat /proc/self/mountinfo',
      compose: 'docker compose exec SERVICE cat /proc/self/mountinfo',
    },
  },
  podSecurity: ['hostPathVolumes'],
  standards: ['CIS Kubernetes 1.12: 5.2.11', 'CIS Docker 1.6.0: 5.6', 'NIST SP 800-190: 4.5.5', 'MITRE ATT&CK: T1611, T1552.001'],
  references: ['K8S-BYPASS', 'NODE-EXPORTER', 'CADVISOR-RUN'],
  check: {
    *'kubernetes.pod'(pod) {
      for (const { volume } of hostPathVolumes(pod, 'root')) {
        const isRead = volume.mounts.length > 0 && !volume.mounts.some(isWritable);
        yield {
          at: volume.hostPath.site,
          ...said(mounter(pod, volume), 'kubernetes', isRead),
          lower: mountReduction(volume),
          ...unmountedCap(pod, volume),
          related: mountPlaces(volume),
          fixes: volumeChoices(pod, volume),
        };
      }
    },
    *'compose.service'(service) {
      for (const bind of hostBinds(service, 'root')) {
        const lower = bind.readOnly && isReduced(effectiveCompose(service)) ? 1 : 0;
        yield { at: bind.at, ...said(service.name, 'compose', bind.readOnly), lower, fixes: bindChoices(bind) };
      }
    },
  },
});

function said(name: string, dialect: 'kubernetes' | 'compose', isRead: boolean) {
  const host = dialect === 'kubernetes' ? 'node' : 'host';
  return isRead ? { message: 'readOnly' as const, data: { name, host } } : { message: dialect, data: { name } };
}
