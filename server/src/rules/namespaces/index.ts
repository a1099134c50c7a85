import type { Rule } from '../rule.ts';
import { hostCgroupNamespace } from './host-cgroup-namespace.ts';
import { hostIpc } from './host-ipc.ts';
import { hostNetwork } from './host-network.ts';
import { hostPid } from './host-pid.ts';
import { hostUts } from './host-uts.ts';
import { ipcShareable } from './ipc-shareable.ts';
import { shareProcessNamespace } from './share-process-namespace.ts';
import { sharedNamespaceWithService } from './shared-namespace-with-service.ts';
import { userNamespaceIncompatible } from './user-namespace-incompatible.ts';
import { userNamespaceNotUsed } from './user-namespace-not-used.ts';
import { usernsModeHost } from './userns-mode-host.ts';

export const NAMESPACES: readonly Rule[] = [
  hostPid,
  hostIpc,
  hostNetwork,
  hostUts,
  hostCgroupNamespace,
  usernsModeHost,
  sharedNamespaceWithService,
  ipcShareable,
  userNamespaceIncompatible,
  shareProcessNamespace,
  userNamespaceNotUsed,
];
