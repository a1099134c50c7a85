import { removal } from '../../remedies/basic.ts';
import { ownSharedMemory } from '../../remedies/limits.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const hostIpc = defineRule({
  id: 'host-ipc',
  since: '0.1.0',
  severity: severity('high', { TI: 'medium', CI: 'medium' }),
  dimensions: ['IPC'],
  when: { kubernetes: ['hostIPC'], compose: ['ipc'] },
  fix: 'always',
  messages: {
    kubernetes: '"{name}" shares the node\'s IPC namespace: the shared memory of others is open to it',
    compose: '"{name}" shares the host\'s IPC namespace: the shared memory of others is open to it',
  },
  docs: {
    title: 'Host IPC namespace shared',
    risk: 'System V shared memory, message queues and /dev/shm of the host are shared. Databases and display servers keep data there, which an attacker in the container reads or corrupts.',
    not: 'It gives no capability and no file access by itself. Most often it was set to get a larger /dev/shm, which needs no host namespace.',
    fix: 'Removes the setting, and in Compose sets `shm_size` where there is none: most often a large /dev/shm was the aim.',
    verify: 'In a pod, mount an in-memory emptyDir there.',
    remark: 'Two services share memory with `ipc: shareable` and `ipc: service:NAME`.',
    check: {
      kubernetes: "kubectl get pod NAME -o jsonpath='{.spec.hostIPC}'; kubectl exec NAME -- ls -l /proc/1/ns/ipc",
      compose: "docker inspect -f '{{.HostConfig.IpcMode}}' $(docker compose ps -q SERVICE)",
    },
  },
  podSecurity: ['hostNamespaces'],
  standards: ['CIS Kubernetes 1.12: 5.2.4', 'CIS Docker 1.6.0: 5.17', 'NIST SP 800-53: SC-4', 'MITRE ATT&CK: T1611'],
  references: ['PSS', 'MOBY-DEFAULTS'],
  check: {
    *'kubernetes.pod'(pod) {
      if (pod.windows || pod.hostIPC.value !== true) return;
      const at = pod.hostIPC.site;
      yield { at, message: 'kubernetes', data: { name: pod.label }, fixes: [removal('Remove hostIPC', at)] };
    },
    *'compose.service'(service) {
      if (service.ipc.value !== 'host') return;
      const at = service.ipc.site;
      yield { at, message: 'compose', data: { name: service.name }, fixes: [ownSharedMemory(service, 'Remove ipc: host', at)] };
    },
  },
});
