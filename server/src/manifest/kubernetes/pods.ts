import { type Field, isUnset, partOf } from '../field.ts';
import type { Spot } from '../spot.ts';
import { isSameSubject, plainName, type SubjectName } from '../subject-name.ts';
import { CONTAINER_LISTS } from './fields.ts';
import type { PodPlace } from './kinds/place.ts';
import { quotasIn, rangesIn } from './limits.ts';
import { requiresWindows, selectsWindows } from './nodes.ts';
import { at, expand, nameOf } from './places.ts';
import type { Automount, ContainerView, FileFacts, MountView, PodView, ResourceRef, ServiceAccountFacts, VariableView, VolumeView } from './views.ts';

/** The place of a pod, and the facts around it. */
interface PodSource {
  readonly ref: ResourceRef;
  readonly root: Spot;
  readonly place: PodPlace;
  readonly basis: PodView['basis'];
  /** The names on the way from its object to the pod, for its label. */
  readonly names: readonly string[];
  readonly facts: FileFacts;
}

/** A container of a pod, with the key of its security context. */
interface ContainerSource {
  readonly spot: Spot;
  readonly securityContext: string;
}

/** Reads the pods of an object, at the places that its kind has. */
export function readPods(ref: ResourceRef, root: Spot, places: readonly PodPlace[], facts: FileFacts): PodView[] {
  return places.flatMap((place) => {
    const basis = place.is === 'template' ? 'operator' : 'written';
    return expand(root, place.at).map(({ spot, names }) =>
      readPod(spot, { ref, root, place, basis, facts, names: place.part === undefined ? names : [...names, place.part] }),
    );
  });
}

/** Reads the pods that an object of an unknown kind seems to have, at `paths`. */
export function readStructuralPods(ref: ResourceRef, root: Spot, paths: readonly Spot['path'][], facts: FileFacts): PodView[] {
  return paths.map((path) => {
    const names = paths.length > 1 ? path.flatMap((step, i) => (typeof step === 'number' ? [nameOf(root.get(...path.slice(0, i + 1)))] : [])) : [];
    return readPod(root.get(...path), { ref, root, place: { at: '.' }, basis: 'structure', facts, names });
  });
}

function readPod(extent: Spot, { ref, root, place, basis, names, facts }: PodSource): PodView {
  const sources = containersOf(extent, place);
  // a patch (kustomize) or a half-typed pod is not complete: absent fields may be set elsewhere, so they are not missing
  const complete = basis === 'written' && !facts.patch && !isPatch(ref, root) && sources.some(({ spot }) => spot.get('image').written);
  const own = place.fields === 'none' ? extent.get('podSpec') : at(extent, place.fields ?? '.');
  const spec = complete ? own : own.asPartial();
  const heirOf = place.inherits === undefined ? undefined : at(root, place.inherits).asPartial();
  /** A pod-level field of the pod itself, or the one that it inherits. */
  const field = (name: string): Spot => {
    const spot = spec.get(name);
    if (spot.written) return spot;
    const inherited = heirOf?.get(name);
    if (inherited?.written) return inherited;
    return place.elsewhere?.includes(name) ? spec.asPartial().get(name) : spot;
  };
  const security = field(place.securityContext ?? 'securityContext');
  const owner = own.path.at(-1) === 'spec' ? root.get(...own.path.slice(root.path.length, -1)) : own;
  const containers: ContainerView[] = [];
  const volumes: VolumeView[] = [];
  const serviceAccountName = field('serviceAccountName').text();
  const runtimeClassName = field('runtimeClassName').text();
  const os = field('os').get('name').text().value;
  const runsOnWindows = () =>
    selectsWindows(field('nodeSelector')) ||
    requiresWindows(field('affinity')) ||
    facts.runtimeClasses.some(({ name, windows }) => windows && name === runtimeClassName.value);
  const annotations = owner.get('metadata', 'annotations');
  const parts = ref.name === undefined ? names : [ref.name, ...names];
  const called: SubjectName = { kind: ref.kind, name: parts.length > 0 ? parts.join('/') : undefined };
  const pod: PodView = {
    ref,
    called,
    label: plainName(called),
    kubernetesVersion: facts.kubernetesVersion,
    team: facts.team ?? {},
    basis,
    partial: !complete,
    gates: place.gates ?? {},
    extent: extent.site,
    site: spec.site,
    spots: { metadata: owner.get('metadata'), spec, securityContext: security },
    annotations: annotations.keys().map((key) => annotations.get(key).text()),
    labels: labelsOf(owner.get('metadata', 'labels')),
    hostPID: field('hostPID').boolean(),
    hostIPC: field('hostIPC').boolean(),
    hostNetwork: field('hostNetwork').boolean(),
    hostUsers: field('hostUsers').boolean(),
    automountServiceAccountToken: field('automountServiceAccountToken').boolean(),
    serviceAccountName,
    runtimeClassName,
    windows: os === undefined ? runsOnWindows() : os === 'windows',
    runAsUser: security.get('runAsUser').integer(),
    runAsNonRoot: security.get('runAsNonRoot').boolean(),
    seccompType: security.get('seccompProfile', 'type').text(),
    appArmorType: security.get('appArmorProfile', 'type').text(),
    memoryLimit: field('resources').get('limits', 'memory').text(),
    volumes,
    containers,
    runtimeClasses: facts.runtimeClasses,
    claimWriters: facts.claimWriters.filter(
      (writer) => (writer.namespace ?? 'default') === (ref.namespace ?? 'default') && !isSameSubject(writer.called, called),
    ),
    limitRanges: rangesIn(facts.limitRanges, ref.namespace),
    quotas: quotasIn(facts.quotas, ref.namespace),
    serviceAccountAutomount: automountOf(serviceAccountName, ref.namespace, facts.serviceAccounts),
  };
  for (const { spot, securityContext } of sources) {
    // a container without an image is half-typed, whatever the others are
    const item = complete && spot.get('image').written ? spot : spot.asPartial();
    containers.push(readContainer(pod, item, item.get(securityContext)));
  }
  // even in a partial pod, an item of a list is complete
  const mounts = mountsByVolume(
    sources.flatMap(({ spot }, i) =>
      spot
        .get('volumeMounts')
        .items()
        .map((mount) => ({ container: containers[i] as ContainerView, mount })),
    ),
  );
  for (const volume of spec.get('volumes').items()) if (volume.type === 'map') volumes.push(readVolume(volume, mounts));
  return pod;
}

function labelsOf(labels: Spot): PodView['labels'] {
  return labels.keys().flatMap((key) => {
    const { value } = labels.get(key).text();
    return value === undefined ? [] : [[key, value] as const];
  });
}

/** What the account of a pod says. If a template names the account, or one in the file, it may be one that turns its token off. */
function automountOf(name: Field<string>, namespace: string | undefined, accounts: readonly ServiceAccountFacts[]): Automount | undefined {
  const own = isUnset(name) ? 'default' : name.value;
  const beside = accounts.filter((account) => (account.namespace ?? 'default') === (namespace ?? 'default'));
  const account = beside.find((other) => own !== undefined && other.name === own);
  if (account) return account.automount;
  const possible = beside.filter((other) => own === undefined || other.name === undefined);
  return possible.some(({ automount }) => automount === false || automount === 'unknown') ? 'unknown' : undefined;
}

/** Kinds of apps/v1, of which none exists without a selector. Source: core validation of apps/v1. */
const SELECTED = new Set(['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet']);

/** What has no selector is only a part of such an object: a strategic merge patch. */
function isPatch({ apiVersion, kind }: ResourceRef, root: Spot): boolean {
  return apiVersion === 'apps/v1' && SELECTED.has(kind) && root.get('spec', 'selector').state === 'absent';
}

function containersOf(extent: Spot, { containers }: PodPlace): ContainerSource[] {
  if (containers === undefined) {
    const items = CONTAINER_LISTS.flatMap((list) => extent.get(list).items());
    return items.filter((spot) => spot.type === 'map').map((spot) => ({ spot, securityContext: 'securityContext' }));
  }
  return containers.flatMap((place) => {
    const { at: pattern, securityContext } = typeof place === 'string' ? { at: place, securityContext: 'securityContext' } : place;
    return expand(extent, pattern).map(({ spot }) => ({ spot, securityContext }));
  });
}

/** The mounts of each volume, by its name. */
function mountsByVolume(mounts: readonly { readonly container: ContainerView; readonly mount: Spot }[]): ReadonlyMap<string, readonly MountView[]> {
  const byName = new Map<string, MountView[]>();
  for (const { container, mount } of mounts) {
    const name = mount.get('name').text().value;
    if (name === undefined) continue;
    const view = { site: mount.site, container, mountPath: mount.get('mountPath').text(), readOnly: mount.get('readOnly').boolean() };
    const others = byName.get(name);
    if (others) others.push(view);
    else byName.set(name, [view]);
  }
  return byName;
}

function readVolume(volume: Spot, byName: ReadonlyMap<string, readonly MountView[]>): VolumeView {
  const name = volume.get('name').text();
  const mounts = (name.value === undefined ? undefined : byName.get(name.value)) ?? [];
  return { site: volume.site, name, hostPath: volume.get('hostPath', 'path').text(), hostPathSite: volume.get('hostPath').site, mounts };
}

function readContainer(pod: PodView, item: Spot, security: Spot): ContainerView {
  const capabilities = security.get('capabilities');
  const name = item.get('name').text();
  const image = item.get('image').text();
  const last = item.path.at(-1);
  const called: SubjectName = { kind: pod.ref.kind, name: name.value ?? placeName(pod, item) };
  const list = CONTAINER_LISTS.find((known) => known === item.path.at(-2)) ?? 'containers';
  const shown: Field<string> | undefined =
    name.state === 'known' || name.text !== undefined ? name : image.state === 'known' || image.text !== undefined ? image : undefined;
  return {
    pod,
    list,
    site: item.site,
    spot: item,
    securityContext: security,
    anchor: shown ? partOf(shown.site, 'value') : { document: item.document, path: typeof last === 'number' ? item.path.slice(0, -1) : item.path, part: 'key' },
    called,
    label: plainName(called),
    name,
    image,
    environment: readVariables(item.get('env')),
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

function readVariables(env: Spot): VariableView[] {
  const all = env.items().map((spot): VariableView => ({ key: spot.get('name').text().value, value: spot.get('value').text(), spot }));
  const last = new Map(all.map((variable) => [variable.key, variable]));
  return all.filter((variable) => variable.key === undefined || last.get(variable.key) === variable);
}

/** Keys that are no useful name for a container. */
const PLAIN = new Set(['container', 'script', 'run', 'spec']);

/** The name of a container without `name`: its place in the list, or its key; if the key is no useful name or that of the pod, the name of the pod. */
function placeName({ called, extent }: PodView, { path }: Spot): string | undefined {
  const last = path.at(-1);
  if (typeof last === 'number') return `${String(path.at(-2))}[${last}]`;
  return last === undefined || PLAIN.has(last) || extent.path.at(-1) === last ? called.name : last;
}
