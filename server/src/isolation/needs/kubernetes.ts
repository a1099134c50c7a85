import { isUnset } from '../../manifest/field.ts';
import type { ContainerView, PodView, VolumeView } from '../../manifest/kubernetes/views.ts';
import type { Spot } from '../../manifest/spot.ts';
import { canonicalCapability } from '../capabilities.ts';
import { containerImage } from '../images/use.ts';
import { classifyHostPath, type HostPathClass } from '../mounts/host-paths.ts';
import { infrastructureOf, repositoryOf } from './infrastructure.ts';
import { DEVICES, IMAGES, type Need, needFor, onceEach, PROGRAMS } from './table.ts';

/** What a container of a pod evidently needs; empty for an ordinary program, and if a template decides. */
export function containerNeeds(container: ContainerView): readonly Need[] {
  const { image, pod } = container;
  const command = [container.spot.get('command'), container.spot.get('args')].flatMap(words).join(' ');
  const repository = repositoryOf(image.value ?? '');
  const mounts = pod.volumes.filter((volume) => volume.mounts.some((mount) => mount.container.label === container.label));
  return onceEach([
    ...PROGRAMS.filter(([pattern]) => pattern.test(command)).map(([, need]) => need),
    ...IMAGES.flatMap(({ images, kubernetes }) => (kubernetes && images.test(repository) ? [kubernetes] : [])),
    ...DEVICES.filter(([path]) => mounts.some(({ hostPath }) => hostPath.value === path)).map(([, need]) => need),
    ...ofImage(container),
    ...(locksMemory(container) ? [{ because: 'bootstrap.memory_lock', takes: ['IPC_LOCK'], root: false }] : []),
    ...(container.privileged.value === true ? mounts.flatMap(ofDevice) : []),
    ...ofPart(container),
  ]);
}

/** The known needs of the image beyond the default capabilities. */
function ofImage(container: ContainerView): Need[] {
  const facts = containerImage(container)?.facts;
  if (!facts) return [];
  if (facts.capabilitiesAsRoot.includes('ALL')) return [{ because: `${facts.name} image`, takes: 'privileged', root: true }];
  return facts.capabilitiesAsRoot.includes('IPC_LOCK') ? [{ because: 'mlock', takes: ['IPC_LOCK'], root: true }] : [];
}

function locksMemory({ spot }: ContainerView): boolean {
  return spot
    .get('env')
    .items()
    .some((item) => item.get('name').text().value === 'bootstrap.memory_lock' && item.get('value').text().value === 'true');
}

/** Only a privileged container opens devices that it has as files of the node. Source: the device cgroup of runc. */
function ofDevice({ hostPath }: VolumeView): Need[] {
  const path = hostPath.value ?? '';
  if (!/^\/dev\/(?!shm|null|zero|random|urandom|full|tty$|fuse$|net\/tun$)/.test(path)) return [];
  return [{ because: path, takes: [], root: false, beside: `a device plugin for ${path}` }];
}

/** A part of the cluster, or of a tool that watches the node, got its privileges for that. */
function ofPart(container: ContainerView): Need[] {
  const { pod, privileged, capabilitiesAdd } = container;
  const role = infrastructureOf(pod)?.role;
  const root = !containerImage(container);
  if (privileged.value === true) return role === undefined ? [] : [{ because: role === 'kube-proxy' ? role : `a ${role}`, takes: 'privileged', root }];
  const added = capabilitiesAdd.items.flatMap(({ value }) => (value === undefined ? [] : [canonicalCapability(value)]));
  const more = added.filter((name) => name !== 'NET_BIND_SERVICE');
  if (more.length === 0 || !watchesNode(pod)) return [];
  return [{ because: role === undefined ? 'an agent of the node' : role === 'kube-proxy' ? role : `a ${role}`, takes: more, root }];
}

const OF_THE_NODE: readonly HostPathClass[] = ['root', 'proc-sys', 'engine-socket', 'kubelet', 'runtime-state', 'control-plane'];

/** Whether it is a part of the cluster, or mounts what only tools that watch or set up a node are about. */
export function watchesNode(pod: PodView): boolean {
  return (
    infrastructureOf(pod) !== undefined ||
    pod.volumes.some(({ hostPath }) => hostPath.value !== undefined && OF_THE_NODE.includes(classifyHostPath(hostPath.value)))
  );
}

/** The need for which a container has a capability that it adds, or undefined. */
export function containerNeedFor(container: ContainerView, capability: string): Need | undefined {
  return needFor(containerNeeds(container), capability);
}

/** Why another user would surely fail, as the end of a title. */
export function containerRootReason(container: ContainerView): string | undefined {
  const { pod, spot } = container;
  const need = containerNeeds(container).find(({ root }) => root);
  if (need) return `${need.because} needs root`;
  const use = containerImage(container);
  if (use) return use.facts.uid === undefined || use.facts.gid === undefined ? 'the image is known for none' : undefined;
  const names = spot
    .get('env')
    .items()
    .map((item) => item.get('name').text().value);
  if (names.includes('PUID')) return 'its entrypoint reads PUID';
  const volumes = pod.volumes.filter(({ hostPath }) => !isUnset(hostPath));
  const mounts = volumes.flatMap(({ hostPath, mounts }) =>
    mounts.filter((mount) => mount.container.label === container.label).map(({ readOnly }) => ({ hostPath, readOnly })),
  );
  // whoever owns the files of the node, it is not a user that nobody else has
  const host =
    mounts.find(({ hostPath, readOnly }) => readOnly.value !== true || classifyHostPath(hostPath.value ?? '') === 'engine-socket') ??
    (infrastructureOf(pod) && mounts[0]);
  return host && `it uses ${host.hostPath.text ?? 'files'} of the node`;
}

function words(spot: Spot): string[] {
  if (spot.type === 'scalar') return [spot.text().value ?? ''];
  return spot.items().map((item) => item.text().value ?? '');
}
