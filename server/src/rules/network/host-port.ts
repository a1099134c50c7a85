import { isLoopback } from '../../isolation/exposure.ts';
import { isImage } from '../../isolation/images/names.ts';
import { expectedRole } from '../../isolation/needs/roles.ts';
import { removal } from '../../remedies/basic.ts';
import { isNoPort } from '../../validity/pod-security/checks/host.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const hostPort = defineRule({
  id: 'host-port',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', CI: 'low' }),
  dimensions: ['NET', 'REACH'],
  when: { kubernetes: ['hostPort'] },
  fix: 'always',
  // in the network of the node every port is a port of the node: the pod leaves it first
  after: ['host-network'],
  messages: {
    every: '"{name}" opens port {port} on every address of the node, past Services and ingress',
    address: '"{name}" opens port {port} on {address} of the node, past Services and ingress',
    expected: '"{name}" opens port {port} of the node, by which {role} is reached',
    loopback: '"{name}" opens port {port} of the node for the node itself',
  },
  docs: {
    title: 'Container port bound on the node',
    risk: 'The port is open on the addresses of the node, past Services and the controls of an ingress, and with some network plugins past network policies. It takes the port from the node and ties the pod to nodes where it is free.',
    not: 'Ingress controllers, node-local DNS and exporters run that way. `hostIP: 127.0.0.1` narrows it to the node itself: then it is for information only.',
    fix: 'Removes `hostPort`; the container keeps its port.',
    verify: 'Check who connects to the node directly, and offer a Service instead.',
    check: { kubernetes: "kubectl get pod NAME -o jsonpath='{.spec.containers[*].ports}'" },
  },
  podSecurity: ['hostPorts'],
  standards: ['CIS Kubernetes 1.12: 5.2.12', 'OWASP Kubernetes Top Ten 2025: K05', 'MITRE ATT&CK: T1133'],
  references: ['PSS', 'K8S-API'],
  check: {
    *'kubernetes.container'(container) {
      const { hostNetwork } = container.pod;
      // in the node's network every port is a port of the node: host-network says so
      if (hostNetwork.value === true || hostNetwork.state === 'unknown') return;
      for (const port of container.spot.get('ports').items()) {
        const field = port.get('hostPort').integer();
        const address = port.get('hostIP').text();
        if (field.value === undefined || isNoPort(field) || address.state === 'unknown') continue;
        const loopback = isLoopback(address.value ?? '');
        const every = address.value === undefined || /^(?:|0\.0\.0\.0|::)$/.test(address.value);
        const role = expectedRole(container.pod, 'host-port') ?? (isImage('ingress', container.image.value) ? 'an ingress controller' : undefined);
        // each node of its kind may be reached that way
        const fix = removal('Remove hostPort', field.site, container.pod.ref.kind === 'DaemonSet' ? 'manual' : 'review');
        yield {
          at: field.site,
          message: loopback ? 'loopback' : role !== undefined ? 'expected' : every ? 'every' : 'address',
          data: { name: container.label, port: field.value, address: address.value ?? '', role: role ?? '' },
          ...(loopback ? { atMost: 'info' as const } : role !== undefined ? { atMost: 'low' as const } : {}),
          fixes: [role === undefined ? fix : { ...fix, safety: 'manual', breaks: true }],
        };
      }
    },
  },
});
