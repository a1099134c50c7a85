import { isNull, type MapValue, type Origin, type ScalarValue, textAt, type Value } from './value.ts';

/** What names an object: kustomize finds it by any of the names that it has had. */
export interface Identity {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  /** Empty where none is written. */
  readonly namespace: string;
}

/** An object while it is built. */
export interface Built {
  value: MapValue;
  /** The names that it had before, the oldest first. */
  readonly earlier: Identity[];
  /** The prefixes and suffixes that were put around its name, for references. */
  readonly affixes: string[];
  /** Of a generator: its name gets the hash of what it has. */
  hashed?: { readonly origin: Origin; readonly known: boolean };
  /** Something that is not known may have changed any part of it. */
  partial: boolean;
}

/** An object of a file. */
export function builtOf(value: MapValue): Built {
  return { value, earlier: [], affixes: [], partial: false };
}

/** What an object is called now. */
export function identityOf({ value }: Pick<Built, 'value'>): Identity {
  const apiVersion = textAt(value, 'apiVersion') ?? '';
  const slash = apiVersion.indexOf('/');
  return {
    group: slash < 0 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind: textAt(value, 'kind') ?? '',
    name: textAt(value, 'metadata', 'name') ?? '',
    namespace: textAt(value, 'metadata', 'namespace') ?? '',
  };
}

/** All names of an object, from the first to that of now. */
export function identitiesOf(built: Built): readonly Identity[] {
  return [...built.earlier, identityOf(built)];
}

/** Notes what an object is called, before it gets another name. */
export function remember(built: Built): void {
  built.earlier.push(identityOf(built));
}

/** Kinds of Kubernetes that belong to no namespace. Source: the API of Kubernetes 1.32. */
const CLUSTER_WIDE: ReadonlySet<string> = new Set([
  ...['APIService', 'CSIDriver', 'CSINode', 'CertificateSigningRequest', 'ClusterRole', 'ClusterRoleBinding', 'ClusterTrustBundle', 'ComponentStatus'],
  ...['CustomResourceDefinition', 'DeviceClass', 'FlowSchema', 'IngressClass', 'MutatingWebhookConfiguration', 'Namespace', 'Node', 'PersistentVolume'],
  ...['PodSecurityPolicy', 'PriorityClass', 'PriorityLevelConfiguration', 'RuntimeClass', 'SelfSubjectAccessReview', 'SelfSubjectReview'],
  ...['SelfSubjectRulesReview', 'StorageClass', 'StorageVersion', 'SubjectAccessReview', 'TokenReview', 'ValidatingAdmissionPolicy'],
  ...['ValidatingAdmissionPolicyBinding', 'ValidatingWebhookConfiguration', 'VolumeAttachment'],
]);

/** Whether a group is one of Kubernetes itself. */
export function isOfKubernetes({ group }: Pick<Identity, 'group'>): boolean {
  return group === '' || ['apps', 'batch', 'autoscaling', 'extensions', 'policy'].includes(group) || group.endsWith('.k8s.io');
}

/** Whether an object belongs to no namespace. Of kinds that Kubernetes does not have, kustomize takes all for namespaced. */
export function isClusterWide(identity: Identity): boolean {
  return isOfKubernetes(identity) && CLUSTER_WIDE.has(identity.kind);
}

/** The namespace that counts. */
export function effectiveNamespace(identity: Identity): string {
  return isClusterWide(identity) ? '' : identity.namespace || 'default';
}

/** Whether two identities name one object. */
export function isSame(a: Identity, b: Identity): boolean {
  return a.group === b.group && a.version === b.version && a.kind === b.kind && a.name === b.name && effectiveNamespace(a) === effectiveNamespace(b);
}

/** An identity for people. */
export function called({ kind, name }: Identity): string {
  return `${kind} "${name}"`;
}

/** A scalar that stands at a key, if there is one. */
export function scalarAt(map: MapValue, key: string): ScalarValue | undefined {
  const found = map.entries.get(key);
  return found?.type === 'scalar' && !isNull(found) ? found : undefined;
}

/** All maps, lists and scalars below a value, itself first. */
export function* valuesBelow(value: Value): Iterable<Value> {
  yield value;
  if (value.type === 'map') for (const entry of value.entries.values()) yield* valuesBelow(entry);
  if (value.type === 'seq') for (const item of value.items) yield* valuesBelow(item);
}
