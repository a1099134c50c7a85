import type { Rule } from '../rule.ts';
import { gitRepoVolume } from './git-repo-volume.ts';
import { inlineNetworkVolume } from './inline-network-volume.ts';
import { readOnlyMountNotRecursive } from './read-only-mount-not-recursive.ts';
import { sharedPersistentStorage } from './shared-persistent-storage.ts';
import { subPathMount } from './sub-path-mount.ts';
import { tmpfsExecutable } from './tmpfs-executable.ts';
import { volumesFrom } from './volumes-from.ts';
import { writableRootFilesystem } from './writable-root-filesystem.ts';
import { writableVolumeExecutable } from './writable-volume-executable.ts';

export const STORAGE: readonly Rule[] = [
  readOnlyMountNotRecursive,
  writableRootFilesystem,
  writableVolumeExecutable,
  tmpfsExecutable,
  gitRepoVolume,
  inlineNetworkVolume,
  subPathMount,
  sharedPersistentStorage,
  volumesFrom,
];
