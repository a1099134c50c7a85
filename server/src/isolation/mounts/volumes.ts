import { isUnset } from '../../manifest/field.ts';
import type { MountView, PodView, VolumeView } from '../../manifest/kubernetes/views.ts';
import type { Spot } from '../../manifest/spot.ts';
import type { Site } from '../../syntax/site.ts';
import type { EffectiveContainer } from '../effective.ts';
import { effectiveKubernetes } from '../kubernetes.ts';
import { isReduced } from '../privileges.ts';
import { classifyHostPath, cleanHostPath, type HostPathClass } from './host-paths.ts';

/** A place that belongs to a volume, and in what way: reports show it with the finding. */
export interface Remark {
  readonly at: Site;
  readonly message: string;
}

/** Volumes of a pod whose host path is known and of this class, with their path. */
export function hostPathVolumes(pod: PodView, wanted: HostPathClass): { volume: VolumeView; path: string }[] {
  return pod.volumes.flatMap((volume) => {
    const path = volume.hostPath.value;
    return path !== undefined && classifyHostPath(path) === wanted ? [{ volume, path }] : [];
  });
}

/** Who has the volume: the only container that mounts it, else the pod. */
export function mounter(pod: PodView, volume: VolumeView): string {
  const labels = new Set(volume.mounts.map((mount) => mount.container.label));
  const [only] = labels;
  return only !== undefined && labels.size === 1 ? only : pod.label;
}

/** The places where a volume is mounted, for the related places of a report. */
export function mountPlaces(volume: VolumeView): readonly Remark[] {
  return volume.mounts.map((mount) => ({
    at: mount.mountPath.state === 'known' ? mount.mountPath.site : mount.site,
    message: `mounted ${mount.readOnly.value === true ? 'read-only' : 'writable'} in "${mount.container.label}"`,
  }));
}

/** The place of a `type` that lets the kubelet create a missing host path: after a typo it makes an empty directory of root and reports no error. */
export function creationPlace(pod: PodView, volume: VolumeView): readonly Remark[] {
  const type = volumeSpot(pod, volume).get('hostPath', 'type').text();
  return type.value?.endsWith('OrCreate') ? [{ at: type.site, message: 'created, owned by root, where it is missing' }] : [];
}

/** A volume, for fields that no view names. */
export function volumeSpot(pod: PodView, volume: VolumeView): Spot {
  return pod.spots.spec.get('volumes', ...volume.site.path.slice(-1));
}

/** One entry of a container's `volumeMounts`, for fields that no view names. */
export function mountSpot(mount: MountView): Spot {
  return mount.container.spot.get('volumeMounts', ...mount.site.path.slice(-1));
}

/** Writable for sure: nothing that is hidden could make it read-only. */
export function isWritable(mount: MountView): boolean {
  return mount.readOnly.value === false || isUnset(mount.readOnly);
}

/** The cgroup filesystem of the host, or a part of it. */
export function isCgroupPath(path: string): boolean {
  return /^\/sys\/fs\/cgroup(?:\/|$)/.test(cleanHostPath(path));
}

/** Paths below which a node surely has other filesystems mounted. */
export function hasSubmounts(path: string): boolean {
  return /^\/(?:|mnt|media|var|var\/lib|var\/lib\/kubelet(?:\/pods)?|run|host|sys|sys\/fs|proc|dev)$/.test(cleanHostPath(path));
}

/** The mount is not recursively read-only, and could be: the API server accepts that only without mount propagation. Source: KEP-3857. */
export function takesRecursive(mount: MountView): boolean {
  const spot = mountSpot(mount);
  const recursive = spot.get('recursiveReadOnly').text();
  const propagation = spot.get('mountPropagation').text();
  return (isUnset(recursive) || recursive.value === 'Disabled') && (isUnset(propagation) || propagation.value === 'None');
}

/** Steps that a Kubernetes host path loses: one when it is read-only everywhere and only containers without privileges mount it. */
export function mountReduction(volume: VolumeView): number {
  const reduced = volume.mounts.every((mount) => mount.readOnly.value === true && isReduced(effectiveKubernetes(mount.container)));
  return volume.mounts.length > 0 && reduced ? 1 : 0;
}

/** A volume that no container mounts does no harm yet: its finding is at most low. There is no such limit if a template hides its name. */
export function unmountedCap(pod: PodView, volume: VolumeView): { readonly atMost?: 'low' } {
  const surelyUnused = volume.mounts.length === 0 && volume.name.state === 'known' && pod.containers.length > 0;
  return surelyUnused ? { atMost: 'low' } : {};
}

/** gVisor refuses to connect to Unix sockets of the host by default (`host-uds=none`): two steps. */
export function socketReduction(effective: readonly EffectiveContainer[]): number {
  return effective.length > 0 && effective.every(({ boundary }) => boundary.certain && boundary.value === 'sentry') ? 2 : 0;
}

const ALWAYS_READABLE =
  /^\/(?:etc\/(?:localtime|timezone|ssl\/certs|pki|passwd|group|hosts|hostname|resolv\.conf|os-release)|usr\/share\/(?:zoneinfo|ca-certificates))(?:\/|$)/;

/** Public facts of every system, such as time zones, certificates, names of users: read-only they say little about the host. */
export function isPublicData(path: string): boolean {
  return ALWAYS_READABLE.test(cleanHostPath(path));
}
