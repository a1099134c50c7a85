import { isExpectedOf } from '../../isolation/needs/infrastructure.ts';
import type { Field } from '../../manifest/field.ts';
import type { ResourceView } from '../../manifest/kubernetes/views.ts';
import { quotedName } from '../../manifest/subject-name.ts';
import { defineRule, type Rule } from '../rule.ts';
import { severity } from '../severity.ts';
import { isRbac } from './rbac-entries.ts';

interface Subject {
  readonly kind: string;
  readonly name: Field<string>;
}

/** Users and groups that are nobody in particular. Source: Kubernetes, RBAC good practices. */
const ANONYMOUS: ReadonlySet<string> = new Set(['system:anonymous', 'system:unauthenticated']);
const EVERYBODY: ReadonlySet<string> = new Set(['system:authenticated', 'system:serviceaccounts']);

/** Rights that every cluster gives to everybody. Source: Kubernetes, default roles; kubeadm. */
const STOCK_ROLES = /^(?:system:(?:discovery|basic-user|public-info-viewer|service-account-issuer-discovery)|kubeadm:bootstrap-signer-clusterinfo)$/;

function binding(resource: ResourceView): { role: Field<string>; subjects: Subject[] } | undefined {
  if (!isRbac(resource, ['RoleBinding', 'ClusterRoleBinding'])) return undefined;
  const { ref, spot } = resource;
  if (ref.name?.startsWith('system:') || spot.get('metadata', 'labels', 'kubernetes.io/bootstrapping').text().value === 'rbac-defaults') return undefined;
  const subjects = spot
    .get('subjects')
    .items()
    .map((item) => ({ kind: item.get('kind').text().value ?? '', name: item.get('name').text() }));
  return { role: spot.get('roleRef', 'name').text(), subjects };
}

const isGroup = ({ kind, name }: Subject, names: ReadonlySet<string>) =>
  (kind === 'Group' || kind === 'User') && name.value !== undefined && names.has(name.value);

const ADMIN_SEVERITY = severity('critical', { TI: 'high' });

const clusterAdmin = defineRule({
  id: 'rbac-cluster-admin-binding',
  since: '0.1.0',
  severity: ADMIN_SEVERITY,
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
      const cap = isExpectedOf(resource, 'rbac-cluster-admin-binding') ? { atMost: ADMIN_SEVERITY.TI as 'high' } : {};
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

const unauthenticated = defineRule({
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
        const data = { binding: quotedName(resource.ref), role, text, who: text === 'system:serviceaccounts' ? 'pod' : 'user and pod' };
        if (isGroup(subject, ANONYMOUS)) yield { at: subject.name.site, message: 'anonymous', data, lower: -1 };
        else if (isGroup(subject, EVERYBODY)) yield { at: subject.name.site, message: 'everybody', data };
      }
    },
  },
});

/** Rules of bindings: who gets a role. */
export const rbacBindingRules: readonly Rule[] = [clusterAdmin, unauthenticated];
