import { writesClaim } from '../isolation/mounts/claims.ts';
import { classifyHostPath, cleanHostPath } from '../isolation/mounts/host-paths.ts';
import { mountSpot } from '../isolation/mounts/volumes.ts';
import type { MountView, PodView, ResourceView } from '../manifest/kubernetes/views.ts';
import { volumeSpots } from '../manifest/kubernetes/volume-spots.ts';
import type { Spot } from '../manifest/spot.ts';
import { accountNameOf } from './identity/facts.ts';
import { namespaceOrDefault, type Place } from './place.ts';

/** A workload that mounts storage which outlives its pods. */
export interface StorageUse {
  /** A claim or a path of the node, see {@link claimKey} and {@link pathKey}. */
  readonly storage: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** Its ServiceAccount; `undefined` if a template decides. */
  readonly account: string | undefined;
  /** The parts that it surely writes, as paths below the storage; an empty one is all of it. */
  readonly written: readonly string[];
  /** Where it names the claim or the path. */
  readonly at: Place;
}

/** A PersistentVolumeClaim. */
export interface Claim {
  readonly name: string;
  readonly namespace: string;
  /** The PersistentVolume that it asks for by name. */
  readonly volume: string | undefined;
  /** Only one pod may mount it at a time. */
  readonly oncePerPod: boolean;
  readonly at: Place;
}

/** A PersistentVolume. */
export interface PersistentVolume {
  readonly name: string;
  /** The claim that it is kept for. */
  readonly claim: string | undefined;
  /** What it is, where two objects may be the same: a path of the node, an export, a disk. */
  readonly backing: string | undefined;
  readonly at: Place;
}

/** The key of a claim. */
export const claimKey = (namespace: string, name: string): string => `claim ${namespace}/${name}`;

/** The key of a path of the node. */
export const pathKey = (path: string): string => `path ${cleanHostPath(path)}`;

/** Reads which storage the pods of an object mount. Of paths of the node only those of applications: agents of the node share the others. */
export function storageUsesOf(resource: ResourceView, file: string): StorageUse[] {
  const { ref } = resource;
  const { kind, name } = ref;
  if (name === undefined) return [];
  const namespace = namespaceOrDefault(resource);
  return resource.pods.flatMap((pod) => {
    if (pod.basis === 'structure') return [];
    const account = accountNameOf(pod);
    return mountedStorage(pod).map(({ storage, spot, written }) => ({ storage, kind, name, namespace, account, written, at: { file, site: spot.site } }));
  });
}

/** Storage that a pod mounts. */
export interface MountedStorage {
  readonly storage: string;
  /** The name of the claim, or the path. */
  readonly called: string;
  /** Where that is written. */
  readonly spot: Spot;
  /** The parts that it mounts, and those that it writes, as {@link StorageUse.written}. */
  readonly mounted: readonly string[];
  readonly written: readonly string[];
  readonly volume: PodView['volumes'][number];
}

/** The storage that a pod mounts, by itself. */
export function mountedStorage(pod: PodView): MountedStorage[] {
  return volumeSpots(pod).flatMap(({ view, spot }): MountedStorage[] => {
    const mounted = view.mounts.flatMap(partOf);
    const written = view.mounts.filter((mount) => writesClaim(pod, view, mount)).flatMap(partOf);
    const claim = spot.get('persistentVolumeClaim', 'claimName');
    const called = claim.text().value;
    if (view.mounts.length === 0) return [];
    if (called !== undefined) return [{ storage: claimKey(pod.ref.namespace ?? 'default', called), called, spot: claim, mounted, written, volume: view }];
    const path = view.hostPath.value;
    if (path === undefined || !isStorage(path, spot.get('hostPath', 'type').text().value)) return [];
    return [{ storage: pathKey(path), called: path, spot: spot.get('hostPath', 'path'), mounted, written, volume: view }];
  });
}

/** Whether a path of the node has files of applications: agents share those of the system, and sockets and devices hold none. */
function isStorage(path: string, type: string | undefined): boolean {
  return classifyHostPath(path) === 'other' && !/^\/dev\/|\.sock$/.test(cleanHostPath(path)) && !/^(?:Socket|CharDevice|BlockDevice)$/.test(type ?? '');
}

/** The part of a volume that is mounted; none if a variable or a template decides it. */
function partOf(mount: MountView): string[] {
  const spot = mountSpot(mount);
  const [path, expression] = [spot.get('subPath'), spot.get('subPathExpr')];
  if (expression.written || path.state === 'unknown') return [];
  return [cleanHostPath(path.text().value ?? '')];
}

/** Whether two workloads have a part of their storage in common. */
export function isShared(some: readonly string[], others: readonly string[]): boolean {
  const within = (path: string, folder: string) => folder === '' || path === folder || path.startsWith(`${folder}/`);
  return some.some((one) => others.some((other) => within(one, other) || within(other, one)));
}

/** Reads a PersistentVolumeClaim. */
export function claimOf(resource: ResourceView, file: string): Claim[] {
  const { ref, spot } = resource;
  if (ref.kind !== 'PersistentVolumeClaim' || ref.name === undefined) return [];
  const modes = spot
    .get('spec', 'accessModes')
    .list()
    .items.map(({ value }) => value);
  return [
    {
      name: ref.name,
      namespace: namespaceOrDefault(resource),
      volume: spot.get('spec', 'volumeName').text().value,
      oncePerPod: modes.length === 1 && modes[0] === 'ReadWriteOncePod',
      at: { file, site: spot.get('metadata', 'name').site },
    },
  ];
}

/** Reads a PersistentVolume. */
export function persistentVolumeOf({ ref, spot }: ResourceView, file: string): PersistentVolume[] {
  if (ref.kind !== 'PersistentVolume' || ref.name === undefined) return [];
  const spec = spot.get('spec');
  const claim = spec.get('claimRef', 'name').text().value;
  const at = { file, site: spot.get('metadata', 'name').site };
  const namespace = spec.get('claimRef', 'namespace').text().value ?? 'default';
  return [{ name: ref.name, claim: claim === undefined ? undefined : claimKey(namespace, claim), backing: backingOf(spec), at }];
}

function backingOf(spec: Spot): string | undefined {
  const [path, server, exported] = [spec.get('hostPath', 'path'), spec.get('nfs', 'server'), spec.get('nfs', 'path')].map((one) => one.text().value);
  if (path !== undefined) return pathKey(path);
  if (server !== undefined && exported !== undefined) return `export ${server}:${cleanHostPath(exported)}`;
  const [driver, handle] = [spec.get('csi', 'driver').text().value, spec.get('csi', 'volumeHandle').text().value];
  return driver !== undefined && handle !== undefined ? `disk ${driver} ${handle}` : undefined;
}
