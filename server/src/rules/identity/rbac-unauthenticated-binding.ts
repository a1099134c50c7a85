import { quotedName } from '../../manifest/subject-name.ts';
import { ROLE_GRADE } from '../../workspace/identity/questions.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';
import { ANONYMOUS, binding, EVERYBODY, isGroup, type Subject } from './rbac-binding.ts';
import { mitigated } from './rbac-entries.ts';

/** Rights that every cluster gives to everybody. Source: Kubernetes, default roles; kubeadm. */
const STOCK_ROLES = /^(?:system:(?:discovery|basic-user|public-info-viewer|service-account-issuer-discovery)|kubeadm:bootstrap-signer-clusterinfo)$/;

/** Which users and pods a subject stands for, if they are all of the cluster or of a namespace. */
function everybodyOf(
  subject: Subject,
  namespace = 'default',
): { readonly said: { readonly who: string; readonly text?: string }; readonly lower: number } | undefined {
  const { kind, name } = subject;
  if (isGroup(subject, EVERYBODY))
    return { said: { who: name.value === 'system:serviceaccounts' ? 'pod of the cluster' : 'user and pod of the cluster' }, lower: 0 };
  const of = kind === 'Group' ? /^system:serviceaccounts:(.+)$/.exec(name.value ?? '')?.[1] : undefined;
  if (of !== undefined) return { said: { who: `pod of the namespace ${of}` }, lower: 1 };
  if (kind !== 'ServiceAccount' || name.value !== 'default') return undefined;
  return { said: { text: 'the default ServiceAccount', who: `pod of the namespace ${subject.namespace ?? namespace} that names no other` }, lower: 1 };
}

export const rbacUnauthenticatedBinding = defineRule({
  id: 'rbac-unauthenticated-binding',
  since: '0.1.0',
  severity: severity('critical', { TI: 'high', CI: 'high' }),
  dimensions: ['IDENTITY', 'REACH'],
  when: { kubernetes: ['roleRef'] },
  fix: 'never',
  messages: {
    anonymous: '{binding} gives "{role}" to {text}: to anyone who reaches the API server',
    everybody: '{binding} gives "{role}" to {text}: to every {who}',
  },
  docs: {
    title: 'Rights for anonymous users or for every pod',
    risk: 'Anyone who reaches the API server, or any compromised pod of the cluster or of a namespace, holds the right. The default ServiceAccount is that of every pod that names none.',
    not: 'The bindings that every cluster has are not reported: discovery, public information and the cluster-info of kubeadm. One that has the name or label of such a binding is reported lower. The group or the default account of one namespace is reported lower than everybody, unless the role takes over the cluster.',
    fix: 'No fix is offered: bind the ServiceAccounts and groups that need the right, by name.',
    check: { kubernetes: 'kubectl auth can-i --list --as=system:anonymous --as-group=system:unauthenticated' },
  },
  standards: [
    'CIS Kubernetes 1.12: 5.1.5',
    'OWASP Kubernetes Top Ten 2025: K02, K09',
    'OWASP NHI Top 10 2025: NHI4, NHI5',
    'NIST CSF 2.0: PR.AA-05',
    'NIST SP 800-53: AC-6',
    'MITRE ATT&CK: T1078.001, T1133',
  ],
  references: ['K8S-RBAC-GP'],
  check: {
    *'kubernetes.resource'(resource, { workspace }) {
      const found = binding(resource);
      const role = found?.role.value;
      if (!found || role === undefined || STOCK_ROLES.test(role)) return;
      const { kind, namespace = '' } = resource.ref;
      const grade = workspace.ask(ROLE_GRADE, found.kind.value ?? 'ClusterRole', role, namespace, kind);
      const raised = grade === 'cluster' ? 1 : 0;
      for (const subject of found.subjects) {
        const text = subject.name.value ?? '';
        const data = { binding: quotedName(resource.ref), role, text };
        const at = subject.name.site;
        if (isGroup(subject, ANONYMOUS)) yield mitigated({ at, message: 'anonymous', data, lower: -1 }, resource);
        else {
          const who = everybodyOf(subject, resource.ref.namespace);
          if (who) yield mitigated({ at, message: 'everybody', data: { ...data, ...who.said }, lower: who.lower - raised }, resource);
        }
      }
    },
  },
});
