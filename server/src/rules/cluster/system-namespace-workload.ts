import { SYSTEM_NAMESPACES } from '../../isolation/needs/infrastructure.ts';
import { asExpected, expectedOf } from '../expected.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const systemNamespaceWorkload = defineRule({
  id: 'system-namespace-workload',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', MT: 'high', CI: 'low' }),
  dimensions: ['IDENTITY', 'REACH'],
  when: { kubernetes: ['namespace'] },
  fix: 'never',
  messages: {
    system: '"{name}" runs in {text}, beside the most powerful accounts of the cluster',
    fallback: '"{name}" is put into the namespace "default", which everything without one shares',
  },
  docs: {
    title: 'Application in a system namespace or default',
    risk: 'kube-system holds powerful ServiceAccounts and Secrets, which any pod created there may use, and often enforces no Pod Security level. The namespace default is the catch-all without policies.',
    not: 'Parts of the cluster belong into kube-system: where image and namespace are those of a known one it is a remark. A manifest without a namespace is not reported: Helm, Kustomize and kubectl set it.',
    fix: 'No fix is offered: create a namespace for the application, with a Pod Security level and network policies.',
    check: { kubernetes: 'kubectl get pods --namespace kube-system -o wide' },
  },
  standards: ['CIS Kubernetes 1.12: 5.6.1, 5.6.4'],
  references: ['K8S-MULTITENANCY'],
  check: {
    *'kubernetes.resource'({ pods, spot }) {
      const namespace = spot.get('metadata', 'namespace').text();
      const text = namespace.value;
      const [pod] = pods;
      if (!pod || text === undefined) return;
      const name = pod.label;
      if (SYSTEM_NAMESPACES.includes(text)) yield asExpected({ at: namespace.site, message: 'system', data: { name, text } }, expectedOf(pod));
      else if (text === 'default') yield asExpected({ at: namespace.site, message: 'fallback', data: { name }, atMost: 'low' }, expectedOf(pod));
    },
  },
});
