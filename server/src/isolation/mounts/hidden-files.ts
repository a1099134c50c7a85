import type { GrantView, ServiceView } from '../../manifest/compose/views.ts';
import { isUnset } from '../../manifest/field.ts';
import type { ContainerView } from '../../manifest/kubernetes/views.ts';
import { volumeSpots } from '../../manifest/kubernetes/volume-spots.ts';
import type { Spot } from '../../manifest/spot.ts';

/** The mode bit with which everybody may read a file. */
const READ_BY_OTHERS = 0o004;

/** The folder that images keep to root (mode 0700), with what is mounted below it. Sources: the base-files package of Debian; alpine-baselayout. */
const HOME_OF_ROOT = /^\/+root(?:\/|$)/;

/** The first of some paths in a container that only root reaches, because they are in its home; `undefined` if there is none. */
export function inHomeOfRoot(paths: readonly (string | undefined)[]): string | undefined {
  return paths.find((path) => path !== undefined && HOME_OF_ROOT.test(path));
}

/**
 * The path of a secret or config with a mode that hides it from any other user of a service; `undefined` if there is none. Compose sets the mode
 * of what it copies, and a Swarm that of all; a file that Compose binds keeps its own. Sources: Compose specification, "secrets"; docker/compose.
 */
export function grantForOneUser({ project, secrets, configs }: ServiceView): string | undefined {
  const copied = (grant: GrantView, kind: 'secrets' | 'configs') =>
    project.swarm || ['content', 'environment'].some((key) => project[kind].get(grant.name).get(key).written);
  const granted = [...secrets.filter((one) => copied(one, 'secrets')), ...configs.filter((one) => copied(one, 'configs'))];
  return granted.find(({ spot }) => spot.type === 'map' && hidesFromOthers(spot.get('mode')))?.target;
}

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
  return modes.some(hidesFromOthers);
}

/** Whether a mode, as a number or an octal text, lets others not read. */
function hidesFromOthers(mode: Spot): boolean {
  const text = mode.text().value;
  const value = mode.integer().value ?? (text !== undefined && /^0?[0-7]{3}$/.test(text) ? Number.parseInt(text, 8) : undefined);
  return value !== undefined && (value & READ_BY_OTHERS) === 0;
}
