import type { Rule } from '../rule.ts';
import { cgroupfsWritable } from './cgroupfs-writable.ts';
import { composeProviderExecutesOnHost } from './compose-provider-executes-on-host.ts';
import { composeUseApiSocket } from './compose-use-api-socket.ts';
import { containerRuntimeSocketMounted } from './container-runtime-socket-mounted.ts';
import { deviceCgroupRules } from './device-cgroup-rules.ts';
import { draAdminAccess } from './dra-admin-access.ts';
import { engineApiOverTcp } from './engine-api-over-tcp.ts';
import { gpuDeviceAccess } from './gpu-device-access.ts';
import { hostDevices } from './host-devices.ts';
import { hostPathAreaRules } from './host-path-areas.ts';
import { hostPathPersistentVolume } from './host-path-persistent-volume.ts';
import { hostPathRoot } from './host-path-root.ts';
import { hostPathVolume } from './host-path-volume.ts';
import { mountPropagationBidirectional } from './mount-propagation-bidirectional.ts';
import { nvidiaVisibleDevicesEnv } from './nvidia-visible-devices-env.ts';
import { vmHostResource } from './vm-host-resource.ts';
import { windowsHostProcess } from './windows-host-process.ts';
import { workspaceBindWritable } from './workspace-bind-writable.ts';

export const HOST: readonly Rule[] = [
  windowsHostProcess,
  hostPathRoot,
  containerRuntimeSocketMounted,
  composeUseApiSocket,
  cgroupfsWritable,
  ...hostPathAreaRules,
  hostPathVolume,
  workspaceBindWritable,
  mountPropagationBidirectional,
  deviceCgroupRules,
  nvidiaVisibleDevicesEnv,
  draAdminAccess,
  engineApiOverTcp,
  composeProviderExecutesOnHost,
  hostPathPersistentVolume,
  hostDevices,
  gpuDeviceAccess,
  vmHostResource,
];
