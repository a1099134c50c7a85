import { VOLUME_SOURCES } from '../../pod-security/pod.ts';
import { type ApiPod, keeps } from '../pod.ts';
import { descending, duplicate, forbidden, invalid, label, type Named, notFound, type Refusal, required, supported } from '../refusal.ts';

const CLAIMS = ['persistentVolumeClaim', 'ephemeral'];
const HOST_TYPES = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];

/** Volumes: each has one source and a unique name. Source: ValidateVolumes of core/v1. */
export function* volumes({ spec }: ApiPod): Iterable<Refusal> {
  for (const { errors } of judged(spec)) yield* errors;
}

/** Each volume with its errors. A volume with errors does not count: another one may have its name, and it cannot be mounted. */
function judged(spec: Named): { readonly volume: Named; readonly errors: readonly Refusal[] }[] {
  const seen = new Set<string>();
  return spec
    .get('volumes')
    .maps()
    .map((volume) => {
      const errors = [...volumeErrors(volume, seen)];
      const name = volume.get('name').text;
      if (name !== undefined && errors.length === 0) seen.add(name);
      return { volume, errors };
    });
}

function* volumeErrors(volume: Named, seen: ReadonlySet<string>): Iterable<Refusal> {
  const sources = volume.spot.keys().filter((key) => VOLUME_SOURCES.has(key) && volume.get(key).set);
  // of several sources, the API server accepts the one that it looks for first (emptyDir, then hostPath) and reports the others
  const first = sources.find((key) => key === 'emptyDir') ?? sources.find((key) => key === 'hostPath') ?? sources[0];
  for (const key of sources) if (key !== first) yield forbidden(volume.get(key), 'may not specify more than 1 volume type');
  if (first === 'hostPath') yield* hostPath(volume.get('hostPath'));
  const name = volume.get('name');
  if (name.unset || name.text === '') yield required(name);
  else if (name.text !== undefined) {
    yield* label(name, name.text);
    if (seen.has(name.text)) yield duplicate(name, name.text);
  }
}

function* hostPath(at: Named): Iterable<Refusal> {
  const path = at.get('path');
  if (at.spot.type !== 'map') return;
  if (path.unset || path.text === '') return yield required(path);
  if (path.text?.split('/').includes('..')) yield invalid(path, path.text, "must not contain '..'");
  yield* supported(at.get('type'), HOST_TYPES);
}

/** Mounts and raw devices of the containers. Source: ValidateVolumeMounts and ValidateVolumeDevices of core/v1. */
export function* mounts(pod: ApiPod): Iterable<Refusal> {
  const { spec, claimTemplates, containers } = pod;
  const list = spec.get('volumes');
  const all = list.maps();
  const hidden = claimTemplates || list.spot.open || list.items().length > all.length || all.some((volume) => volume.get('name').text === undefined);
  const sound = judged(spec).flatMap(({ volume, errors }) => (errors.length === 0 ? [volume] : []));
  const find = (name: string) => sound.find((volume) => volume.get('name').text === name);
  const lost = (name: string) => !hidden && !find(name);
  for (const { at } of containers) {
    const devices = at.get('volumeDevices').maps();
    const paths = new Set<string>();
    for (const mount of at.get('volumeMounts').maps()) {
      const [name, path] = [mount.get('name'), mount.get('mountPath')];
      const volume = name.unset ? '' : name.text;
      if (!keeps(pod, 'image') && volume !== undefined && find(volume)?.get('image').set) continue;
      if (volume === '') yield required(name);
      if (volume !== undefined && lost(volume)) yield notFound(name, volume);
      if (path.unset || path.text === '') yield required(path);
      else if (path.text !== undefined && paths.has(path.text)) yield invalid(path, path.text, 'must be unique');
      if (path.text !== undefined) paths.add(path.text);
      if (name.text !== undefined && devices.some((device) => device.get('name').text === name.text))
        yield invalid(name, name.text, 'must not already exist in volumeDevices');
      if (path.text !== undefined && devices.some((device) => device.get('devicePath').text === path.text))
        yield invalid(path, path.text, 'must not already exist as a path in volumeDevices');
      yield* mountOptions(mount, at.get('volumeMounts').name);
      if (keeps(pod, 'recursiveReadOnly')) yield* recursion(mount, at.get('volumeMounts').name);
    }
    yield* deviceErrors(devices, at.get('volumeMounts').maps(), find, lost);
  }
}

/** An option of a mount, as the API server names it: without the index of the mount. */
const unnumbered = (mount: Named, list: string, field: string): Named => mount.get(field).as(`${list}.${field}`);

function* mountOptions(mount: Named, list: string): Iterable<Refusal> {
  const [subPath, expression] = [unnumbered(mount, list, 'subPath'), unnumbered(mount, list, 'subPathExpr')];
  yield* descending(subPath);
  if (expression.text && subPath.text) yield invalid(mount.get('subPathExpr'), expression.text, 'subPathExpr and subPath are mutually exclusive');
  yield* descending(expression);
  yield* supported(unnumbered(mount, list, 'mountPropagation'), ['Bidirectional', 'HostToContainer', 'None']);
}

/** Bidirectional propagation in a container that is not privileged. Source: validateMountPropagation of core/v1. */
export function* bidirectional({ containers }: ApiPod): Iterable<Refusal> {
  for (const { at, security } of containers) {
    const privileged = security.get('privileged');
    if (!privileged.unset && privileged.flag !== false) continue;
    const list = at.get('volumeMounts');
    for (const mount of list.maps())
      if (mount.get('mountPropagation').text === 'Bidirectional')
        yield forbidden(unnumbered(mount, list.name, 'mountPropagation'), 'Bidirectional mount propagation is available only to privileged containers');
  }
}

function* recursion(mount: Named, list: string): Iterable<Refusal> {
  const recursive = unnumbered(mount, list, 'recursiveReadOnly');
  yield* supported(recursive, ['Disabled', 'Enabled', 'IfPossible']);
  if (recursive.text !== 'Enabled' && recursive.text !== 'IfPossible') return;
  const [readOnly, propagation] = [mount.get('readOnly'), mount.get('mountPropagation')];
  if (readOnly.unset || readOnly.flag === false) yield forbidden(recursive, 'may only be specified when readOnly is true');
  if (propagation.text !== undefined && propagation.text !== 'None')
    yield forbidden(recursive, 'may only be specified when mountPropagation is None or not specified');
}

function* deviceErrors(
  devices: readonly Named[],
  mounts: readonly Named[],
  find: (name: string) => Named | undefined,
  lost: (name: string) => boolean,
): Iterable<Refusal> {
  const names = new Set<string>();
  const paths = new Set<string>();
  for (const device of devices) {
    const [at, path] = [device.get('name'), device.get('devicePath')];
    const name = at.unset ? '' : at.text;
    if (name === '') yield required(at);
    if (name !== undefined) {
      if (names.has(name)) yield invalid(at, name, 'must be unique');
      const volume = find(name);
      if (volume && !volume.spot.open && !CLAIMS.some((source) => !volume.get(source).unset))
        yield invalid(at, name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode');
      if (lost(name)) yield notFound(at, name);
      if (mounts.some((mount) => mount.get('name').text === name)) yield invalid(at, name, 'must not already exist in volumeMounts');
      if (name !== '') names.add(name);
    }
    if (path.unset || path.text === '') yield required(path);
    else if (path.text !== undefined) {
      if (paths.has(path.text)) yield invalid(path, path.text, 'must be unique');
      if (path.text.split('/').includes('..')) yield invalid(path, path.text, "can not contain backsteps ('..')");
      else paths.add(path.text);
      if (mounts.some((mount) => mount.get('mountPath').text === path.text)) yield invalid(path, path.text, 'must not already exist as a path in volumeMounts');
    }
  }
}
