import type { Fix, PathOp } from '../fix/ops.ts';
import { hasSubmounts, isWritable, takesRecursive } from '../isolation/mounts/volumes.ts';
import { splitColons } from '../manifest/compose/mounts.ts';
import type { BindView, VolumeUse } from '../manifest/compose/views.ts';
import { below } from '../manifest/field.ts';
import type { VolumeView } from '../manifest/kubernetes/views.ts';

/** Makes every writable mount of a volume read-only, with what is mounted below it; nothing where none is writable. */
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

/** Makes a bind mount read-only, where it is used; nothing where it is. */
export function readOnlyBind(bind: BindView, safety: Fix['safety']): Fix[] {
  return bind.readOnly ? [] : [{ title: 'Mount it read-only', safety, ops: [readOnlyUse(bind.use)] }];
}

/** Makes one entry of `volumes` read-only. */
export function readOnlyUse(use: VolumeUse): PathOp {
  if (use.syntax === 'long') return { op: 'set', at: below(use.site, 'read_only'), value: true };
  return { op: 'set', at: use.site, value: rewritten(use, undefined, [...use.options.filter((option) => option !== 'rw'), 'ro']) };
}

/** The short form with another source or other options; variables stay as they are written. */
export function rewritten({ text }: { readonly text: string }, source: string | undefined, options: readonly string[]): string {
  const [path = '', target = ''] = splitColons(text);
  return [source ?? path, target, ...(options.length > 0 ? [options.join(',')] : [])].join(':');
}
