import { isLoopback } from '../../isolation/exposure.ts';
import type { ContainerView } from '../../manifest/kubernetes/views.ts';
import { removal } from '../../remedies/basic.ts';
import { PROBE_HOSTS } from '../../validity/pod-security/checks/host.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const probeHostSet = defineRule({
  id: 'probe-host-set',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', MT: 'high', CI: 'low' }),
  dimensions: ['REACH'],
  when: { kubernetes: ['host'] },
  fix: 'always',
  messages: { host: 'the kubelet asks {host} in the {place} of "{name}", from the network of the node' },
  docs: {
    title: 'Probe or hook targets a chosen host',
    risk: 'The kubelet sends the request from the node, where no network policy holds. Whoever writes the pod reaches the loopback of the node, cloud metadata and the control plane that way, and learns from the probe whether something answers.',
    not: 'In a pod on the network of the node, 127.0.0.1 is the pod itself: that is for information only. The answer itself is not shown to the pod.',
    fix: 'Removes `host`: the kubelet then asks the address of the pod.',
    verify: 'Check that the program listens there, not on 127.0.0.1 alone.',
    check: { kubernetes: "kubectl get pod NAME -o jsonpath='{..httpGet.host} {..tcpSocket.host}'" },
  },
  podSecurity: ['hostProbesAndHostLifecycle'],
  standards: ['MITRE ATT&CK: T1046'],
  references: ['KEP-4940', 'PSA'],
  check: {
    *'kubernetes.container'(container) {
      for (const place of PROBE_HOSTS) {
        const field = container.spot.get(...place).text();
        if (!field.value) continue;
        yield {
          at: field.site,
          message: 'host',
          data: { name: container.label, host: field.value, place: String(place.at(-3)) },
          ...(isOwnLoopback(container, field.value) ? { atMost: 'info' as const } : {}),
          fixes: [removal('Remove host', field.site)],
        };
      }
    },
  },
});

function isOwnLoopback({ pod }: ContainerView, host: string): boolean {
  return (pod.hostNetwork.value === true || pod.hostNetwork.state === 'unknown') && (host.startsWith('localhost') || isLoopback(host));
}
