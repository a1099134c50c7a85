import type { Fix, PathOp } from '../../fix/ops.ts';
import { effectiveCompose } from '../../isolation/compose.ts';
import { hostNetworkOf } from '../../isolation/namespaces.ts';
import { infrastructureOf } from '../../isolation/needs/infrastructure.ts';
import { watchesNode } from '../../isolation/needs/kubernetes.ts';
import { allReduced, isReduced } from '../../isolation/privileges.ts';
import type { PodView } from '../../manifest/kubernetes/views.ts';
import { removal } from '../../remedies/basic.ts';
import { setsUpHostNetwork, setsUpNetwork } from '../../remedies/privileges.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const hostNetwork = defineRule({
  id: 'host-network',
  since: '0.1.0',
  severity: severity('critical', { TI: 'high', CI: 'high' }),
  dimensions: ['NET', 'REACH', 'LSM', 'IDENTITY'],
  when: { kubernetes: ['hostNetwork'], compose: ['network_mode', 'networks'] },
  fix: 'always',
  messages: {
    kubernetes: '"{name}" shares the node\'s network: it reaches every service bound to localhost there',
    compose: '"{name}" shares the host\'s network: it reaches every service bound to localhost there',
  },
  docs: {
    title: 'Host network namespace shared',
    risk: 'The workload sees every interface of the host and reaches what listens only on its loopback: databases, debugging ports, agents, cloud metadata. Abstract Unix sockets are open too: CVE-2020-15257 let root drive containerd that way. Rules for the network of containers no longer hold for it.',
    not: 'It gives no access to processes or files of the host. A non-root container without capabilities cannot sniff traffic; it is then reported one step lower. On Docker Desktop the host is the virtual machine.',
    fix: 'Removes the setting, and `dnsPolicy: ClusterFirstWithHostNet` with it.',
    verifyIn: {
      kubernetes: 'Expose the ports through a Service or a hostPort.',
      compose: 'Expose the ports through `ports`: without them nothing reaches the service, and only you can remove it.',
    },
    remark: 'CNI agents, kube-proxy and load balancers on bare metal need the host network.',
    check: {
      kubernetes: "kubectl get pod NAME -o jsonpath='{.spec.hostNetwork}'; kubectl exec NAME -- ls -l /proc/1/ns/net",
      compose: "docker inspect -f '{{.HostConfig.NetworkMode}}' $(docker compose ps -q SERVICE)",
    },
  },
  podSecurity: ['hostNamespaces'],
  standards: ['CIS Kubernetes 1.12: 5.2.5', 'CIS Docker 1.6.0: 5.10', 'OWASP Kubernetes Top Ten 2025: K01, K05, K08', 'MITRE ATT&CK: T1611, T1046, T1552.005'],
  references: ['PSS', 'KATA-LIMITS', 'CRIO-CONF', 'KEP-5607', 'CVE-2020-15257', 'NETPOL'],
  check: {
    *'kubernetes.pod'(pod) {
      if (pod.hostNetwork.value !== true) return;
      const at = pod.hostNetwork.site;
      yield {
        at,
        message: 'kubernetes',
        data: { name: pod.label },
        lower: allReduced(pod.containers) ? 1 : 0,
        fixes: [leaveNode(pod)],
      };
    },
    *'compose.service'(service) {
      const at = hostNetworkOf(service);
      if (!at) return;
      const title = service.networkMode.value === 'host' ? 'Remove network_mode: host' : "Leave the host's network";
      const lower = isReduced(effectiveCompose(service)) ? 1 : 0;
      // without ports nobody reaches it then
      const safety = service.ports.length > 0 && !setsUpHostNetwork(service) ? 'review' : 'manual';
      yield { at, message: 'compose', data: { name: service.name }, lower, fixes: [removal(title, at, safety)] };
    },
  },
});

/** The policy for names that goes with the network of the node goes too; without it names are found as the default says. */
function leaveNode(pod: PodView): Fix {
  const policy = pod.spots.spec.get('dnsPolicy').text();
  const leave: PathOp = { op: 'remove', at: pod.hostNetwork.site, prune: true };
  // a part of the cluster serves the node, or is reached through it; who watches the node counts its traffic
  const grade =
    infrastructureOf(pod) || watchesNode(pod)
      ? ({ safety: 'manual', breaks: true } as const)
      : ({ safety: pod.containers.some(setsUpNetwork) ? 'manual' : 'review' } as const);
  if (policy.value !== 'ClusterFirstWithHostNet') return { title: 'Remove hostNetwork', ...grade, ops: [leave] };
  return { title: 'Remove hostNetwork, and dnsPolicy with it', ...grade, ops: [leave, { op: 'remove', at: policy.site }] };
}
