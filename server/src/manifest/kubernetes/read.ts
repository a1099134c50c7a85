import type { SyntaxDocument } from '../../syntax/source-file.ts';
import { type Field, partOf } from '../field.ts';
import { kubernetesScalars } from '../scalars.ts';
import { Spot } from '../spot.ts';
import { podPath } from './kinds.ts';
import type { ContainerView, MountView, PodView, ResourceRef, ResourceView, VolumeView } from './views.ts';

/** What other documents of the same file say about a pod: compared by value, so that typing in a container changes nothing here. */
export interface FileFacts {
  /** Names of the RuntimeClass objects. */
  readonly runtimeClasses: readonly string[];
  readonly serviceAccounts: readonly { readonly name: string; readonly namespace: string | undefined; readonly automount: boolean | undefined }[];
}

export const NO_FACTS: FileFacts = { runtimeClasses: [], serviceAccounts: [] };

/** The Kubernetes objects of a document, those of a `List` one by one; none when it is not a Kubernetes document. */
export function readResources(index: number, document: SyntaxDocument, facts: FileFacts): ResourceView[] {
  return objects(Spot.root(index, document, kubernetesScalars), 0).map((spot) => readResource(spot, facts));
}

/** Facts that a document contributes to its file. */
export function readFacts(index: number, document: SyntaxDocument): FileFacts {
  const runtimeClasses: string[] = [];
  const serviceAccounts: FileFacts['serviceAccounts'][number][] = [];
  for (const spot of objects(Spot.root(index, document, kubernetesScalars), 0)) {
    const kind = spot.get('kind').text().value;
    const name = spot.get('metadata', 'name').text().value;
    if (name === undefined) continue;
    if (kind === 'RuntimeClass') runtimeClasses.push(name);
    if (kind === 'ServiceAccount')
      serviceAccounts.push({ name, namespace: spot.get('metadata', 'namespace').text().value, automount: spot.get('automountServiceAccountToken').boolean().value });
  }
  return runtimeClasses.length + serviceAccounts.length === 0 ? NO_FACTS : { runtimeClasses, serviceAccounts };
}

/** Whether a document looks like a Kubernetes object. */
export function isKubernetes(document: SyntaxDocument): boolean {
  const root = Spot.root(0, document, kubernetesScalars);
  return root.get('kind').type === 'scalar' && (root.get('apiVersion').written || root.get('spec').written || root.get('template').written);
}

function objects(spot: Spot, depth: number): Spot[] {
  const kind = spot.get('kind').text();
  if (kind.state === 'absent' || kind.state === 'invalid') return [];
  const items = spot.get('items');
  if (kind.value?.endsWith('List') && items.type === 'seq') return depth > 4 ? [] : items.items().flatMap((item) => objects(item, depth + 1));
  return [spot];
}

function readResource(spot: Spot, facts: FileFacts): ResourceView {
  const apiVersion = spot.get('apiVersion').text().value;
  const kind = spot.get('kind').text().value ?? '';
  const ref: ResourceRef = { apiVersion, kind, name: spot.get('metadata', 'name').text().value, namespace: spot.get('metadata', 'namespace').text().value };
  const path = podPath(kind, apiVersion);
  if (!path) return { ref, site: spot.site, spot, pod: undefined };
  const spec = spot.get(...path);
  if (spec.type !== 'map') return { ref, site: spot.site, spot, pod: undefined };
  const owner = spot.get(...path.slice(0, -1));
  return { ref, site: spot.site, spot, pod: readPod(ref, spec, owner, facts) };
}

const LISTS = ['initContainers', 'containers', 'ephemeralContainers'] as const;

function readPod(ref: ResourceRef, written: Spot, owner: Spot, facts: FileFacts): PodView {
  const lists = LISTS.map((list) => ({ list, items: written.get(list).items().filter((item) => item.type === 'map') }));
  const all = lists.flatMap((l) => l.items);
  // a patch (kustomize) or a half-typed pod: what it leaves out may be set elsewhere, so nothing is missing yet
  const complete = all.length > 0 && all.every((item) => item.get('image').written);
  const spec = complete ? written : written.asPartial();
  const security = spec.get('securityContext');
  const containers: ContainerView[] = [];
  const volumes: VolumeView[] = [];
  const serviceAccountName = spec.get('serviceAccountName').text();
  const account = facts.serviceAccounts.find(
    (a) => a.name === (serviceAccountName.value ?? (serviceAccountName.state === 'absent' ? 'default' : undefined)) && (a.namespace ?? 'default') === (ref.namespace ?? 'default'),
  );
  const os = spec.get('os', 'name').text().value ?? spec.get('nodeSelector', 'kubernetes.io/os').text().value;
  const annotations = owner.get('metadata', 'annotations');
  const pod: PodView = {
    ref,
    site: spec.site,
    spots: { metadata: owner.get('metadata'), spec },
    annotations: annotations.keys().map((key) => annotations.get(key).text()),
    hostPID: spec.get('hostPID').boolean(),
    hostIPC: spec.get('hostIPC').boolean(),
    hostNetwork: spec.get('hostNetwork').boolean(),
    hostUsers: spec.get('hostUsers').boolean(),
    automountServiceAccountToken: spec.get('automountServiceAccountToken').boolean(),
    serviceAccountName,
    runtimeClassName: spec.get('runtimeClassName').text(),
    windows: os === 'windows',
    runAsUser: security.get('runAsUser').integer(),
    runAsNonRoot: security.get('runAsNonRoot').boolean(),
    seccompType: security.get('seccompProfile', 'type').text(),
    appArmorType: security.get('appArmorProfile', 'type').text(),
    memoryLimit: spec.get('resources', 'limits', 'memory').text(),
    volumes,
    containers,
    runtimeClasses: facts.runtimeClasses,
    serviceAccountAutomount:
      account?.automount === undefined ? undefined : { site: spec.site, state: 'known', value: account.automount, text: String(account.automount) },
  };
  for (const { list, items } of lists) for (const item of items) containers.push(readContainer(pod, list, complete ? item : item.asPartial()));
  const mounts = containers.map((container, i) => ({ container, spots: (all[i] as Spot).get('volumeMounts').items() }));
  for (const volume of spec.get('volumes').items()) {
    if (volume.type !== 'map') continue;
    const name = volume.get('name').text();
    const used: MountView[] = [];
    for (const { container, spots } of mounts)
      for (const mount of spots)
        if (name.value !== undefined && mount.get('name').text().value === name.value)
          used.push({ site: mount.site, container, mountPath: mount.get('mountPath').text(), readOnly: mount.get('readOnly').boolean() });
    volumes.push({ site: volume.site, name, hostPath: volume.get('hostPath', 'path').text(), hostPathSite: volume.get('hostPath').site, mounts: used });
  }
  return pod;
}

function readContainer(pod: PodView, list: ContainerView['list'], item: Spot): ContainerView {
  const security = item.get('securityContext');
  const capabilities = security.get('capabilities');
  const name = item.get('name').text();
  const image = item.get('image').text();
  const index = item.path.at(-1) as number;
  const shown: Field<string> | undefined = name.state === 'known' || name.state === 'unknown' ? name : image.state === 'known' || image.state === 'unknown' ? image : undefined;
  return {
    pod,
    list,
    site: item.site,
    spot: item,
    anchor: shown ? partOf(shown.site, 'value') : { document: item.document, path: item.path.slice(0, -1), part: 'key' },
    label: name.value ?? `${list}[${index}]`,
    name,
    image,
    privileged: security.get('privileged').boolean(),
    allowPrivilegeEscalation: security.get('allowPrivilegeEscalation').boolean(),
    readOnlyRootFilesystem: security.get('readOnlyRootFilesystem').boolean(),
    runAsUser: security.get('runAsUser').integer(),
    runAsNonRoot: security.get('runAsNonRoot').boolean(),
    seccompType: security.get('seccompProfile', 'type').text(),
    appArmorType: security.get('appArmorProfile', 'type').text(),
    capabilitiesAdd: capabilities.get('add').list(),
    capabilitiesDrop: capabilities.get('drop').list(),
    memoryLimit: item.get('resources', 'limits', 'memory').text(),
    memoryRequest: item.get('resources', 'requests', 'memory').text(),
    usesVolumeDevices: item.get('volumeDevices').written,
  };
}
