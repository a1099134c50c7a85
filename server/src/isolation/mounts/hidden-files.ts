import { isUnset } from '../../manifest/field.ts';
import type { ContainerView } from '../../manifest/kubernetes/views.ts';
import { volumeSpots } from '../../manifest/kubernetes/volume-spots.ts';
import type { Spot } from '../../manifest/spot.ts';

/** The mode bit with which everybody may read a file. */
const READ_BY_OTHERS = 0o004;

/** The volume types whose files the kubelet makes for root, with the mode that is written. */
const MADE_BY_KUBELET = ['secret', 'configMap', 'projected', 'downwardAPI'];

/**
 * The path of files that the kubelet makes for root, with a mode that hides them from any other user of a container; `undefined` if there
 * are none, or if fsGroup opens them to the group. Source: kubernetes, pkg/volume/volume_linux.go, `SetVolumeOwnership`.
 */
export function filesForRootAlone(container: ContainerView): string | undefined {
  const { pod, label } = container;
  if (!isUnset(pod.spots.securityContext.get('fsGroup').integer())) return undefined;
  const hidden = volumeSpots(pod).filter(({ spot }) => MADE_BY_KUBELET.some((type) => isHidden(spot.get(type))));
  const mount = hidden.flatMap(({ view }) => view.mounts).find((one) => one.container.label === label);
  return mount && (mount.mountPath.value ?? 'a volume');
}

function isHidden(source: Spot): boolean {
  const sources = source.get('sources').items();
  const items = [source, ...sources.flatMap((one) => MADE_BY_KUBELET.map((type) => one.get(type)))].flatMap((one) => one.get('items').items());
  const modes = [source.get('defaultMode'), ...items.map((item) => item.get('mode'))];
  return modes.some((mode) => {
    const { value } = mode.integer();
    return value !== undefined && (value & READ_BY_OTHERS) === 0;
  });
}
