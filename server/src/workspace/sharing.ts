import type { Facts } from './facts.ts';
import type { SecretUse } from './secrets.ts';
import { claimKey, type PersistentVolume, type StorageUse } from './storage.ts';
import { question } from './workspace.ts';

const ABOUT = ['claims', 'persistentVolumes', 'storageUses'] as const;

/** What each claim is in the end, as far as the files show, and the PersistentVolume behind it. */
interface Backing {
  readonly same: ReadonlyMap<string, string>;
  readonly volumeOf: ReadonlyMap<string, PersistentVolume>;
  readonly oncePerPod: ReadonlySet<string>;
  readonly users: ReadonlyMap<string, readonly StorageUse[]>;
}

function index({ claims, persistentVolumes, storageUses }: Pick<Facts, (typeof ABOUT)[number]>): Backing {
  const byName = new Map(persistentVolumes.map((volume) => [volume.name, volume]));
  const volumeOf = new Map<string, PersistentVolume>();
  for (const volume of persistentVolumes) if (volume.claim !== undefined) volumeOf.set(volume.claim, volume);
  for (const { namespace, name, volume } of claims) {
    const found = volume === undefined ? undefined : byName.get(volume);
    if (found) volumeOf.set(claimKey(namespace, name), found);
  }
  const same = new Map([...volumeOf].map(([claim, { name, backing }]) => [claim, backing ?? `volume ${name}`]));
  const oncePerPod = new Set(claims.flatMap((one) => (one.oncePerPod ? [claimKey(one.namespace, one.name)] : [])));
  const users = new Map<string, StorageUse[]>();
  for (const use of storageUses) {
    const key = same.get(use.storage) ?? use.storage;
    const others = users.get(key);
    if (others) others.push(use);
    else users.set(key, [use]);
  }
  return { same, volumeOf, oncePerPod, users };
}

/** Who mounts the storage of a key, by whatever name: each workload once, with all that it writes. */
export const storageUsers = question('storage users', (workspace, storage: string): readonly StorageUse[] => {
  const { same, oncePerPod, users } = workspace.derived(ABOUT, index);
  // two pods cannot mount it at a time
  if (oncePerPod.has(storage)) return [];
  const found = new Map<string, StorageUse>();
  for (const use of users.get(same.get(storage) ?? storage) ?? []) {
    const key = JSON.stringify([use.namespace, use.kind, use.name]);
    const known = found.get(key);
    found.set(key, known ? { ...known, written: [...known.written, ...use.written] } : use);
  }
  return [...found.values()];
});

/** Who mounts a PersistentVolume, through which claim. */
export const volumeUsers = question('volume users', (workspace, name: string): readonly StorageUse[] => {
  const { volumeOf } = workspace.derived(ABOUT, index);
  return workspace.facts.storageUses.filter(({ storage }) => volumeOf.get(storage)?.name === name);
});

/** Who holds a Secret: each workload once, in the order of their names. */
export const secretHolders = question('secret holders', ({ facts }, namespace: string, name: string): readonly SecretUse[] => {
  const found = new Map<string, SecretUse>();
  for (const use of facts.secretUses) {
    const key = `${use.kind} ${use.workload}`;
    if (use.namespace === namespace && use.name === name && !found.has(key)) found.set(key, use);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, use]) => use);
});
