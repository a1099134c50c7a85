import { factsOfImage } from '../isolation/images/team.ts';
import type { PodView, ResourceView } from '../manifest/kubernetes/views.ts';
import type { Spot } from '../manifest/spot.ts';
import { accountNameOf } from './identity/facts.ts';
import { namespaceOrDefault, type Place } from './place.ts';

/** A workload that gets the values of a Secret, in its environment or as files. */
export interface SecretUse {
  readonly namespace: string;
  readonly name: string;
  /** The kind and the name of the workload. */
  readonly kind: string;
  readonly workload: string;
  /** Its ServiceAccount; `undefined` if a template decides. */
  readonly account: string | undefined;
  /** It keeps data for others, and must share a password with each of its clients. */
  readonly isStore: boolean;
  /** Where it names the Secret. */
  readonly at: Place;
}

/** Reads who gets which Secrets. Those for pulling images are left out: the node uses them, and not the pod. */
export function secretUsesOf(resource: ResourceView, file: string): SecretUse[] {
  const { ref } = resource;
  const workload = ref.name;
  if (workload === undefined) return [];
  const namespace = namespaceOrDefault(resource);
  return resource.pods.flatMap((pod) => {
    const names = pod.basis === 'structure' ? [] : secretsOf(pod);
    if (names.length === 0) return [];
    const about = { namespace, kind: ref.kind, workload, account: accountNameOf(pod), isStore: isStore(pod) };
    return names.flatMap((spot): SecretUse[] => {
      const { value, site } = spot.text();
      return value === undefined ? [] : [{ ...about, name: value, at: { file, site } }];
    });
  });
}

/** Where a pod names Secrets. */
export function secretsOf({ spots, containers }: PodView): Spot[] {
  const volumes = spots.spec
    .get('volumes')
    .items()
    .flatMap((volume) => [volume.get('secret'), ...sourcesOf(volume)])
    .filter((secret) => !isPublic(secret))
    .flatMap((secret) => [secret.get('secretName'), secret.get('name')]);
  const variables = containers.flatMap(({ environment, spot }) => [
    ...environment.map((variable) => variable.spot.get('valueFrom', 'secretKeyRef', 'name')),
    ...spot
      .get('envFrom')
      .items()
      .map((item) => item.get('secretRef', 'name')),
  ]);
  return [...volumes, ...variables].filter(({ written }) => written);
}

function sourcesOf(volume: Spot): Spot[] {
  const sources = volume.get('projected', 'sources').items();
  return sources.map((source) => source.get('secret'));
}

/** Whether only certificates and public keys are taken of a Secret. */
function isPublic(secret: Spot): boolean {
  const keys = secret
    .get('items')
    .items()
    .map((item) => item.get('key').text().value ?? '');
  return keys.length > 0 && keys.every((key) => /\.(?:crt|cer|pub)$|^ca[\w.-]*$/i.test(key));
}

function isStore({ containers, team }: PodView): boolean {
  return containers.some(({ image }) => factsOfImage(image.value, team)?.writable.some(({ kind }) => kind === 'data') ?? false);
}
