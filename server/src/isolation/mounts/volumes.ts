import { isUnset } from '../../manifest/field.ts';
import type { MountView, PodView, VolumeView } from '../../manifest/kubernetes/views.ts';
import type { Spot } from '../../manifest/spot.ts';
import { effectiveKubernetes } from '../kubernetes.ts';
import { isReduced } from '../privileges.ts';
import { classifyHostPath, cleanHostPath, type HostPathClass } from './host-paths.ts';

/** The volumes of a pod whose host path is known and has a class, each with its path. */
export function hostPathVolumes(pod: PodView, wanted: HostPathClass): { volume: VolumeView; path: string }[] {
  return pod.volumes.flatMap((volume) => {
    const path = volume.hostPath.value;
    return path !== undefined && classifyHostPath(path) === wanted ? [{ volume, path }] : [];
  });
}

/** The label of the only container that mounts a volume, or of the only one that writes it; if there are none or several, that of the pod. */
export function mounter(pod: PodView, volume: VolumeView): string {
  const writers = volume.mounts.filter(isWritable);
  const labels = new Set((writers.length > 0 ? writers : volume.mounts).map((mount) => mount.container.label));
  const [only] = labels;
  return only !== undefined && labels.size === 1 ? only : pod.label;
}

/** The spot of an entry of `volumeMounts`, for fields that {@link MountView} does not have. */
export function mountSpot(mount: MountView): Spot {
  return mount.container.spot.get('volumeMounts', ...mount.site.path.slice(-1));
}

/** Whether a mount is surely writable. */
export function isWritable(mount: MountView): boolean {
  return mount.readOnly.value === false || isUnset(mount.readOnly);
}

/** Whether a path is in the cgroup filesystem of the host. */
export function isCgroupPath(path: string): boolean {
  return /^\/sys\/fs\/cgroup(?:\/|$)/.test(cleanHostPath(path));
}

/** Whether a node surely has other filesystems mounted below a path. */
export function hasSubmounts(path: string): boolean {
  return /^\/(?:|mnt|media|var|var\/lib|var\/lib\/kubelet(?:\/pods)?|run|host|sys|sys\/fs|proc|dev)$/.test(cleanHostPath(path));
}

/** Whether a mount could be recursively read-only but is not. The API server accepts that only without mount propagation. Source: KEP-3857. */
export function takesRecursive(mount: MountView): boolean {
  const spot = mountSpot(mount);
  const recursive = spot.get('recursiveReadOnly').text();
  const propagation = spot.get('mountPropagation').text();
  return (isUnset(recursive) || recursive.value === 'Disabled') && (isUnset(propagation) || propagation.value === 'None');
}

/** Whether all mounts of a volume are read-only and in containers with few privileges (see {@link isReduced}). */
export function isReducedMount(volume: VolumeView): boolean {
  return volume.mounts.length > 0 && volume.mounts.every((mount) => mount.readOnly.value === true && isReduced(effectiveKubernetes(mount.container)));
}

/** Whether surely no container mounts a volume. */
export function isUnmounted(pod: PodView, volume: VolumeView): boolean {
  return volume.mounts.length === 0 && volume.name.state === 'known' && pod.containers.length > 0;
}

const ALWAYS_READABLE =
  /^\/(?:etc\/(?:localtime|timezone|ssl\/certs|pki|passwd|group|hosts|hostname|resolv\.conf|os-release)|usr\/share\/(?:zoneinfo|ca-certificates))(?:\/|$)/;

/** Whether a path has only public data, such as time zones, certificates and user names. Mounted read-only it reveals little about the host. */
export function isPublicData(path: string): boolean {
  return ALWAYS_READABLE.test(cleanHostPath(path));
}
