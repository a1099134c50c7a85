import { quotedName } from '../../manifest/subject-name.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';
import { isExpectedOf } from './controllers.ts';
import { ANONYMOUS, binding, EVERYBODY, isGroup, type Subject } from './rbac-binding.ts';

const SEVERITY = severity('critical', { TI: 'high' });

export const rbacClusterAdminBinding = defineRule({
  id: 'rbac-cluster-admin-binding',
  since: '0.1.0',
  severity: SEVERITY,
  dimensions: ['IDENTITY'],
  fix: 'never',
  messages: {
    cluster: '{binding} makes {subject} cluster-admin',
    everywhere: '{binding} gives {subject} the role "{role}" in every namespace',
    namespace: '{binding} gives {subject} every right in its namespace',
    masters: '{binding} puts its rights on {subject}, which no authorization check can stop',
  },
  docs: {
    title: 'Bound to cluster-admin or system:masters',
    risk: 'Whoever takes over a pod with this account, or finds its token, controls the cluster. Members of system:masters bypass every authorization check, and their rights cannot be revoked.',
    not: 'A person who administers the cluster is not reported, only ServiceAccounts and groups. Installers such as Argo CD, Flux and Crossplane often start so and are narrowed later.',
    fix: 'No fix is offered: bind a Role of its own in the namespaces that the program works in.',
    check: { kubernetes: 'kubectl auth can-i "*" "*" --as=system:serviceaccount:NAMESPACE:ACCOUNT' },
  },
  standards: ['CIS Kubernetes 1.12: 5.1.1, 5.1.7', 'OWASP Kubernetes Top Ten 2025: K02', 'OWASP NHI Top 10 2025: NHI5', 'MITRE ATT&CK: T1078, T1098.006'],
  references: ['K8S-RBAC-GP'],
  check: {
    *'kubernetes.resource'(resource) {
      const found = binding(resource);
      // the binding that every cluster has
      if (!found || resource.ref.name === 'cluster-admin') return;
      const { role, subjects } = found;
      const name = quotedName(resource.ref);
      const cap = isExpectedOf(resource, 'rbac-cluster-admin-binding') ? { atMost: SEVERITY.TI as 'high' } : {};
      const cluster = resource.ref.kind === 'ClusterRoleBinding';
      const admin = role.value === 'cluster-admin' || (cluster && (role.value === 'admin' || role.value === 'edit'));
      const bearer = subjects.find(
        (subject) => (subject.kind === 'ServiceAccount' || subject.kind === 'Group') && !isGroup(subject, ANONYMOUS) && !isGroup(subject, EVERYBODY),
      );
      if (admin && bearer && resource.spot.get('roleRef', 'kind').text().value !== 'Role') {
        const data = { binding: name, subject: subjectName(bearer), role: role.value ?? '' };
        yield {
          at: role.site,
          message: !cluster ? 'namespace' : role.value === 'cluster-admin' ? 'cluster' : 'everywhere',
          data,
          lower: cluster && role.value === 'cluster-admin' ? 0 : 1,
          ...cap,
        };
        return;
      }
      const masters = subjects.find((subject) => subject.kind === 'Group' && subject.name.value === 'system:masters');
      if (masters) yield { at: masters.name.site, message: 'masters', data: { binding: name, subject: 'system:masters' } };
    },
  },
});

function subjectName({ kind, name }: Subject): string {
  const word = kind === 'ServiceAccount' ? 'ServiceAccount' : 'group';
  return name.value === undefined ? `a ${word}` : `${word} "${name.value}"`;
}
