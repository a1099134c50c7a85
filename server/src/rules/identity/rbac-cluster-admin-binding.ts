import { quotedName } from '../../manifest/subject-name.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';
import { asExpected } from './controllers.ts';
import { ANONYMOUS, binding, EVERYBODY, isGroup, type Subject } from './rbac-binding.ts';
import { mitigated } from './rbac-entries.ts';

const SEVERITY = severity('critical', { TI: 'high' });

export const rbacClusterAdminBinding = defineRule({
  id: 'rbac-cluster-admin-binding',
  since: '0.1.0',
  severity: SEVERITY,
  dimensions: ['IDENTITY'],
  when: { kubernetes: ['roleRef'] },
  fix: 'never',
  messages: {
    cluster: '{binding} makes {subject} cluster-admin',
    everywhere: '{binding} gives {subject} the role "{role}" in every namespace',
    namespace: '{binding} gives {subject} every right in its namespace',
    people: '{binding} gives {subject} the role "{role}": Secrets and pods of its namespace',
    masters: '{binding} puts its rights on {subject}, which no authorization check can stop',
  },
  docs: {
    title: 'Bound to cluster-admin, admin or edit',
    risk: 'Whoever takes over a pod with this account, or finds its token, controls the cluster. Members of system:masters bypass every authorization check, and their rights cannot be revoked. The roles admin and edit read every Secret of a namespace, run any pod there, and act as its ServiceAccounts.',
    not: 'A person who administers the cluster is not reported, only ServiceAccounts and groups. Installers such as Argo CD, Flux and Crossplane often start so and are narrowed later. A binding that the cluster brings, by its name or label, is reported lower, since anybody may write both.',
    fix: 'No fix is offered: bind a Role of its own in the namespaces that the program works in.',
    check: { kubernetes: 'kubectl auth can-i "*" "*" --as=system:serviceaccount:NAMESPACE:ACCOUNT' },
  },
  standards: [
    'CIS Kubernetes 1.12: 5.1.1, 5.1.7',
    'OWASP Kubernetes Top Ten 2025: K02',
    'OWASP NHI Top 10 2025: NHI5',
    'NIST CSF 2.0: PR.AA-05',
    'NIST SP 800-53: AC-6',
    'MITRE ATT&CK: T1078, T1098.006',
  ],
  references: ['K8S-RBAC-GP'],
  check: {
    *'kubernetes.resource'(resource) {
      const found = binding(resource);
      if (!found || isStock(found)) return;
      const { role, subjects } = found;
      const name = quotedName(resource.ref);
      const cluster = resource.ref.kind === 'ClusterRoleBinding';
      const people = role.value === 'admin' || role.value === 'edit';
      const bearer = subjects.find(
        (subject) => (subject.kind === 'ServiceAccount' || subject.kind === 'Group') && !isGroup(subject, ANONYMOUS) && !isGroup(subject, EVERYBODY),
      );
      if ((people || role.value === 'cluster-admin') && bearer && resource.spot.get('roleRef', 'kind').text().value !== 'Role') {
        const data = { binding: name, subject: subjectName(bearer), role: role.value ?? '' };
        const message = cluster ? (people ? 'everywhere' : 'cluster') : people ? 'people' : 'namespace';
        const report = { at: role.site, message, data, lower: (cluster ? 0 : 1) + (people ? 1 : 0) } as const;
        yield asExpected(mitigated(report, resource), resource, 'rbac-cluster-admin-binding', SEVERITY);
        return;
      }
      const masters = subjects.find((subject) => subject.kind === 'Group' && subject.name.value === 'system:masters');
      if (masters) yield mitigated({ at: masters.name.site, message: 'masters', data: { binding: name, subject: 'system:masters' } }, resource);
    },
  },
});

/** What the binding `cluster-admin` of every cluster says: its role for the group that has every right without it. */
function isStock({ role, subjects }: NonNullable<ReturnType<typeof binding>>): boolean {
  return role.value === 'cluster-admin' && subjects.length > 0 && subjects.every(({ kind, name }) => kind === 'Group' && name.value === 'system:masters');
}

function subjectName({ kind, name }: Subject): string {
  const word = kind === 'ServiceAccount' ? 'ServiceAccount' : 'group';
  return name.value === undefined ? `a ${word}` : `${word} "${name.value}"`;
}
