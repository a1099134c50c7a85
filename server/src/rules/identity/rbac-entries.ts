import type { Field } from '../../manifest/field.ts';
import type { ResourceView } from '../../manifest/kubernetes/views.ts';
import type { Spot } from '../../manifest/spot.ts';
import type { Report } from '../rule.ts';

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
  /** It is a Role in `kube-system`. */
  readonly inSystem: boolean;
}

const RBAC = /^rbac\.authorization\.k8s\.io(?:\/|$)/;

/** Whether an object of this kind belongs to RBAC; an API version in a template does not speak against it. */
export function isRbac({ ref }: ResourceView, kinds: readonly string[]): boolean {
  return kinds.includes(ref.kind) && (ref.apiVersion === undefined || RBAC.test(ref.apiVersion));
}

/** ClusterRoles and ClusterRoleBindings that every cluster has. Source: Kubernetes, default roles. */
const BUILT_IN: Readonly<Record<string, { readonly names: RegExp; readonly word: string }>> = {
  ClusterRole: { names: /^(?:system:.*|cluster-admin|admin|edit|view)$/, word: 'role' },
  ClusterRoleBinding: { names: /^(?:system:.*|cluster-admin)$/, word: 'binding' },
};

/**
 * What speaks for a ClusterRole or ClusterRoleBinding with wide rights: by its name or a label it is one that the cluster brings, or it
 * extends a role for people. Both are for anybody to write, so a finding is lower and says why. A Role of such a name is a role like any other.
 */
export function mitigated<R extends Report>(report: R, { ref, spot }: ResourceView): R {
  const builtIn = Object.hasOwn(BUILT_IN, ref.kind) ? BUILT_IN[ref.kind] : undefined;
  if (!builtIn) return report;
  const labels = spot.get('metadata', 'labels');
  const extended = labels.keys().find((key) => /^rbac\.authorization\.k8s\.io\/aggregate-to-(?:admin|edit|view)$/.test(key));
  const bootstrapping = labels.get('kubernetes.io/bootstrapping');
  const why =
    ref.name !== undefined && builtIn.names.test(ref.name)
      ? { at: spot.get('metadata', 'name').site, message: `lower, since every cluster has a ${builtIn.word} of this name` }
      : bootstrapping.text().value === 'rbac-defaults'
        ? { at: bootstrapping.site, message: `lower, since the label says that the cluster brings this ${builtIn.word}` }
        : extended !== undefined && { at: labels.get(extended).site, message: 'lower, since it extends a role for people' };
  return why ? { ...report, lower: (report.lower ?? 0) + 2, related: [...(report.related ?? []), why] } : report;
}

/** The entries of a Role or ClusterRole; none for other objects. */
export function roleEntries(resource: ResourceView): RoleEntry[] {
  if (!isRbac(resource, ['Role', 'ClusterRole'])) return [];
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
        inSystem: resource.ref.namespace === 'kube-system',
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
