import type { Spot } from '../spot.ts';
import type { PodView, VolumeView } from './views.ts';

/** The volumes of a pod, each with its spot, for volume types that {@link VolumeView} does not have. */
export function volumeSpots(pod: PodView): { readonly view: VolumeView; readonly spot: Spot }[] {
  const list = pod.spots.spec.get('volumes');
  return pod.volumes.map((view) => ({ view, spot: list.get(view.site.path.at(-1) as number) }));
}
