import type { Fix } from '../../fix/ops.ts';
import type { PodView } from '../../manifest/kubernetes/views.ts';
import { readOnlyMounts } from '../../remedies/mounts.ts';
import type { Site } from '../../syntax/site.ts';
import { storageUsers } from '../../workspace/sharing.ts';
import { isShared, mountedStorage, type StorageUse } from '../../workspace/storage.ts';
import type { Asked } from '../../workspace/workspace.ts';
import type { Related } from '../rule.ts';

/** Storage that a pod mounts and that other workloads write too. */
export interface SharedClaim {
  readonly at: Site;
  /** The name of the claim, or the path of the node. */
  readonly called: string;
  readonly isPath: boolean;
  /** The pod writes what others write. */
  readonly writes: boolean;
  /** Workloads by name: this one first. */
  readonly names: readonly string[];
  /** Who else writes it, and as whom. */
  readonly related: readonly Related[];
  readonly volume: PodView['volumes'][number];
  /** One that writes it runs as another ServiceAccount: it may be trusted less, or more. */
  readonly otherAccount: boolean;
}

/** The storage of a pod that other workloads write. */
export function sharedClaims(pod: PodView, workspace: Asked): SharedClaim[] {
  const { kind, name, namespace = 'default' } = pod.ref;
  if (name === undefined) return [];
  return mountedStorage(pod).flatMap(({ storage, called, spot, mounted, written, volume }): SharedClaim[] => {
    const all = workspace.ask(storageUsers, storage);
    const isOwn = (use: StorageUse) => use.kind === kind && use.name === name && use.namespace === namespace;
    const own = all.find(isOwn);
    const others = all.filter((use) => !isOwn(use) && isShared(mounted, use.written));
    if (others.length === 0) return [];
    const differs = ({ account }: StorageUse) => own?.account !== undefined && account !== undefined && account !== own.account;
    return [
      {
        at: spot.site,
        called,
        isPath: volume.hostPath.state === 'known',
        writes: others.some((use) => isShared(written, use.written)),
        names: [name, ...new Set(others.map((use) => use.name))],
        related: others.map((use) => ({ at: { ...use.at.site, file: use.at.file }, message: saidOf(use, storage, differs(use)) })),
        volume,
        otherAccount: others.some(differs),
      },
    ];
  });
}

function saidOf({ name, account, storage }: StorageUse, own: string, differs: boolean): string {
  const by = storage === own ? '' : `, as ${storage}`;
  return `"${name}" writes it${by}${differs ? `, with the ServiceAccount "${account}"` : ''}`;
}

/** Makes it read-only in this pod. Only the author knows who has to write. */
export function readOnlyIn({ names: [name = ''], volume }: SharedClaim): Fix[] {
  return readOnlyMounts(volume, 'manual').map((fix) => ({ ...fix, title: `Mount it read-only in ${name}` }));
}
