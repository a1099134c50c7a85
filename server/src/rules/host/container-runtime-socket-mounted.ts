import { effectiveCompose } from '../../isolation/compose.ts';
import { effectiveKubernetes } from '../../isolation/kubernetes.ts';
import { hostBinds } from '../../isolation/mounts/binds.ts';
import { hostPathVolumes, mounter } from '../../isolation/mounts/volumes.ts';
import { removal } from '../../remedies/basic.ts';
import { volumeRemoval } from '../../remedies/mounts.ts';
import { isSocketProxy, passesOrders, proxyFixes } from '../../remedies/sockets/proxy.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';
import { mountPlaces } from './related-places.ts';
import { socketReduction, unmountedCap } from './volume-steps.ts';

export const containerRuntimeSocketMounted = defineRule({
  id: 'container-runtime-socket-mounted',
  since: '0.1.0',
  severity: severity('critical', { TI: 'high' }),
  dimensions: ['KERNEL', 'MNT', 'IDENTITY', 'SECRETS'],
  when: { kubernetes: ['hostPath'], compose: ['volumes'] },
  fix: 'sometimes',
  messages: {
    socket: '"{name}" is given {path}: whoever uses it controls the {host}',
    proxy: '"{name}" passes orders on to the engine: its clients can start privileged containers',
    directory: '"{name}" mounts {path} of the {host}, where sockets that control the {host} lie',
  },
  docs: {
    title: 'Container engine or kubelet socket mounted',
    risk: 'The API behind the socket asks for no password and acts as root: an attacker starts a privileged container with the disk of the host, enters any other container and reads its environment. `:ro` does not restrict the API.',
    not: 'The socket of a rootless Docker or Podman gives the rights of that user, not of root. In gVisor the socket cannot be connected by default, so it is reported lower there. A socket proxy has to have the socket and is reported only, one step lower, when it passes on orders to containers.',
    fix: 'In Compose, puts a socket proxy with only the needed sections of the API between: a service of its own with the socket, on an internal network that only the client joins, which is told the address.',
    verify: 'Check that the program works with these sections, and that it takes its address from there.',
    remark:
      'The removal of the mount is offered beside it, and alone for directories and other sockets, in Kubernetes too: whatever used it stops working. There, use the Kubernetes API with narrow permissions, or build with rootless BuildKit.',
    check: {
      kubernetes: 'kubectl exec NAME -- grep -E "docker|containerd|crio|kubelet|/run " /proc/self/mountinfo',
      compose: 'docker compose exec SERVICE grep -E "docker|containerd|/run " /proc/self/mountinfo',
    },
  },
  podSecurity: ['hostPathVolumes'],
  standards: [
    'CIS Kubernetes 1.12: 5.2.11',
    'CIS Docker 1.6.0: 5.32',
    'OWASP Kubernetes Top Ten 2025: K01',
    'OWASP NHI Top 10 2025: NHI5',
    'MITRE ATT&CK: T1611, T1610, T1609, T1552.007',
  ],
  references: ['K8S-BYPASS', 'DOCKER-SECURITY', 'GVISOR-FLAGS'],
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
          // a program that is given the engine mostly is nothing without it
          fixes: [{ ...volumeRemoval(volume), safety: unmountedCap(pod, volume).atMost ? 'review' : 'manual' }],
        };
      }
    },
    *'compose.service'(service) {
      if (isSocketProxy(service)) {
        // it has to have the socket: what counts is what it passes on
        const at = passesOrders(service);
        if (at) yield { at, message: 'proxy', data: { name: service.name }, lower: 1 };
        return;
      }
      for (const bind of hostBinds(service, 'engine-socket')) {
        yield {
          at: bind.at,
          message: messageFor(bind.source),
          data: { name: service.name, path: bind.source, host: 'host' },
          lower: socketReduction([effectiveCompose(service)]),
          fixes: [...proxyFixes(service, bind), removal('Remove the mount', bind.site, 'manual')],
        };
      }
    },
  },
});

function messageFor(path: string): 'socket' | 'directory' {
  return /(?:\.sock|docker_engine)$/.test(path) ? 'socket' : 'directory';
}
