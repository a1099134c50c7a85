import type { Spot } from '../spot.ts';
import type { PodView, VolumeView } from './views.ts';

/** The spot of a volume, for fields that {@link VolumeView} does not have. */
export function volumeSpot(pod: PodView, volume: VolumeView): Spot {
  return pod.spots.spec.get('volumes', ...volume.site.path.slice(-1));
}

/** The volumes of a pod, each with its spot. */
export function volumeSpots(pod: PodView): { readonly view: VolumeView; readonly spot: Spot }[] {
  return pod.volumes.map((view) => ({ view, spot: volumeSpot(pod, view) }));
}
