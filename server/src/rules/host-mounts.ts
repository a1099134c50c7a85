import type { EffectiveContainer } from '../isolation/effective.ts';
import { classifyHostPath, type HostPathClass } from '../isolation/host-paths.ts';
import { effectiveKubernetes } from '../isolation/kubernetes.ts';
import type { BindView, ServiceView } from '../manifest/compose/views.ts';
import type { PodView, VolumeView } from '../manifest/kubernetes/views.ts';
import { isReduced, podName } from './reduction.ts';
import type { Report } from './rule.ts';

/** Volumes of a pod whose host path is known and of this class, with their path. */
export function hostPathVolumes(pod: PodView, wanted: HostPathClass): { volume: VolumeView; path: string }[] {
  return pod.volumes.flatMap((volume) => {
    const path = volume.hostPath.value;
    return path !== undefined && classifyHostPath(path) === wanted ? [{ volume, path }] : [];
  });
}

/** Bind mounts of a service whose host path is of this class. */
export function hostBinds(service: ServiceView, wanted: HostPathClass): BindView[] {
  return service.mounts.filter((bind) => classifyHostPath(bind.source) === wanted);
}

/** Who has the volume: the only container that mounts it, else the pod. */
export function mounter(pod: PodView, volume: VolumeView): string {
  const labels = new Set(volume.mounts.map((mount) => mount.container.label));
  const [only] = labels;
  return only !== undefined && labels.size === 1 ? only : podName(pod);
}

/** Where a volume is mounted, for the related places of a report. */
export function mountPlaces(volume: VolumeView): NonNullable<Report['related']> {
  return volume.mounts.map((mount) => ({
    at: mount.mountPath.state === 'known' ? mount.mountPath.site : mount.site,
    message: `mounted ${mount.readOnly.value === true ? 'read-only' : 'writable'} in "${mount.container.label}"`,
  }));
}

/** Steps that a Kubernetes host path loses: one when it is read-only everywhere and only containers without privileges mount it. */
export function mountReduction(volume: VolumeView): number {
  const reduced = volume.mounts.every((mount) => mount.readOnly.value === true && isReduced(effectiveKubernetes(mount.container)));
  return volume.mounts.length > 0 && reduced ? 1 : 0;
}

/** A volume that no container mounts is only a step on the way. Where a name is hidden by a template, nobody can tell. */
export function unmountedCap(pod: PodView, volume: VolumeView): Pick<Report, 'atMost'> {
  const surelyUnused = volume.mounts.length === 0 && volume.name.state === 'known' && pod.containers.length > 0;
  return surelyUnused ? { atMost: 'low' } : {};
}

/** gVisor refuses to connect to Unix sockets of the host by default (`host-uds=none`): two steps. */
export function socketReduction(effective: readonly EffectiveContainer[]): number {
  return effective.length > 0 && effective.every(({ boundary }) => boundary.certain && boundary.value === 'sentry') ? 2 : 0;
}

const ALWAYS_READABLE = /^\/(?:etc\/(?:localtime|timezone|ssl\/certs|pki)|usr\/share\/(?:zoneinfo|ca-certificates))(?:\/|$)/;

/** Public facts of every system, time zones and certificates: read-only they say nothing about the host. */
export function isPublicData(path: string): boolean {
  return ALWAYS_READABLE.test(path);
}
