import { effectiveCompose } from '../isolation/compose.ts';
import { effectiveKubernetes } from '../isolation/kubernetes.ts';
import { hostBinds } from './bind-mounts.ts';
import { composeExample, podExample } from './example-base.ts';
import { removal } from './fixes.ts';
import { hostPathVolumes, mounter, mountPlaces, socketReduction, unmountedCap, volumeRemoval } from './host-mounts.ts';
import { defineRule } from './rule.ts';
import { severity } from './severity.ts';

export const containerRuntimeSocketMounted = defineRule({
  id: 'container-runtime-socket-mounted',
  since: '0.1.0',
  severity: severity('high', 'critical', 'critical', 'critical', 'critical', 'critical'),
  dimensions: ['KERNEL', 'MNT', 'IDENTITY', 'SECRETS'],
  fix: 'always',
  messages: {
    socket: '"{name}" is given {path}: whoever uses it controls the {host}',
    directory: '"{name}" mounts {path} of the {host}, where sockets that control the {host} lie',
  },
  docs: {
    title: 'Container engine or kubelet socket mounted',
    risk: 'The API behind the socket asks for no password and acts as root: an attacker starts a privileged container with the disk of the host, enters any other container and reads its environment. `:ro` does not restrict the API.',
    not: 'The socket of a rootless Docker or Podman gives the rights of that user, not of root. In gVisor the socket cannot be connected by default, so it is reported lower there.',
    fix: 'Removes the mount. Whatever used it stops working: put a filtering socket proxy with only the needed calls between, use the Kubernetes API with narrow permissions, or build with rootless BuildKit.',
    check: {
      kubernetes: 'kubectl exec NAME -- grep -E "docker|containerd|crio|kubelet|/run " /proc/self/mountinfo',
      compose: 'docker compose exec SERVICE grep -E "docker|containerd|/run " /proc/self/mountinfo',
    },
  },
  standards: [
    'PSS Baseline: HostPath Volumes',
    'CIS Kubernetes 1.12: 5.2.11',
    'CIS Docker 1.6.0: 5.32',
    'OWASP Kubernetes Top Ten 2025: K01',
    'OWASP NHI Top 10 2025: NHI5',
    'MITRE ATT&CK: T1611, T1610, T1609, T1552.007',
  ],
  references: ['K8S-BYPASS', 'DOCKER-SECURITY', 'GVISOR-FLAGS'],
  examples: [
    {
      dialect: 'kubernetes',
      bad: podExample({
        mounts: ['- { name: tmp, mountPath: /tmp }', '- { name: docker, mountPath: /var/run/docker.sock }'],
        volumes: ['- name: tmp', '  emptyDir: {}', '- name: docker', '  hostPath:', '    path: /var/run/docker.sock'],
      }),
      good: podExample({ mounts: ['- { name: tmp, mountPath: /tmp }'], volumes: ['- name: tmp', '  emptyDir: {}'] }),
    },
    {
      dialect: 'compose',
      bad: composeExample({ last: ['volumes:', '  - cache:/cache', '  - /var/run/docker.sock:/var/run/docker.sock:ro'], volumes: ['cache: {}'] }),
      good: composeExample({ last: ['volumes:', '  - cache:/cache'], volumes: ['cache: {}'] }),
    },
  ],
  check: {
    *'kubernetes.pod'(pod) {
      for (const { volume, path } of hostPathVolumes(pod, 'engine-socket')) {
        yield {
          at: volume.hostPath.site,
          message: messageFor(path),
          data: { name: mounter(pod, volume), path, host: 'node' },
          lower: socketReduction(volume.mounts.map((mount) => effectiveKubernetes(mount.container))),
          ...unmountedCap(pod, volume),
          related: mountPlaces(volume),
          fixes: [volumeRemoval(volume)],
        };
      }
    },
    *'compose.service'(service) {
      for (const bind of hostBinds(service, 'engine-socket')) {
        yield {
          at: bind.at,
          message: messageFor(bind.source),
          data: { name: service.name, path: bind.source, host: 'host' },
          lower: socketReduction([effectiveCompose(service)]),
          fixes: [removal('Remove the mount', bind.site)],
        };
      }
    },
  },
});

function messageFor(path: string): 'socket' | 'directory' {
  return /(?:\.sock|docker_engine)$/.test(path) ? 'socket' : 'directory';
}
