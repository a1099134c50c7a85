import { type Field, partOf } from '../../manifest/field.ts';
import { CONTAINER_LISTS } from '../../manifest/kubernetes/fields.ts';
import { showHoles } from '../../manifest/scalars.ts';
import type { Spot } from '../../manifest/spot.ts';
import type { Site } from '../../syntax/site.ts';

/** The places of a pod in its file. */
export interface PodSpots {
  /** `Pod`, or the kind with the template: the API server sets fewer defaults in a template. */
  readonly kind: string;
  /** The `metadata` of the pod or of the template. Only its annotations matter. */
  readonly metadata: Spot;
  readonly spec: Spot;
}

/** A container of one of the three lists. The name is empty if there is none, and shows `{{…}}` for template actions. */
export interface ContainerSpot {
  readonly name: string;
  readonly spot: Spot;
}

/** A volume with its sources. The API server accepts exactly one. */
export interface VolumeSpot {
  readonly name: string;
  readonly spot: Spot;
  /** The keys of its sources that have a value. If there are none, `emptyDir`, which the API server sets. */
  readonly sources: readonly { readonly type: string; readonly site: Site }[];
  /** A template may give it a source that the file does not show. */
  readonly unsure: boolean;
}

/** A pod as the checks see it, with the defaults that the API server sets before. */
export interface Pod {
  readonly spec: Spot;
  readonly annotations: Spot;
  /** Init containers, then containers, then ephemeral containers: the order in which the API server visits them. */
  readonly containers: readonly ContainerSpot[];
  /** There may be containers that the file does not show. */
  readonly containersUnsure: boolean;
  readonly volumes: readonly VolumeSpot[];
  /** There may be volumes that the file does not show. */
  readonly volumesUnsure: boolean;
  /** Ports without a host port get one: the object is a Pod with the network of the host. `undefined` if a template decides. */
  readonly portsOnHost: boolean | undefined;
  /** The AppArmor annotations of containers are copied into their fields. Only true for kind Pod. Source: applyAppArmorVersionSkew, since Kubernetes 1.30. */
  readonly annotationsCopied: boolean;
  /** `spec.os.name` is windows; `undefined` if a template decides. */
  readonly windows: boolean | undefined;
  /** `spec.hostUsers` is false, so the pod has a user namespace; `undefined` if a template decides. */
  readonly userNamespace: boolean | undefined;
}

/** Reads a pod for the checks. `defaults: false` sets no defaults: only tests of single checks need that. */
export function readPod({ kind, metadata, spec }: PodSpots, { defaults = true } = {}): Pod {
  const lists = CONTAINER_LISTS.map((list) => spec.get(list));
  const volumes = spec.get('volumes');
  return {
    spec,
    annotations: metadata.get('annotations'),
    containers: lists.flatMap((list) => maps(list).map((spot) => ({ name: nameOf(spot), spot }))),
    containersUnsure: lists.some(unsureItems),
    volumes: maps(volumes).map((spot) => readVolume(spot, defaults)),
    volumesUnsure: unsureItems(volumes),
    portsOnHost: defaults && kind === 'Pod' ? equals(spec.get('hostNetwork').boolean(), true) : false,
    annotationsCopied: defaults && kind === 'Pod' && equals(spec.get('os', 'name').text(), 'windows') !== true,
    windows: equals(spec.get('os', 'name').text(), 'windows'),
    userNamespace: equals(spec.get('hostUsers').boolean(), false),
  };
}

/** The key of a volume that is not a source. */
const VOLUME_NAME = 'name';

function readVolume(spot: Spot, defaults: boolean): VolumeSpot {
  const keys = spot.keys().filter((key) => key !== VOLUME_NAME);
  // a source may be long, so its key alone is the place
  const states = keys.map((type) => ({ type, site: partOf(spot.get(type).site, 'key'), state: spot.get(type).state }));
  const written = states.filter((source) => source.state === 'present' && VOLUME_SOURCES.has(source.type));
  const unsure = spot.open || states.some((source) => source.state === 'unknown');
  const sources = written.length === 0 && defaults && !unsure ? [{ type: 'emptyDir', site: spot.get('emptyDir').site }] : written;
  return { name: nameOf(spot), spot, sources, unsure };
}

/** The volume sources that the restricted level allows. Source: `check_restrictedVolumes.go`. */
export const ALLOWED_VOLUMES: readonly string[] = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** The other volume sources of core/v1, in the order in which the API server looks for them. Source: `check_restrictedVolumes.go`. */
export const OTHER_VOLUMES: readonly string[] = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'gitRepo',
  'nfs',
  'iscsi',
  'glusterfs',
  'rbd',
  'flexVolume',
  'cinder',
  'cephfs',
  'flocker',
  'fc',
  'azureFile',
  'vsphereVolume',
  'quobyte',
  'azureDisk',
  'photonPersistentDisk',
  'portworxVolume',
  'scaleIO',
  'storageos',
];

/** All volume sources. The API server drops unknown keys: a volume that has only those has no source. */
export const VOLUME_SOURCES: ReadonlySet<string> = new Set([...ALLOWED_VOLUMES, ...OTHER_VOLUMES]);

/** Whether a field has this value; `undefined` if a template decides, or if the value has a type that the API server does not take. */
export function equals<T>(field: Field<T>, value: T): boolean | undefined {
  if (field.state === 'unknown' || field.state === 'invalid') return undefined;
  return field.value === value;
}

/** The items of a list that are maps. An item that is still being typed is not one. */
export function maps(list: Spot): Spot[] {
  return list.items().filter((item) => item.type === 'map');
}

/** Whether a template may add items to a list, or hides some. */
export function unsureItems(list: Spot): boolean {
  return list.open || list.items().some((item) => item.state === 'unknown');
}

function nameOf(spot: Spot): string {
  const name = spot.get('name').text();
  return name.value ?? (name.text === undefined ? '' : showHoles(name.text));
}
