import type { Field } from '../../manifest/field.ts';
import type { ResourceView } from '../../manifest/kubernetes/views.ts';
import { isRbac } from './rbac-entries.ts';

/** Whom a binding gives its role to. */
export interface Subject {
  readonly kind: string;
  readonly name: Field<string>;
}

/** Users and groups that stand for nobody in particular. Source: Kubernetes, RBAC good practices. */
export const ANONYMOUS: ReadonlySet<string> = new Set(['system:anonymous', 'system:unauthenticated']);
export const EVERYBODY: ReadonlySet<string> = new Set(['system:authenticated', 'system:serviceaccounts']);

/** The role of a RoleBinding or ClusterRoleBinding and who gets it; `undefined` for other objects and for bindings that the cluster brings. */
export function binding(resource: ResourceView): { role: Field<string>; subjects: Subject[] } | undefined {
  if (!isRbac(resource, ['RoleBinding', 'ClusterRoleBinding'])) return undefined;
  const { ref, spot } = resource;
  if (ref.name?.startsWith('system:') || spot.get('metadata', 'labels', 'kubernetes.io/bootstrapping').text().value === 'rbac-defaults') return undefined;
  const subjects = spot
    .get('subjects')
    .items()
    .map((item) => ({ kind: item.get('kind').text().value ?? '', name: item.get('name').text() }));
  return { role: spot.get('roleRef', 'name').text(), subjects };
}

/** Whether a subject is one of these users or groups. */
export const isGroup = ({ kind, name }: Subject, names: ReadonlySet<string>) =>
  (kind === 'Group' || kind === 'User') && name.value !== undefined && names.has(name.value);
