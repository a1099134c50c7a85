import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';
import { guarding } from './guarding.ts';
import { unguardedIn } from './unguarded.ts';

export const networkPolicyMissingEgress = defineRule({
  id: 'network-policy-missing-egress',
  since: '0.1.0',
  severity: severity('high', { TI: 'low', AI: 'critical' }),
  dimensions: ['REACH', 'IDENTITY'],
  fix: 'sometimes',
  messages: { open: '{workload} may connect to everything: no NetworkPolicy here selects it for egress' },
  docs: {
    title: 'No NetworkPolicy restricts egress',
    risk: 'What an intruder does first goes out: he loads his tools, sends data away, asks the metadata service of the cloud for credentials, the API server for rights, and looks through the cluster.',
    not: 'Only the files that are read together count: a policy that is applied from somewhere else is not seen. Nothing is said of a folder without NetworkPolicies, of one where policies of another kind decide (Cilium, Calico, Antrea, Istio), and of pods on the network of their node. In the threat model `trusted-internal`, only namespaces that have a policy for egress count.',
    fix: 'Adds a NetworkPolicy for the workload that denies all but DNS and the Services that its variables and arguments name, beside the other policies of the namespace. Add those whom it has to reach besides; for the Internet, allow `0.0.0.0/0` except the private ranges and 169.254.0.0/16.',
    remark: '`bulkhead reach --exposure` lists what is open.',
    check: { kubernetes: 'kubectl exec NAME -- wget -qO- -T 2 http://example.com' },
  },
  standards: ['CIS Kubernetes 1.12: 5.3.2', 'OWASP Kubernetes Top Ten 2025: K05, K08', 'MITRE ATT&CK: T1041, T1046, T1552.005'],
  references: ['NETPOL', 'AGENT-SANDBOX'],
  check: {
    *'kubernetes.resource'(resource, context) {
      const found = unguardedIn('egress', resource, context);
      if (!found) return;
      const { fixes, related } = guarding('egress', resource, context.workspace);
      yield { ...found, message: 'open', related: [...found.related, ...related], fixes };
    },
  },
});
