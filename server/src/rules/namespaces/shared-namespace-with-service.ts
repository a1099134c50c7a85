import type { Fix } from '../../fix/ops.ts';
import type { Field } from '../../manifest/field.ts';
import { removal } from '../../remedies/basic.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const sharedNamespaceWithService = defineRule({
  id: 'shared-namespace-with-service',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', MT: 'high', CI: 'low' }),
  dimensions: ['PID', 'NET', 'IPC', 'USER'],
  when: { compose: ['pid', 'ipc', 'network_mode'] },
  fix: 'always',
  messages: {
    service: '"{name}" joins the {namespace} of service "{peer}": {shares}',
    container: '"{name}" joins the {namespace} of container "{peer}", which this project does not describe: {shares}',
  },
  docs: {
    title: "Service joins another container's namespace",
    risk: 'The two are one trust domain. What the other offers on its loopback without a password is open to this service, or its processes and its shared memory are. With `userns-remap` Docker makes them share the user namespace as well.',
    not: 'Sidecars need it: a VPN gateway whose network another service uses, a debugging tool. Nothing of the host is shared. Kata Containers do not support it.',
    fix: 'Removes the key, so that the service has a namespace of its own.',
    verify: 'Where the network is shared this is left to you: behind a VPN gateway the service would go past the tunnel.',
    remark: 'Use a common network and the name of the service instead of localhost.',
    check: { compose: "docker inspect -f '{{.HostConfig.NetworkMode}} {{.HostConfig.PidMode}} {{.HostConfig.IpcMode}}' $(docker compose ps -q SERVICE)" },
  },
  standards: ['CIS Docker 1.6.0: 5.16, 5.17', 'MITRE ATT&CK: T1613'],
  references: ['COMPOSE-SPEC', 'MOBY-OCI', 'KATA-LIMITS'],
  check: {
    *'compose.service'({ name, networkMode, pid, ipc }) {
      for (const [field, key, namespace, shares] of [
        [networkMode, 'network_mode', 'network', 'they share ports and loopback'],
        [pid, 'pid', 'PID namespace', 'they see the processes of each other'],
        [ipc, 'ipc', 'IPC namespace', 'they share memory'],
      ] as const) {
        const [, kind, peer] = /^(service|container):(.+)$/.exec(field.value ?? '') ?? [];
        if (peer === undefined || peer === name) continue;
        yield { at: field.site, message: kind === 'service' ? 'service' : 'container', data: { name, namespace, peer, shares }, fixes: [leave(field, key)] };
      }
    },
  },
});

function leave(field: Field<string>, key: string): Fix {
  const fix = removal(`Remove ${key}: ${field.value}`, field.site);
  return key === 'network_mode' ? { ...fix, safety: 'manual' } : fix;
}
