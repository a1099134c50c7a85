import type { Fix, PathOp } from '../fix/ops.ts';
import { hostBinds, isProjectPath } from '../isolation/mounts/binds.ts';
import { cleanHostPath } from '../isolation/mounts/host-paths.ts';
import { hasSubmounts, isUnmounted, isWritable, takesRecursive } from '../isolation/mounts/volumes.ts';
import { splitColons } from '../manifest/compose/mounts.ts';
import type { BindView, ProjectView, ServiceView, VolumeUse } from '../manifest/compose/views.ts';
import { below } from '../manifest/field.ts';
import type { PodView, VolumeView } from '../manifest/kubernetes/views.ts';
import { volumeSpot } from '../manifest/kubernetes/volume-spots.ts';
import { removal } from './basic.ts';

/** Makes every writable mount of a volume read-only, and the mounts below it too. Empty if no mount is writable. */
export function readOnlyMounts(volume: VolumeView, safety: Fix['safety']): Fix[] {
  const recursive = hasSubmounts(volume.hostPath.value ?? '');
  const ops = volume.mounts
    .filter(isWritable)
    .flatMap((mount): PathOp[] => [
      { op: 'set', at: below(mount.site, 'readOnly'), value: true },
      ...(recursive && takesRecursive(mount) ? [{ op: 'set' as const, at: below(mount.site, 'recursiveReadOnly'), value: 'IfPossible' }] : []),
    ]);
  const [first, ...rest] = ops;
  return first ? [{ title: 'Mount it read-only', safety, ops: [first, ...rest] }] : [];
}

/** Removes a volume and all that mounts it. */
export function volumeRemoval(volume: VolumeView): Fix {
  const mounts = volume.mounts.map((mount): PathOp => ({ op: 'remove', at: mount.site, prune: true }));
  return { title: 'Remove the volume and its mounts', safety: 'review', ops: [{ op: 'remove', at: volume.site, prune: true }, ...mounts] };
}

/**
 * What an author can choose for a path of the host: another volume where that can stand for it, to do without it, or to keep it and only read
 * it. Each says what it costs. The last one comes last because it leaves a milder form of the weakness.
 */
export function volumeChoices(pod: PodView, volume: VolumeView): Fix[] {
  const isRoot = cleanHostPath(volume.hostPath.value ?? '') === '/';
  return [...(isRoot ? [] : emptyDirInstead(pod, volume)), withoutFiles(volumeRemoval(volume)), ...readOnlyMounts(volume, 'manual').map(stillRead)];
}

/** As {@link volumeChoices} without another volume, for a bind mount of a service. */
export function bindChoices(bind: BindView): Fix[] {
  return [withoutFiles(removal('Remove the mount', bind.site)), ...readOnlyBind(bind, 'manual').map(stillRead)];
}

function withoutFiles(fix: Fix): Fix {
  return { ...fix, safety: 'manual', condition: { word: 'if', text: 'it runs without' } };
}

function stillRead(fix: Fix): Fix {
  return { ...fix, objection: 'all there stays readable' };
}

/** Makes a bind mount read-only, at the entry that uses it. Empty if it is read-only already. */
export function readOnlyBind(bind: BindView, safety: Fix['safety']): Fix[] {
  return bind.readOnly ? [] : [{ title: 'Mount it read-only', safety, ops: [readOnlyUse(bind.use)] }];
}

/** Makes one entry of `volumes` read-only. */
export function readOnlyUse(use: VolumeUse): PathOp {
  if (use.syntax === 'long') return { op: 'set', at: below(use.site, 'read_only'), value: true };
  return { op: 'set', at: use.site, value: rewritten(use, undefined, [...use.options.filter((option) => option !== 'rw'), 'ro']) };
}

/** The short form of an entry with another source or other options. Variables stay as they are. */
export function rewritten({ text }: { readonly text: string }, source: string | undefined, options: readonly string[]): string {
  const [path = '', target = ''] = splitColons(text);
  return [source ?? path, target, ...(options.length > 0 ? [options.join(',')] : [])].join(':');
}

/** Replaces a hostPath volume by an emptyDir. Only the author knows whether the pod needs the files of the host. Empty if the path is no folder. */
function emptyDirInstead(pod: PodView, volume: VolumeView): Fix[] {
  const { value: type = '' } = volumeSpot(pod, volume).get('hostPath', 'type').text();
  if (!['', 'Directory', 'DirectoryOrCreate'].includes(type)) return [];
  return [
    {
      title: 'Replace hostPath by an emptyDir',
      condition: { word: 'if', text: 'nothing on the node is needed' },
      safety: isUnmounted(pod, volume) ? 'review' : 'manual',
      ops: [
        { op: 'remove', at: volume.hostPathSite },
        { op: 'set', at: below(volume.site, 'emptyDir'), value: {} },
      ],
    },
  ];
}

/** Mount options that only bind mounts take. */
const BIND_ONLY = new Set(['shared', 'rshared', 'slave', 'rslave', 'private', 'rprivate', 'cached', 'delegated', 'consistent']);

/** Replaces a bind mount of the host by a named volume of the project. Empty if a volume cannot replace what is mounted. */
export function namedVolumeInstead(service: ServiceView, bind: BindView): Fix[] {
  const { project } = service;
  const source = cleanHostPath(bind.source);
  // a volume is a directory of its own: it cannot replace a file, or a directory that other programs fill
  if (/\.\w+$/.test(source) || /^\/(?:run|etc|dev|tmp)\//.test(source)) return [];
  const name = volumeNames(project).get(source) as string;
  const declare: PathOp = { op: 'set', at: below(project.site, 'volumes', name), value: {} };
  const options = bind.use.options.filter((option) => !BIND_ONLY.has(option));
  const use: PathOp[] =
    bind.syntax === 'short'
      ? [{ op: 'set', at: bind.site, value: rewritten(bind, name, options) }]
      : [
          { op: 'set', at: below(bind.site, 'type'), value: 'volume' },
          { op: 'set', at: bind.at, value: name },
        ];
  // only the author knows whether the data of the host is needed: the volume starts empty
  return [{ title: `Use the named volume ${name}`, objection: 'it starts empty', safety: 'manual', ops: [declare, ...use] }];
}

/** The name of a new volume for each host path of the project. Services that share a path also share the volume. */
function volumeNames(project: ProjectView): ReadonlyMap<string, string> {
  const taken = new Set(project.volumes.names);
  const names = new Map<string, string>();
  for (const bind of project.services.flatMap((service) => hostBinds(service, 'other'))) {
    const source = cleanHostPath(bind.source);
    if (isProjectPath(bind.source) || bind.syntax === 'volume' || names.has(source)) continue;
    const last = source.split(/[\\/]/).findLast((step) => /[a-zA-Z0-9]/.test(step)) ?? 'data';
    const base = last.replace(/[^a-zA-Z0-9_.-]+/g, '-').replace(/^[^a-zA-Z0-9]+/, '');
    let name = base;
    for (let n = 2; taken.has(name); n++) name = `${base}-${n}`;
    taken.add(name);
    names.set(source, name);
  }
  return names;
}
