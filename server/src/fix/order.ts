import type { Path } from '../syntax/site.ts';

/**
 * The order in which people write keys: that of the examples of the Kubernetes documentation and of the Compose specification.
 * New keys follow it; what stands in a file never moves. Keys that are not named here come last, in the order in which they are asked for.
 */
const CONTAINER = [
  'name',
  'image',
  'imagePullPolicy',
  'command',
  'args',
  'workingDir',
  'ports',
  'envFrom',
  'env',
  'resources',
  'volumeMounts',
  'volumeDevices',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
  'securityContext',
];

const POD = [
  'serviceAccountName',
  'automountServiceAccountToken',
  'runtimeClassName',
  'hostNetwork',
  'hostPID',
  'hostIPC',
  'hostUsers',
  'shareProcessNamespace',
  'securityContext',
  'initContainers',
  'containers',
  'volumes',
];

const SECURITY_CONTEXT = [
  'runAsNonRoot',
  'runAsUser',
  'runAsGroup',
  'fsGroup',
  'fsGroupChangePolicy',
  'supplementalGroups',
  'supplementalGroupsPolicy',
  'privileged',
  'allowPrivilegeEscalation',
  'readOnlyRootFilesystem',
  'capabilities',
  'procMount',
  'appArmorProfile',
  'seccompProfile',
  'seLinuxOptions',
  'sysctls',
];

const SERVICE = [
  'image',
  'build',
  'container_name',
  'hostname',
  'entrypoint',
  'command',
  'user',
  'group_add',
  'userns_mode',
  'privileged',
  'pid',
  'ipc',
  'network_mode',
  'read_only',
  'cap_drop',
  'cap_add',
  'security_opt',
  'runtime',
  'tmpfs',
  'devices',
  'volumes',
  'ports',
  'mem_limit',
  'cpus',
  'pids_limit',
];

/** By the key that holds the map. */
const BELOW: ReadonlyMap<string, readonly string[]> = new Map([
  ['spec', POD],
  ['securityContext', SECURITY_CONTEXT],
  ['capabilities', ['drop', 'add']],
  ['seccompProfile', ['type', 'localhostProfile']],
  ['appArmorProfile', ['type', 'localhostProfile']],
  ['resources', ['requests', 'limits']],
  ['requests', ['cpu', 'memory', 'ephemeral-storage']],
  ['limits', ['cpu', 'memory', 'ephemeral-storage']],
]);

/** By the key of the list that the map is an item of. */
const ITEMS: ReadonlyMap<string, readonly string[]> = new Map([
  ['containers', CONTAINER],
  ['initContainers', CONTAINER],
  ['ephemeralContainers', CONTAINER],
  ['volumeMounts', ['name', 'mountPath', 'subPath', 'readOnly']],
]);

/** The place of a key among those of the map at `map`; infinite for a key that no convention knows. */
export function rankOf(map: Path, key: string): number {
  const last = map.at(-1);
  const service = map.length === 2 && map[0] === 'services';
  const keys = typeof last === 'number' ? ITEMS.get(String(map.at(-2))) : service ? SERVICE : BELOW.get(String(last));
  const at = keys?.indexOf(key) ?? -1;
  return at < 0 ? Number.POSITIVE_INFINITY : at;
}

/** New entries of one map, in the order in which they are to be written. */
export function inOrder<T>(map: Path, entries: readonly T[], keyOf: (entry: T) => string): T[] {
  return entries
    .map((entry) => ({ entry, rank: rankOf(map, keyOf(entry)) }))
    .sort((a, b) => (a.rank === b.rank ? 0 : a.rank - b.rank))
    .map(({ entry }) => entry);
}
