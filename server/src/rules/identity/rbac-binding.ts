import type { Field } from '../../manifest/field.ts';
import type { ResourceView } from '../../manifest/kubernetes/views.ts';
import { isRbac } from './rbac-entries.ts';

/** Whom a binding gives its role to. */
export interface Subject {
  readonly kind: string;
  readonly name: Field<string>;
  readonly namespace: string | undefined;
}

/** Users and groups that stand for nobody in particular. Source: Kubernetes, RBAC good practices. */
export const ANONYMOUS: ReadonlySet<string> = new Set(['system:anonymous', 'system:unauthenticated']);
export const EVERYBODY: ReadonlySet<string> = new Set(['system:authenticated', 'system:serviceaccounts']);

/** The role of a RoleBinding or ClusterRoleBinding and who gets it; `undefined` for other objects. */
export function binding(resource: ResourceView): { role: Field<string>; kind: Field<string>; subjects: Subject[] } | undefined {
  if (!isRbac(resource, ['RoleBinding', 'ClusterRoleBinding'])) return undefined;
  const { spot } = resource;
  const subjects = spot
    .get('subjects')
    .items()
    .map((item) => ({ kind: item.get('kind').text().value ?? '', name: item.get('name').text(), namespace: item.get('namespace').text().value }));
  return { role: spot.get('roleRef', 'name').text(), kind: spot.get('roleRef', 'kind').text(), subjects };
}

/** Whether a subject is one of these users or groups. */
export const isGroup = ({ kind, name }: Subject, names: ReadonlySet<string>) =>
  (kind === 'Group' || kind === 'User') && name.value !== undefined && names.has(name.value);
