import { type ClaimUse, claimUses } from '../isolation/mounts/claims.ts';
import type { ContainerView, FileFacts, PodView, ResourceView } from '../manifest/kubernetes/views.ts';
import type { Spot } from '../manifest/spot.ts';
import { type ClusterPolicy, clusterPolicyOf } from './cluster-policies.ts';
import { type Account, accountOf, type Binding, bindingOf, type Role, type Runner, roleOf, runnersOf } from './identity/facts.ts';
import { type PodLevel, podLevelsOf } from './levels.ts';
import { namespaceOrDefault, type Place } from './place.ts';
import { type Policy, policyOf } from './policies.ts';
import { type SecretUse, secretUsesOf } from './secrets.ts';
import { type Labels, labelsAt } from './selectors.ts';
import { type Ingress, ingressOf, type Service, serviceOf } from './services.ts';
import { type Claim, claimOf, type PersistentVolume, persistentVolumeOf, type StorageUse, storageUsesOf } from './storage.ts';

/** A port that a container declares. */
export interface ContainerPort {
  readonly name: string | undefined;
  readonly number: number;
  /** `TCP`, `UDP` or `SCTP`. */
  readonly protocol: string;
}

/** What runs pods of one kind: a controller, or a pod of its own. */
export interface Workload {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** The labels of its pods that the file shows. */
  readonly labels: Labels;
  /** They may have others: a template decides some, or a patch shows only a part. */
  readonly moreLabels?: true;
  readonly ports: readonly ContainerPort[];
  /** Its pods are on the network of the node, where no NetworkPolicy is sure to hold. */
  readonly hostNetwork: boolean;
  readonly at: Place;
}

/** A Namespace object. */
export interface Namespace {
  readonly name: string;
  readonly labels: Labels;
  readonly at: Place;
}

/** A policy of another kind: what it allows is not judged, so that all that is said of its reach may be wrong. */
export interface OtherPolicy {
  readonly kind: string;
  readonly name: string | undefined;
  readonly at: Place;
}

/** An object with a name. */
export interface ObjectFact {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly at: Place;
}

/** What pods need to know of other objects, to be read. */
export type Declared = Pick<FileFacts, 'runtimeClasses' | 'serviceAccounts' | 'namespaces' | 'limitRanges' | 'quotas'>;

/** What one file says of a cluster. Plain data that compares by value: typing inside a container leaves it equal. */
export interface Facts {
  /** All objects, of any kind. */
  readonly objects: readonly ObjectFact[];
  readonly declared: Declared;
  /** Who mounts claims. */
  readonly claimUses: readonly ClaimUse[];
  readonly workloads: readonly Workload[];
  readonly namespaces: readonly Namespace[];
  readonly policies: readonly Policy[];
  readonly clusterPolicies: readonly ClusterPolicy[];
  readonly otherPolicies: readonly OtherPolicy[];
  readonly services: readonly Service[];
  readonly ingresses: readonly Ingress[];
  readonly accounts: readonly Account[];
  readonly roles: readonly Role[];
  readonly bindings: readonly Binding[];
  readonly runners: readonly Runner[];
  readonly storageUses: readonly StorageUse[];
  readonly podLevels: readonly PodLevel[];
  readonly secretUses: readonly SecretUse[];
  readonly claims: readonly Claim[];
  readonly persistentVolumes: readonly PersistentVolume[];
  /** What a Kustomization names: files and folders, as they are then called. */
  readonly builds: readonly string[];
}

const NOTHING_DECLARED: Declared = { runtimeClasses: [], serviceAccounts: [], namespaces: [], limitRanges: [], quotas: [] };

/** The facts of a file without objects. */
export const NOTHING = together([]);

/**
 * The facts of some objects of one file. Patches and custom resources that an operator completes have none.
 * @param declared what the objects declare that pods need to know
 * @param builds what the file names, if it is a Kustomization
 */
export function factsOf(resources: readonly ResourceView[], file: string, declared: Declared = NOTHING_DECLARED, builds: readonly string[] = []): Facts {
  const of = <T>(read: (resource: ResourceView, file: string) => readonly T[]) => resources.flatMap((resource) => read(resource, file));
  return {
    objects: of(objectOf),
    declared,
    claimUses: resources.flatMap(({ pods }) => pods.flatMap(claimUses)),
    workloads: of(workloadsOf),
    namespaces: of(namespaceOf),
    policies: of(policyOf),
    clusterPolicies: of(clusterPolicyOf),
    otherPolicies: of(otherPolicyOf),
    services: of(serviceOf),
    ingresses: of(ingressOf),
    accounts: of(accountOf),
    roles: of(roleOf),
    bindings: of(bindingOf),
    runners: of(runnersOf),
    storageUses: of(storageUsesOf),
    podLevels: of(podLevelsOf),
    secretUses: of(secretUsesOf),
    claims: of(claimOf),
    persistentVolumes: of(persistentVolumeOf),
    builds,
  };
}

/**
 * The facts of several files together.
 * @param like those of other files, which differ from these at most in the facts `changed`
 */
export function together(all: readonly Facts[], like?: { readonly facts: Facts; readonly changed: ReadonlySet<keyof Facts> }): Facts {
  const known = (name: keyof Facts) => (like?.changed.has(name) === false ? like.facts : undefined);
  const join = <K extends Exclude<keyof Facts, 'declared'>>(name: K): Facts[K] =>
    known(name)?.[name] ?? (all.flatMap((facts) => facts[name] as readonly unknown[]) as unknown as Facts[K]);
  const declare = <K extends keyof Declared>(name: K) => all.flatMap(({ declared }) => declared[name] as readonly unknown[]) as unknown as Declared[K];
  return {
    declared: known('declared')?.declared ?? {
      runtimeClasses: declare('runtimeClasses'),
      serviceAccounts: declare('serviceAccounts'),
      namespaces: declare('namespaces'),
      limitRanges: declare('limitRanges'),
      quotas: declare('quotas'),
    },
    objects: join('objects'),
    claimUses: join('claimUses'),
    workloads: join('workloads'),
    namespaces: join('namespaces'),
    policies: join('policies'),
    clusterPolicies: join('clusterPolicies'),
    otherPolicies: join('otherPolicies'),
    services: join('services'),
    ingresses: join('ingresses'),
    accounts: join('accounts'),
    roles: join('roles'),
    bindings: join('bindings'),
    runners: join('runners'),
    storageUses: join('storageUses'),
    secretUses: join('secretUses'),
    claims: join('claims'),
    persistentVolumes: join('persistentVolumes'),
    podLevels: join('podLevels'),
    builds: join('builds'),
  };
}

/** The facts in which two files differ. */
export function changedIn(a: Facts, b: Facts): ReadonlySet<keyof Facts> {
  const names = Object.keys(a) as (keyof Facts)[];
  return new Set(names.filter((name) => a[name] !== b[name] && JSON.stringify(a[name]) !== JSON.stringify(b[name])));
}

/** Whether two files say the same. */
export function sameFacts(a: Facts, b: Facts): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function objectOf(resource: ResourceView, file: string): ObjectFact[] {
  const { ref, spot } = resource;
  if (ref.name === undefined) return [];
  return [{ kind: ref.kind, namespace: namespaceOrDefault(resource), name: ref.name, at: { file, site: spot.get('metadata', 'name').site } }];
}

function workloadsOf(resource: ResourceView, file: string): Workload[] {
  return resource.pods.flatMap((pod) => {
    const owner = ownerOf(pod, resource.spot);
    // a patch that leaves the labels out says nothing of who it is
    if (pod.basis !== 'written' || (pod.partial && pod.labels.length === 0) || owner.name === undefined) return [];
    const at = { file, site: resource.spot.get('metadata', 'name').site };
    const ports = pod.containers.flatMap(portsOf);
    const labels = Object.fromEntries(pod.labels);
    const moreLabels = pod.partial || pod.spots.metadata.get('labels').undecided ? { moreLabels: true as const } : {};
    const { kind, name } = owner;
    return [{ kind, name, namespace: namespaceOrDefault(resource), labels, ...moreLabels, ports, hostNetwork: pod.hostNetwork.value === true, at }];
  });
}

/** Who made a pod, if it says so, else the object itself: pods of one owner are one workload. */
function ownerOf({ ref }: PodView, spot: Spot): { readonly kind: string; readonly name: string | undefined } {
  if (ref.kind !== 'Pod') return ref;
  const owners = spot.get('metadata', 'ownerReferences').items();
  const owner = owners.find((one) => one.get('controller').boolean().value === true) ?? owners[0];
  const name = owner?.get('name').text().value;
  return owner && name !== undefined ? { kind: owner.get('kind').text().value ?? 'Pod', name } : ref;
}

function portsOf({ spot }: ContainerView): ContainerPort[] {
  return spot
    .get('ports')
    .items()
    .flatMap((port) => {
      const number = port.get('containerPort').integer().value;
      return number === undefined ? [] : [{ name: port.get('name').text().value, number, protocol: port.get('protocol').text().value ?? 'TCP' }];
    });
}

function namespaceOf({ ref, spot }: ResourceView, file: string): Namespace[] {
  if (ref.kind !== 'Namespace' || ref.name === undefined) return [];
  return [{ name: ref.name, labels: labelsAt(spot.get('metadata', 'labels')).known, at: { file, site: spot.get('metadata', 'name').site } }];
}

/** Kinds of other makers that decide beside or before NetworkPolicies. Sources: Cilium, Calico, Antrea, Istio. */
const OTHER_POLICIES =
  /^(?:cilium\.io\/.*:Cilium(?:Clusterwide)?NetworkPolicy|(?:crd\.)?projectcalico\.org\/.*:(?:Staged)?(?:Global)?NetworkPolicy|crd\.antrea\.io\/.*:(?:Cluster)?NetworkPolicy|security\.istio\.io\/.*:AuthorizationPolicy)$/;

function otherPolicyOf({ ref: { apiVersion = '', kind, name }, spot }: ResourceView, file: string): OtherPolicy[] {
  return OTHER_POLICIES.test(`${apiVersion}:${kind}`) ? [{ kind, name, at: { file, site: spot.get('metadata', 'name').site } }] : [];
}
