import type { Fix } from '../../fix/ops.ts';
import { quotedName } from '../../manifest/subject-name.ts';
import type { Site } from '../../syntax/site.ts';
import { WITHOUT_DNS } from '../../workspace/reach/questions.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';
import { relatedTo } from './unguarded.ts';

export const networkPolicyWithoutDns = defineRule({
  id: 'network-policy-without-dns',
  since: '0.1.0',
  severity: severity('low'),
  dimensions: ['REACH'],
  when: { kubernetes: ['egress'] },
  fix: 'always',
  messages: { forgotten: '{policy} lets "{workload}" connect to pods, but no policy here lets it ask for their names (UDP 53)' },
  docs: {
    title: 'Egress policy forgets DNS',
    risk: 'Without DNS the workload finds nobody by name. What then helps at once is to allow all egress, and that is what people do under pressure: the isolation is gone.',
    not: 'A workload that knows the addresses of all others needs no DNS. Nothing is said where a rule names port 53, an address or a namespace that may be that of the DNS, and where policies of another kind decide.',
    fix: 'Allows UDP and TCP 53 to the pods with `k8s-app: kube-dns` in `kube-system`, which is where nearly every cluster has its DNS.',
    verify: 'Check that the DNS of the cluster has this label and listens at this port: on OpenShift it is in `openshift-dns`, at 5353.',
    check: { kubernetes: 'kubectl exec NAME -- nslookup kubernetes.default' },
  },
  standards: ['CIS Kubernetes 1.12: 5.3.2'],
  references: ['NETPOL'],
  check: {
    *'kubernetes.resource'({ ref, spot }, { workspace }) {
      if (ref.kind !== 'NetworkPolicy' || ref.name === undefined) return;
      const found = workspace.ask(WITHOUT_DNS, ref.namespace ?? 'default', ref.name);
      const egress = spot.get('spec', 'egress');
      if (!found || egress.type !== 'seq') return;
      const data = { policy: quotedName(ref), workload: found.name };
      const related = [relatedTo(found, 'is guarded by it')];
      yield { at: egress.site, message: 'forgotten', data, related, fixes: [allowed(egress.site)] };
    },
  },
});

function allowed(at: Site): Fix {
  const pods = {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
    podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
  };
  const ports = [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ];
  return { title: 'Allow DNS of the cluster', safety: 'review', ops: [{ op: 'append', at, value: { to: [pods], ports } }] };
}
