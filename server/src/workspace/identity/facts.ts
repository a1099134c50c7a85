import { type Field, isUnset } from '../../manifest/field.ts';
import type { Automount, PodView, ResourceView } from '../../manifest/kubernetes/views.ts';
import type { Spot } from '../../manifest/spot.ts';
import type { Place } from '../place.ts';
import { type Labels, labelsAt, type Selector, selectorAt } from '../selectors.ts';

/** An identity of a cloud that an annotation binds to an account. */
export interface CloudIdentity {
  /** As in `AWS role`. */
  readonly what: string;
  readonly identity: string;
  readonly at: Place;
}

/** A ServiceAccount object. A namespace is `undefined` where none is written: it goes where the rest of its files goes. */
export interface Account {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly automount: Automount;
  readonly cloud: readonly CloudIdentity[];
  readonly at: Place;
}

/** One rule of a Role: all its verbs on all its resources. Only what is certain is in the lists. */
export interface RoleRule {
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** `resourceNames`, as far as known. */
  readonly names: readonly string[];
  /** It is limited to objects by name, or a template may do that. */
  readonly named: boolean;
  /** `undefined` for a role that every cluster brings and no file shows. */
  readonly at: Place | undefined;
}

/** A Role or a ClusterRole. */
export interface Role {
  readonly kind: 'Role' | 'ClusterRole';
  readonly name: string;
  readonly namespace: string | undefined;
  readonly labels: Labels;
  readonly rules: readonly RoleRule[];
  /** The selectors of an aggregated ClusterRole, whose own rules do not count. */
  readonly aggregates: readonly Selector[] | undefined;
  /** `undefined` for one that every cluster brings and no file shows. */
  readonly at: Place | undefined;
}

/** Whom a binding gives its role to. */
export interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly at: Place;
}

/** A RoleBinding or a ClusterRoleBinding. */
export interface Binding {
  readonly kind: 'RoleBinding' | 'ClusterRoleBinding';
  readonly name: string;
  readonly namespace: string | undefined;
  readonly role: { readonly kind: string; readonly name: string; readonly at: Place };
  readonly subjects: readonly Subject[];
  readonly at: Place;
}

/** What runs as an account: a pod, or what makes pods. */
export interface Runner {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  /** `default` where none is named. */
  readonly account: string;
  /** `automountServiceAccountToken` of the pod; `unset` leaves it to the account. */
  readonly automount: Automount;
  /** A volume brings a token for the API server, whatever is mounted automatically. */
  readonly projected: boolean;
  /** By which labels of its own or of its pods it is a part of an application, with their values. */
  readonly parts: Labels;
  /** Where the account is named, or would be. */
  readonly at: Place;
}

const RBAC = /^rbac\.authorization\.k8s\.io(?:\/|$)/;

/** Annotations of a ServiceAccount that bind it to an identity of a cloud, and whose. Source: EKS, GKE and AKS workload identity. */
export const CLOUD_ANNOTATIONS: readonly (readonly [annotation: string, what: string])[] = [
  ['eks.amazonaws.com/role-arn', 'AWS role'],
  ['iam.gke.io/gcp-service-account', 'Google service account'],
  ['azure.workload.identity/client-id', 'Azure client'],
];

/** Labels by which several workloads say that they are one application. Source: Kubernetes, recommended labels, and older customs. */
const PARTS = ['app.kubernetes.io/name', 'app.kubernetes.io/instance', 'app.kubernetes.io/part-of', 'app', 'k8s-app', 'release'];

const isRbac = ({ ref }: ResourceView, kinds: readonly string[]) => kinds.includes(ref.kind) && (ref.apiVersion === undefined || RBAC.test(ref.apiVersion));

/** Reads a ServiceAccount. */
export function accountOf({ ref, spot }: ResourceView, file: string): Account[] {
  if (ref.kind !== 'ServiceAccount' || ref.name === undefined) return [];
  const annotations = spot.get('metadata', 'annotations');
  const cloud = CLOUD_ANNOTATIONS.flatMap(([key, what]) => {
    const { site, value } = annotations.get(key).text();
    return value ? [{ what, identity: value, at: { file, site } }] : [];
  });
  const at = { file, site: spot.get('metadata', 'name').site };
  return [{ name: ref.name, namespace: ref.namespace, automount: automountAt(spot.get('automountServiceAccountToken')), cloud, at }];
}

/** Reads a Role or a ClusterRole. */
export function roleOf(resource: ResourceView, file: string): Role[] {
  const { ref, spot } = resource;
  if (!isRbac(resource, ['Role', 'ClusterRole']) || ref.name === undefined) return [];
  const selectors = spot.get('aggregationRule', 'clusterRoleSelectors').items();
  return [
    {
      kind: ref.kind as Role['kind'],
      name: ref.name,
      namespace: ref.kind === 'Role' ? ref.namespace : undefined,
      labels: labelsAt(spot.get('metadata', 'labels')).known,
      rules: spot
        .get('rules')
        .items()
        .flatMap((item) => (item.type === 'map' ? [ruleAt(item, file)] : [])),
      aggregates: ref.kind === 'ClusterRole' && selectors.length > 0 ? selectors.map(selectorAt) : undefined,
      at: { file, site: spot.get('metadata', 'name').site },
    },
  ];
}

function ruleAt(item: Spot, file: string): RoleRule {
  const known = (key: string) => {
    const { items } = item.get(key).list();
    return items.flatMap(({ value }) => value ?? []);
  };
  const names = item.get('resourceNames');
  return {
    groups: known('apiGroups'),
    resources: known('resources'),
    verbs: known('verbs'),
    names: known('resourceNames'),
    named: names.open || names.items().length > 0,
    at: { file, site: item.site },
  };
}

/** Reads a RoleBinding or a ClusterRoleBinding. */
export function bindingOf(resource: ResourceView, file: string): Binding[] {
  const { ref, spot } = resource;
  if (!isRbac(resource, ['RoleBinding', 'ClusterRoleBinding']) || ref.name === undefined) return [];
  const role = spot.get('roleRef', 'name').text();
  if (role.value === undefined) return [];
  const subjects = spot
    .get('subjects')
    .items()
    .flatMap((item): Subject[] => {
      const [kind, name] = [item.get('kind').text().value, item.get('name').text()];
      if (kind === undefined || name.value === undefined) return [];
      return [{ kind, name: name.value, namespace: item.get('namespace').text().value, at: { file, site: name.site } }];
    });
  return [
    {
      kind: ref.kind as Binding['kind'],
      name: ref.name,
      namespace: ref.kind === 'RoleBinding' ? ref.namespace : undefined,
      role: { kind: spot.get('roleRef', 'kind').text().value ?? 'ClusterRole', name: role.value, at: { file, site: role.site } },
      subjects,
      at: { file, site: spot.get('metadata', 'name').site },
    },
  ];
}

/** Reads what runs as an account. Where a template or another file decides the account, nothing is said. */
export function runnersOf({ ref, pods, spot }: ResourceView, file: string): Runner[] {
  const own = labelsAt(spot.get('metadata', 'labels')).known;
  return pods.flatMap((pod) => {
    const account = accountNameOf(pod);
    if (pod.basis !== 'written' || account === undefined || ref.name === undefined) return [];
    const parts = Object.fromEntries([...Object.entries(own), ...pod.labels].filter(([key]) => PARTS.includes(key)));
    return [
      {
        kind: ref.kind,
        name: ref.name,
        namespace: ref.namespace,
        account,
        automount: automountAt(pod.spots.spec.get('automountServiceAccountToken')),
        projected: projectsToken(pod),
        parts,
        at: { file, site: accountFieldOf(pod).site },
      },
    ];
  });
}

/** The field that names the account of a pod. Source: core/v1, `serviceAccount` is the older name, and counts where the newer is not written. */
export function accountFieldOf({ serviceAccountName, spots }: PodView): Field<string> {
  const older = spots.spec.get('serviceAccount').text();
  return isUnset(serviceAccountName) && !isUnset(older) ? older : serviceAccountName;
}

/** The account of a pod: `default` where none is named, and `undefined` where that is not known. */
export function accountNameOf(pod: PodView): string | undefined {
  const field = accountFieldOf(pod);
  return isUnset(field) ? 'default' : field.value || undefined;
}

/** Whether a volume brings a token that the API server takes. Source: core/v1, `audience` defaults to the API server. */
export function projectsToken({ spots, containers }: PodView): boolean {
  const mounted = new Set(containers.flatMap(({ spot }) => spot.get('volumeMounts').items()).map((mount) => mount.get('name').text().value));
  return spots.spec
    .get('volumes')
    .items()
    .some((volume) => mounted.has(volume.get('name').text().value) && volume.get('projected', 'sources').items().some(isForApiServer));
}

function isForApiServer(source: Spot): boolean {
  const token = source.get('serviceAccountToken');
  const audience = token.get('audience').text();
  return token.type === 'map' && (isUnset(audience) || /^(?:https:\/\/)?kubernetes\.default\.svc(?:\.|$)/.test(audience.value ?? ''));
}

function automountAt(spot: Spot): Automount {
  const field = spot.boolean();
  return field.value ?? (isUnset(field) ? 'unset' : 'unknown');
}
