import { effectiveCompose } from '../../isolation/compose.ts';
import { hostBinds } from '../../isolation/mounts/binds.ts';
import { hostPathVolumes, mounter } from '../../isolation/mounts/volumes.ts';
import { isReduced } from '../../isolation/privileges.ts';
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
  fix: 'never',
  messages: {
    kubernetes: '"{name}" mounts the whole filesystem of the node: keys, tokens, sockets',
    compose: '"{name}" mounts the whole filesystem of the host: keys, tokens, sockets',
  },
  docs: {
    title: 'Host root filesystem mounted',
    risk: "Root in the container writes /etc/cron.d or /etc/kubernetes/manifests and runs code on the host. Reading is enough for the kubelet's keys and the tokens of every pod below /var/lib/kubelet. Read-only does not close the sockets below the path, such as the one of containerd.",
    not: 'Node exporters and cAdvisor mount it read-only by design. As non-root, without capabilities and read-only, only files that everybody may read are open: then it is reported one step lower.',
    fix: 'There is no automatic fix. Mount only the paths that the program reads, read-only. A node exporter keeps the mount with `readOnly: true`, `runAsNonRoot: true` and `drop: [ALL]`.',
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
        yield {
          at: volume.hostPath.site,
          message: 'kubernetes',
          data: { name: mounter(pod, volume) },
          lower: mountReduction(volume),
          ...unmountedCap(pod, volume),
          related: mountPlaces(volume),
        };
      }
    },
    *'compose.service'(service) {
      for (const bind of hostBinds(service, 'root')) {
        const lower = bind.readOnly && isReduced(effectiveCompose(service)) ? 1 : 0;
        yield { at: bind.at, message: 'compose', data: { name: service.name }, lower };
      }
    },
  },
});
