import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';
import { guarding } from './guarding.ts';
import { unguardedIn } from './unguarded.ts';

/** They run to an end, and seldom listen. */
const RUNS_TO_AN_END: ReadonlySet<string> = new Set(['Job', 'CronJob']);

export const networkPolicyMissingIngress = defineRule({
  id: 'network-policy-missing-ingress',
  since: '0.1.0',
  severity: severity('high', { TI: 'low', UC: 'medium', CI: 'medium' }),
  dimensions: ['REACH'],
  fix: 'sometimes',
  messages: { open: '{workload} is open to every pod of the cluster: no NetworkPolicy here selects it for ingress' },
  docs: {
    title: 'No NetworkPolicy isolates the pod for ingress',
    risk: 'The network of a cluster is flat: whoever takes over any pod reaches every port of this one, its database and its admin pages.',
    not: 'Only the files that are read together count: a policy that is applied from somewhere else is not seen. Nothing is said of a folder without NetworkPolicies, of one where policies of another kind decide (Cilium, Calico, Antrea, Istio), of jobs, and of pods on the network of their node. In the threat model `trusted-internal`, only namespaces that have a policy count.',
    fix: 'Adds a NetworkPolicy for the workload that denies all but the ports which its containers declare and Services lead to, beside the other policies of the namespace. Name in `from` those who have to come in.',
    remark: '`bulkhead reach --exposure` lists what is open.',
    check: { kubernetes: 'kubectl describe networkpolicy' },
  },
  standards: ['CIS Kubernetes 1.12: 5.3.2', 'OWASP Kubernetes Top Ten 2025: K05', 'MITRE ATT&CK: T1046, T1210'],
  references: ['NETPOL'],
  check: {
    *'kubernetes.resource'(resource, context) {
      const found = RUNS_TO_AN_END.has(resource.ref.kind) ? undefined : unguardedIn('ingress', resource, context);
      if (!found) return;
      const { fixes, related } = guarding('ingress', resource, context.workspace);
      yield { ...found, message: 'open', related: [...found.related, ...related], fixes };
    },
  },
});
