import type { PodView, VolumeView } from '../../manifest/kubernetes/views.ts';
import { volumeSpots } from '../../manifest/kubernetes/volume-spots.ts';
import type { Spot } from '../../manifest/spot.ts';

/** A volume with the values of Secrets as files. */
export interface SecretVolume {
  readonly name: string;
  readonly view: VolumeView;
  /** The `secret` or `projected` map. */
  readonly source: Spot;
}

/** The volumes of a pod with Secrets: those of type `secret`, and projected ones with a Secret among their sources. */
export function secretVolumes(pod: PodView): SecretVolume[] {
  return volumeSpots(pod).flatMap(({ view, spot }) => {
    const name = view.name.value ?? '';
    if (spot.get('secret').type === 'map') return [{ name, view, source: spot.get('secret') }];
    const projected = spot.get('projected');
    const secret = projected
      .get('sources')
      .items()
      .some((source) => source.get('secret').type === 'map');
    return secret ? [{ name, view, source: projected }] : [];
  });
}
