import type { Field } from '../../manifest/field.ts';
import type { ResourceView } from '../../manifest/kubernetes/views.ts';
import type { Spot } from '../../manifest/spot.ts';

/** One entry of the `rules` of a Role: all its verbs on all its resources. Only what is certain is in the lists. */
export interface RoleEntry {
  readonly groups: readonly Field<string>[];
  readonly resources: readonly Field<string>[];
  readonly verbs: readonly Field<string>[];
  readonly urls: readonly Field<string>[];
  /** `resourceNames`, as far as known. */
  readonly names: readonly string[];
  /** The entry is limited to objects by name, or a template may do that. */
  readonly named: boolean;
}

const RBAC = /^rbac\.authorization\.k8s\.io(?:\/|$)/;

/** Roles that every cluster has, by name or by the label that the API server gives them. Source: Kubernetes, default roles. */
const BUILT_IN = /^(?:system:.*|cluster-admin|admin|edit|view)$/;

/** Whether an object of this kind belongs to RBAC; an API version in a template does not speak against it. */
export function isRbac({ ref }: ResourceView, kinds: readonly string[]): boolean {
  return kinds.includes(ref.kind) && (ref.apiVersion === undefined || RBAC.test(ref.apiVersion));
}

/** Whether the cluster brings this object itself, or it extends a role of the cluster for people. */
export function isBuiltIn({ ref, spot }: ResourceView): boolean {
  const labels = spot.get('metadata', 'labels');
  return (
    (ref.name !== undefined && BUILT_IN.test(ref.name)) ||
    labels.get('kubernetes.io/bootstrapping').text().value === 'rbac-defaults' ||
    labels.keys().some((key) => /^rbac\.authorization\.k8s\.io\/aggregate-to-(?:admin|edit|view)$/.test(key))
  );
}

/** The entries of a Role or ClusterRole; none for other objects and for roles that the cluster brings. */
export function roleEntries(resource: ResourceView): RoleEntry[] {
  if (!isRbac(resource, ['Role', 'ClusterRole']) || isBuiltIn(resource)) return [];
  return resource.spot
    .get('rules')
    .items()
    .filter((item) => item.type === 'map')
    .map((item) => {
      const names = item.get('resourceNames');
      const known = knownItems(names).map((name) => name.value as string);
      return {
        groups: knownItems(item.get('apiGroups')),
        resources: knownItems(item.get('resources')),
        verbs: knownItems(item.get('verbs')),
        urls: knownItems(item.get('nonResourceURLs')),
        names: known,
        named: known.length > 0 || names.open || names.items().length > 0,
      };
    });
}

function knownItems(list: Spot): Field<string>[] {
  return list.list().items.filter((item) => item.value !== undefined);
}

/** The item of a list that says `wanted`, or the wildcard. */
export function saying(list: readonly Field<string>[], wanted: string): Field<string> | undefined {
  return list.find(({ value }) => value === wanted) ?? list.find(({ value }) => value === '*');
}

/** Whether an entry allows a verb on a resource, by name or wildcard. */
export function allows(entry: RoleEntry, group: string, resource: string, verb: string): boolean {
  return saying(entry.groups, group) !== undefined && saying(entry.resources, resource) !== undefined && saying(entry.verbs, verb) !== undefined;
}
