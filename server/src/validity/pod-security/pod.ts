import { type Field, partOf } from '../../manifest/field.ts';
import { showHoles } from '../../manifest/scalars.ts';
import type { Spot } from '../../manifest/spot.ts';
import type { Site } from '../../syntax/site.ts';

/** Where a pod stands in its file. */
export interface PodSpots {
  /** `Pod`, or the kind whose template it is: the API server fills fewer defaults into templates. */
  readonly kind: string;
  /** The pod's (or template's) `metadata`; only its annotations matter. */
  readonly metadata: Spot;
  readonly spec: Spot;
}

/** A container of any of the three lists. The name is empty if the file gives none that is known. */
export interface ContainerSpot {
  readonly name: string;
  readonly spot: Spot;
}

/** A volume with the sources that it names; the API server accepts exactly one. */
export interface VolumeSpot {
  readonly name: string;
  readonly spot: Spot;
  /** The keys under which it names its source, each present with a value; `emptyDir` where the API server fills that in. */
  readonly sources: readonly { readonly type: string; readonly site: Site }[];
  /** A template may give it a source that the file does not show. */
  readonly unsure: boolean;
}

/** A pod as the checks see it, after the defaults that the API server fills in before it judges. */
export interface Pod {
  readonly spec: Spot;
  readonly annotations: Spot;
  /** Init containers, containers, ephemeral containers: in the order in which the API server visits them. */
  readonly containers: readonly ContainerSpot[];
  /** There may be containers that the file does not show. */
  readonly containersUnsure: boolean;
  readonly volumes: readonly VolumeSpot[];
  readonly volumesUnsure: boolean;
  /** Ports without a host port get one: the pod is on the host's network. Only true for kind Pod; `undefined` when a template decides. */
  readonly portsOnHost: boolean | undefined;
  /** `spec.os.name` is windows; `undefined` when a template decides. */
  readonly windows: boolean | undefined;
  /** `spec.hostUsers` is false, so that the pod has a user namespace; `undefined` when a template decides. */
  readonly userNamespace: boolean | undefined;
}

const LISTS = ['initContainers', 'containers', 'ephemeralContainers'] as const;

/** Reads a pod for the checks. `defaults: false` takes it as the API server's checks get it, with nothing filled in; for tests of single checks. */
export function readPod({ kind, metadata, spec }: PodSpots, { defaults = true } = {}): Pod {
  const lists = LISTS.map((list) => spec.get(list));
  const volumes = spec.get('volumes');
  return {
    spec,
    annotations: metadata.get('annotations'),
    containers: lists.flatMap((list) => maps(list).map((spot) => ({ name: nameOf(spot), spot }))),
    containersUnsure: lists.some(unsureItems),
    volumes: maps(volumes).map((spot) => readVolume(spot, defaults)),
    volumesUnsure: unsureItems(volumes),
    portsOnHost: defaults && kind === 'Pod' ? equals(spec.get('hostNetwork').boolean(), true) : false,
    windows: equals(spec.get('os', 'name').text(), 'windows'),
    userNamespace: equals(spec.get('hostUsers').boolean(), false),
  };
}

/** Keys of a volume that are no source. */
const VOLUME_NAME = 'name';

function readVolume(spot: Spot, defaults: boolean): VolumeSpot {
  const keys = spot.keys().filter((key) => key !== VOLUME_NAME);
  // a source may be long: its key alone says what it is
  const states = keys.map((type) => ({ type, site: partOf(spot.get(type).site, 'key'), state: spot.get(type).state }));
  const written = states.filter((source) => source.state === 'present' && VOLUME_SOURCES.has(source.type));
  const unsure = spot.open || states.some((source) => source.state === 'unknown');
  const sources = written.length === 0 && defaults && !unsure ? [{ type: 'emptyDir', site: spot.get('emptyDir').site }] : written;
  return { name: nameOf(spot), spot, sources, unsure };
}

/** Volume sources that the restricted level allows. */
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

/** Other volume sources of core/v1, in the order in which the API server looks for them. */
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

/** The API server drops keys that it does not know: such a volume has no source. */
const VOLUME_SOURCES: ReadonlySet<string> = new Set([...ALLOWED_VOLUMES, ...OTHER_VOLUMES]);

/** Whether a field has a value; `undefined` if that is unknown. */
export function equals<T>(field: Field<T>, value: T): boolean | undefined {
  if (field.state === 'unknown' || field.state === 'invalid') return undefined;
  return field.value === value;
}

/** Items that are maps; an item that is still being typed is left out. */
export function maps(list: Spot): Spot[] {
  return list.items().filter((item) => item.type === 'map');
}

/** A list that a template fills, adds to, or hides items of. */
export function unsureItems(list: Spot): boolean {
  return list.open || list.items().some((item) => item.state === 'unknown');
}

function nameOf(spot: Spot): string {
  const name = spot.get('name').text();
  return name.value ?? (name.text === undefined ? '' : showHoles(name.text));
}
