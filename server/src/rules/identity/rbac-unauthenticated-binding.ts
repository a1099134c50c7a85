import { quotedName } from '../../manifest/subject-name.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';
import { ANONYMOUS, binding, EVERYBODY, isGroup } from './rbac-binding.ts';

/** Rights that every cluster gives to everybody. Source: Kubernetes, default roles; kubeadm. */
const STOCK_ROLES = /^(?:system:(?:discovery|basic-user|public-info-viewer|service-account-issuer-discovery)|kubeadm:bootstrap-signer-clusterinfo)$/;

export const rbacUnauthenticatedBinding = defineRule({
  id: 'rbac-unauthenticated-binding',
  since: '0.1.0',
  severity: severity('critical', { TI: 'high', CI: 'high' }),
  dimensions: ['IDENTITY', 'REACH'],
  fix: 'never',
  messages: {
    anonymous: '{binding} gives "{role}" to {text}: to anyone who reaches the API server',
    everybody: '{binding} gives "{role}" to {text}: to every {who} of the cluster',
  },
  docs: {
    title: 'Rights for anonymous users or for everybody',
    risk: 'Anyone who reaches the API server, or any compromised pod in any namespace, holds the right.',
    not: 'The bindings that every cluster has are not reported: discovery, public information and the cluster-info of kubeadm.',
    fix: 'No fix is offered: bind the ServiceAccounts and groups that need the right, by name.',
    check: { kubernetes: 'kubectl auth can-i --list --as=system:anonymous --as-group=system:unauthenticated' },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K09', 'OWASP NHI Top 10 2025: NHI4, NHI5', 'MITRE ATT&CK: T1078.001, T1133'],
  references: ['K8S-RBAC-GP'],
  check: {
    *'kubernetes.resource'(resource) {
      const found = binding(resource);
      const role = found?.role.value;
      if (!found || role === undefined || STOCK_ROLES.test(role)) return;
      for (const subject of found.subjects) {
        const text = subject.name.value ?? '';
        const data = { binding: quotedName(resource.ref), role, text };
        const who = text === 'system:serviceaccounts' ? 'pod' : 'user and pod';
        if (isGroup(subject, ANONYMOUS)) yield { at: subject.name.site, message: 'anonymous', data, lower: -1 };
        else if (isGroup(subject, EVERYBODY)) yield { at: subject.name.site, message: 'everybody', data: { ...data, who } };
      }
    },
  },
});
