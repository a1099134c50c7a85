import { quotedName } from '../../manifest/subject-name.ts';
import { ON_NODE_NETWORK } from '../../workspace/reach/questions.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';
import { relatedTo } from './unguarded.ts';

export const networkPolicyHostNetworkBypass = defineRule({
  id: 'network-policy-host-network-bypass',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', CI: 'low' }),
  dimensions: ['REACH'],
  when: { kubernetes: ['podSelector'] },
  fix: 'never',
  messages: { bypass: '{policy} selects "{workload}", which is on the network of its node: it may not hold there' },
  docs: {
    title: 'Policy selects a pod it cannot protect',
    risk: 'What a NetworkPolicy means to a pod with `hostNetwork: true` is not defined. Most network plugins take its traffic for that of the node: it gets in and out as if there were no policy.',
    not: 'Cilium with its host firewall, and Calico with host endpoints, can guard nodes. A policy for all pods of a namespace (`podSelector: {}`) is not meant for this one, and not reported.',
    fix: 'No fix is offered: take the pod off the network of its node, or guard the node.',
    check: { kubernetes: 'kubectl get pods -o custom-columns=NAME:.metadata.name,HOST:.spec.hostNetwork' },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K05'],
  references: ['NETPOL'],
  check: {
    *'kubernetes.resource'({ ref, spot }, { workspace }) {
      if (ref.kind !== 'NetworkPolicy' || ref.name === undefined) return;
      const selected = workspace.ask(ON_NODE_NETWORK, ref.namespace ?? 'default', ref.name);
      const [first] = selected;
      if (!first) return;
      const related = selected.map((workload) => relatedTo(workload, 'has hostNetwork: true'));
      yield { at: spot.get('spec', 'podSelector').site, message: 'bypass', data: { policy: quotedName(ref), workload: first.name }, related };
    },
  },
});
