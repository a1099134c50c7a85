import type { ServiceView } from '../../manifest/compose/views.ts';
import { effectiveCompose, securityOptions } from '../compose.ts';
import type { EffectiveContainer } from '../effective.ts';
import { namespacesOfService } from '../namespaces.ts';
import { serviceMounts } from './compose-mounts.ts';
import { serviceResources } from './compose-resources.ts';
import { capabilitySets, MASKED_PATHS, READONLY_PATHS } from './defaults.ts';
import { type OciProfile, type OciRequest, type OciUser, Unknowns } from './request.ts';

/**
 * The request of Docker Engine 28, with its defaults and cgroup v2, to the OCI runtime for a service.
 * Sources: moby `daemon/oci_linux.go` and `daemon/pkg/oci/defaults.go`, docker/compose `pkg/compose/create.go`.
 */
export function ociOfService(service: ServiceView): OciRequest {
  const effective = effectiveCompose(service);
  const namespaces = namespacesOfService(service);
  const unknown = new Unknowns();
  const privileged = effective.privileged.value;
  const user = userOf(service, effective, unknown);
  unknown.unless(effective.privileged.certain, 'process');
  unknown.unless(effective.noNewPrivileges.certain, 'process.noNewPrivileges');
  unknown.unless(effective.capabilities.certain, 'process.capabilities');
  unknown.unless(effective.readOnlyRoot.certain, 'root.readonly');
  unknown.unless(effective.masked.certain, 'linux.maskedPaths');
  for (const [type, { certain }] of Object.entries(namespaces)) unknown.unless(certain, `linux.namespaces.${type}`);
  if (service.usernsMode.value !== 'host') unknown.add('linux.namespaces.user', 'userns-remap of the daemon, or a rootless engine');
  if (effective.boundary.value === 'unknown') unknown.add('runtime', 'the daemon decides which runtime has this name');
  else if (!service.runtime.value) unknown.add('runtime', 'default-runtime of the daemon');
  const { mounts, propagation } = serviceMounts(service, effective, namespaces, unknown);
  const { resources, rlimits, devices, oomScoreAdj } = serviceResources(service, privileged, unknown);
  return {
    process: {
      user,
      capabilities: capabilitySets(effective.capabilities.value, (user.uid ?? 0) === 0),
      noNewPrivileges: effective.noNewPrivileges.value,
      rlimits,
      oomScoreAdj,
      apparmorProfile: profileOf('apparmor', service, effective.appArmor, unknown, 'process.apparmorProfile'),
      selinux: selinuxOf(service, privileged, namespaces.pid.value === 'host' || namespaces.ipc.value === 'host', unknown),
    },
    root: { readonly: effective.readOnlyRoot.value },
    mounts,
    linux: {
      namespaces: [
        ...(['pid', 'network', 'ipc', 'uts'] as const).map((type) => ({ type, of: namespaces[type].value })),
        { type: 'mount', of: 'own' },
        { type: 'cgroup', of: namespaces.cgroup.value },
        { type: 'user', of: 'host' },
      ],
      uidMappings: [],
      gidMappings: [],
      maskedPaths: effective.masked.value ? MASKED_PATHS : [],
      readonlyPaths: effective.masked.value ? READONLY_PATHS : [],
      seccomp: profileOf('seccomp', service, effective.seccomp, unknown, 'linux.seccomp'),
      rootfsPropagation: propagation,
      resources,
      devices,
      hostDevices: privileged,
      sysctl: sysctlsOf(service, namespaces.network.value, unknown),
    },
    annotations: pairs(service, 'annotations', unknown),
    unknown: unknown.all,
  };
}

/** The user of `user` or `user:group`. Each is a number or a name that the image defines. */
function userOf(service: ServiceView, { user }: EffectiveContainer, unknown: Unknowns): OciUser {
  const [name = '', group] = user.value === 'image' ? [] : String(user.value).split(':');
  const number = (text: string | undefined) => (text === 'root' ? 0 : text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined);
  const [uid, gid] = [number(name), number(group)];
  if (!user.certain) unknown.unless(false, 'process.user.uid');
  else if (uid === undefined)
    unknown.add('process.user.uid', name === '' ? 'the image decides; without a user in the image it is root' : `the image decides which number "${name}" has`);
  if (gid === undefined) unknown.add('process.user.gid', 'the image decides which group the user has; without one it is 0');
  const added = service.groupAdd.items.map(({ value }) => number(value));
  if (added.includes(undefined)) unknown.add('process.user.additionalGids', 'the image decides which number a group has');
  if (group === undefined) unknown.add('process.user.additionalGids', 'the groups of the user in the image are added');
  return {
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
    additionalGids: [...new Set([gid, ...added].filter((id) => id !== undefined))],
  };
}

function profileOf(
  name: 'seccomp' | 'apparmor',
  service: ServiceView,
  { value, certain }: EffectiveContainer['seccomp'],
  unknown: Unknowns,
  what: string,
): OciProfile {
  unknown.unless(certain, what);
  if (value === 'Unconfined') return { profile: 'unconfined' };
  if (name === 'apparmor') unknown.add(what, 'has an effect only on a host with AppArmor');
  if (value !== 'Localhost') {
    if (name === 'seccomp' && !securityOptions(service).some((option) => option.name === 'seccomp')) unknown.add(what, 'seccomp-profile of the daemon');
    return { profile: 'default' };
  }
  const option = securityOptions(service).findLast((one) => one.name === name);
  return { profile: 'localhost', ...(option ? { name: option.value } : {}) };
}

/** The SELinux label. Docker uses none for privileged containers and for those that share the processes or memory of the host (moby `daemon/create.go`). */
function selinuxOf(service: ServiceView, privileged: boolean, seesHost: boolean, unknown: Unknowns): OciRequest['process']['selinux'] {
  const labels = securityOptions(service).filter(({ name }) => name === 'label');
  if (privileged || labels.some(({ value }) => value === 'disable') || (seesHost && labels.length === 0)) return { mode: 'disabled', options: {} };
  unknown.add('process.selinux', 'has an effect only on a host with SELinux whose daemon uses it');
  const options = Object.fromEntries(labels.map(({ value }) => [value.split(':')[0], value.split(':').slice(1).join(':')]));
  return { mode: labels.length === 0 ? 'default' : 'set', options };
}

/** The sysctls. In a network of its own, ordinary users may ping and bind low ports (moby WithCommonOptions). */
function sysctlsOf(service: ServiceView, network: string, unknown: Unknowns): Record<string, string> {
  const defaults = network === 'own' ? { 'net.ipv4.ip_unprivileged_port_start': '0', 'net.ipv4.ping_group_range': '0 2147483647' } : {};
  return { ...defaults, ...pairs(service, 'sysctls', unknown) };
}

function pairs(service: ServiceView, key: 'sysctls' | 'annotations', unknown: Unknowns): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { key: name, value } of service.spot.get(key).entries()) {
    if (value.value !== undefined) found[name] = value.value;
    else unknown.unless(false, key === 'sysctls' ? 'linux.sysctl' : 'annotations');
  }
  return found;
}
