import { isWritable } from '../../isolation/mounts/volumes.ts';
import type { PodView, VolumeView } from '../../manifest/kubernetes/views.ts';
import { volumeSpot } from '../../manifest/kubernetes/volume-spots.ts';
import type { Related } from '../rule.ts';

/** The places at which a volume is mounted, as related places of a finding. Where only some may write, these decide what it is. */
export function mountPlaces(volume: VolumeView): readonly Related[] {
  const isMixed = volume.mounts.some((mount) => !isWritable(mount));
  return volume.mounts.map((mount) => ({
    at: mount.mountPath.state === 'known' ? mount.mountPath.site : mount.site,
    message: `mounted ${mount.readOnly.value === true ? 'read-only' : 'writable'} in "${mount.container.label}"`,
    ...(isMixed && isWritable(mount) ? { decides: true } : {}),
  }));
}

/** The place of a `type` with which the kubelet creates a missing host path. After a typo, it creates an empty directory instead of an error. */
export function creationPlace(pod: PodView, volume: VolumeView): readonly Related[] {
  const type = volumeSpot(pod, volume).get('hostPath', 'type').text();
  return type.value?.endsWith('OrCreate') ? [{ at: type.site, message: 'created, owned by root, where it is missing' }] : [];
}
