import { type Identity, isOfKubernetes } from './objects.ts';

/** The fields by which items of a list are the same item, by the key of the list. Source: `x-kubernetes-patch-merge-key` and list map keys of Kubernetes 1.32. */
const IN_PODS: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  env: ['name'],
  ports: ['containerPort', 'protocol'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  volumes: ['name'],
  imagePullSecrets: ['name'],
  hostAliases: ['ip'],
  topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
  resourceClaims: ['name'],
  schedulingGates: ['name'],
};

const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  'Service spec ports': ['port', 'protocol'],
  'ServiceAccount secrets': ['name'],
  'MutatingWebhookConfiguration webhooks': ['name'],
  'ValidatingWebhookConfiguration webhooks': ['name'],
};

/** Kinds of Kubernetes with pods, and where. */
const POD_SPECS: Readonly<Record<string, string>> = {
  Pod: 'spec',
  PodTemplate: 'template spec',
  ReplicationController: 'spec template spec',
  Deployment: 'spec template spec',
  ReplicaSet: 'spec template spec',
  DaemonSet: 'spec template spec',
  StatefulSet: 'spec template spec',
  Job: 'spec template spec',
  CronJob: 'spec jobTemplate spec template spec',
};

/** The path of the pod specification in a kind of Kubernetes, as keys; `undefined` if it has none. */
export function podSpecOf(identity: Identity): readonly string[] | undefined {
  return isOfKubernetes(identity) && Object.hasOwn(POD_SPECS, identity.kind) ? POD_SPECS[identity.kind]?.split(' ') : undefined;
}

/**
 * What makes two items of a list the same item in a strategic merge; `undefined` for a list that a patch replaces, and for all lists of kinds that
 * Kubernetes does not have.
 * @param keys the keys that lead to the list; indexes are left out
 */
export function mergeKeys(identity: Identity, keys: readonly string[]): readonly string[] | undefined {
  if (!isOfKubernetes(identity)) return undefined;
  const last = keys.at(-1) ?? '';
  if (keys.join(' ') === 'metadata ownerReferences') return ['uid'];
  const path = [identity.kind, ...keys].join(' ');
  if (Object.hasOwn(ELSEWHERE, path)) return ELSEWHERE[path];
  const pod = podSpecOf(identity);
  return pod?.every((step, i) => keys[i] === step) && keys.length > pod.length && Object.hasOwn(IN_PODS, last) ? IN_PODS[last] : undefined;
}

/** Whether a patch adds to a list of texts, in place of taking its place. */
export function isJoined(identity: Identity, keys: readonly string[]): boolean {
  return isOfKubernetes(identity) && keys.join(' ') === 'metadata finalizers';
}
