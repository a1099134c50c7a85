import { isUnset } from '../../manifest/field.ts';
import type { ContainerView } from '../../manifest/kubernetes/views.ts';
import type { Spot } from '../../manifest/spot.ts';
import type { EffectiveContainer } from '../effective.ts';
import { effectiveKubernetes } from '../kubernetes.ts';
import { namespacesOfContainer } from '../namespaces.ts';
import { capabilitySets, deviceRules, MASKED_PATHS, READONLY_PATHS } from './defaults.ts';
import { podMounts } from './kubernetes-mounts.ts';
import { oomScore, resourcesOf } from './kubernetes-resources.ts';
import { type OciProfile, type OciRequest, type OciUser, Unknowns } from './request.ts';

/** How many IDs a pod with a user namespace gets (KEP-127). */
const IDS = 65536;

/**
 * The request of kubelet and containerd 2, with their defaults and cgroup v2, to the OCI runtime for a container; `undefined` in a Windows
 * pod. Sources: kubelet `kuberuntime_container_linux.go`, containerd `internal/cri/server/container_create.go` (buildLinuxSpec).
 */
export function ociOfContainer(container: ContainerView): OciRequest | undefined {
  const { pod } = container;
  if (pod.windows) return undefined;
  const effective = effectiveKubernetes(container);
  const namespaces = namespacesOfContainer(container);
  const unknown = new Unknowns();
  const privileged = effective.privileged.value;
  const user = userOf(container, effective, unknown);
  const { mounts, propagation } = podMounts(container, effective, unknown);
  unknown.unless(effective.privileged.certain, 'process');
  unknown.unless(effective.noNewPrivileges.certain, 'process.noNewPrivileges');
  unknown.unless(effective.capabilities.certain, 'process.capabilities');
  unknown.unless(effective.readOnlyRoot.certain, 'root.readonly');
  unknown.unless(effective.masked.certain, 'linux.maskedPaths');
  if (!privileged && !effective.dropsAll.value && effective.capabilities.certain)
    unknown.add('process.capabilities', 'this is the default set of containerd and Docker; CRI-O grants nine of them');
  for (const [type, { certain }] of Object.entries(namespaces)) unknown.unless(certain, `linux.namespaces.${type}`);
  unknown.unless(effective.userNamespace.certain, 'linux.namespaces.user');
  if (effective.boundary.value === 'unknown') unknown.add('runtime', 'the node decides which runtime the RuntimeClass starts');
  if (effective.userNamespace.value) unknown.add('linux.uidMappings', 'the kubelet chooses the IDs of the node');
  if (resourceNames(container.spot).some((name) => name.includes('/'))) unknown.add('linux.devices', 'a device plugin of the node adds devices and mounts');
  const oomScoreAdj = oomScore(container, unknown);
  const mappings = effective.userNamespace.value ? [{ containerID: 0, size: IDS }] : [];
  return {
    process: {
      user,
      capabilities: capabilitySets(effective.capabilities.value, (user.uid ?? 0) === 0),
      noNewPrivileges: effective.noNewPrivileges.value,
      rlimits: [],
      ...(oomScoreAdj === undefined ? {} : { oomScoreAdj }),
      apparmorProfile: appArmorOf(container, effective, unknown),
      selinux: selinuxOf(container, privileged, unknown),
    },
    root: { readonly: effective.readOnlyRoot.value },
    mounts,
    linux: {
      namespaces: [
        ...(['pid', 'network', 'ipc', 'uts'] as const).map((type) => ({ type, of: namespaces[type].value })),
        { type: 'mount', of: 'own' },
        { type: 'cgroup', of: namespaces.cgroup.value },
        { type: 'user', of: effective.userNamespace.value ? 'pod' : 'host' },
      ],
      uidMappings: mappings,
      gidMappings: mappings,
      maskedPaths: effective.masked.value ? MASKED_PATHS : [],
      readonlyPaths: effective.masked.value ? READONLY_PATHS : [],
      seccomp: seccompOf(container, effective, unknown),
      rootfsPropagation: propagation,
      resources: { ...resourcesOf(container, unknown), devices: deviceRules(privileged) },
      devices: [],
      hostDevices: privileged,
      sysctl: sysctlsOf(container, namespaces.network.value === 'host', effective.userNamespace.value, unknown),
    },
    annotations: annotationsOf(container, unknown),
    unknown: unknown.all,
  };
}

/** A field of the security context of the container or, if it is not written, of that of the pod. */
function either(container: ContainerView, ...path: string[]): Spot {
  const own = container.securityContext.get(...path);
  return own.written ? own : container.pod.spots.securityContext.get(...path);
}

function userOf(container: ContainerView, effective: EffectiveContainer, unknown: Unknowns): OciUser {
  const { value, certain } = effective.user;
  const uid = certain && typeof value === 'number' ? value : undefined;
  if (!certain) unknown.unless(false, 'process.user.uid');
  else if (uid === undefined) unknown.add('process.user.uid', 'the image decides; without a user in the image it is root');
  const group = either(container, 'runAsGroup').integer();
  if (!isUnset(group) && group.value === undefined) unknown.unless(false, 'process.user.gid');
  else if (group.value === undefined) unknown.add('process.user.gid', 'the image decides which group the user has; without one it is 0');
  const { securityContext } = container.pod.spots;
  const groups = [...securityContext.get('supplementalGroups').items(), securityContext.get('fsGroup')].flatMap((spot) => spot.integer().value ?? []);
  if (securityContext.get('supplementalGroupsPolicy').text().value !== 'Strict')
    unknown.add('process.user.additionalGids', 'the groups of the user in the image are added');
  return {
    ...(uid === undefined ? {} : { uid }),
    ...(group.value === undefined ? {} : { gid: group.value }),
    additionalGids: [...new Set([...(group.value === undefined ? [] : [group.value]), ...groups])],
  };
}

function named(profile: OciProfile['profile'], name: string | undefined): OciProfile {
  return profile === 'localhost' && name !== undefined ? { profile, name } : { profile };
}

function seccompOf(container: ContainerView, { seccomp }: EffectiveContainer, unknown: Unknowns): OciProfile {
  unknown.unless(seccomp.certain, 'linux.seccomp');
  if (seccomp.value === 'RuntimeDefault') return { profile: 'default' };
  if (seccomp.value === 'Localhost') {
    unknown.add('linux.seccomp', 'the file of the profile is on the node');
    return named('localhost', either(container, 'seccompProfile', 'localhostProfile').text().value);
  }
  if (seccomp.value === 'unset') unknown.add('linux.seccomp', 'seccompDefault of the kubelet, or an unset profile of containerd, may set the default profile');
  return { profile: 'unconfined' };
}

function appArmorOf(container: ContainerView, { appArmor }: EffectiveContainer, unknown: Unknowns): OciProfile {
  unknown.unless(appArmor.certain, 'process.apparmorProfile');
  if (appArmor.value === 'Unconfined') return { profile: 'unconfined' };
  unknown.add('process.apparmorProfile', 'has an effect only on a node with AppArmor');
  return appArmor.value === 'Localhost' ? named('localhost', either(container, 'appArmorProfile', 'localhostProfile').text().value) : { profile: 'default' };
}

function selinuxOf(container: ContainerView, privileged: boolean, unknown: Unknowns): OciRequest['process']['selinux'] {
  if (privileged) return { mode: 'disabled', options: {} };
  unknown.add('process.selinux', 'has an effect only on a node with SELinux');
  const written = either(container, 'seLinuxOptions');
  const options = Object.fromEntries(
    ['user', 'role', 'type', 'level'].flatMap((key) => {
      const { value } = written.get(key).text();
      return value === undefined ? [] : [[key, value]];
    }),
  );
  return { mode: Object.keys(options).length === 0 ? 'default' : 'set', options };
}

/** The sysctls. In the network of a pod, containerd 2 lets ordinary users ping and bind low ports (`enable_unprivileged_ports`, `…_icmp`). */
function sysctlsOf(container: ContainerView, hostNetwork: boolean, userNamespace: boolean, unknown: Unknowns): Record<string, string> {
  const settings: Record<string, string> = {};
  if (!hostNetwork) {
    settings['net.ipv4.ip_unprivileged_port_start'] = '0';
    if (!userNamespace) settings['net.ipv4.ping_group_range'] = '0 2147483647';
    unknown.add('linux.sysctl', 'by default, containerd 2 lets ordinary users bind ports below 1024; containerd 1 and CRI-O leave that to the kernel');
  }
  for (const item of container.pod.spots.securityContext.get('sysctls').items()) {
    const [name, value] = [item.get('name').text().value, item.get('value').text().value];
    if (name !== undefined && value !== undefined) settings[name.replaceAll('/', '.')] = value;
    else unknown.unless(false, 'linux.sysctl');
  }
  return settings;
}

/** The annotations that reach the runtime: containerd passes on those that its configuration names, by default none. */
function annotationsOf({ pod }: ContainerView, unknown: Unknowns): Record<string, string> {
  for (const { site } of pod.annotations) {
    const name = String(site.path.at(-1));
    if (/^(?:dev\.gvisor\.|io\.katacontainers\.|io\.kubernetes\.cri)/.test(name))
      unknown.add(`annotations.${name}`, 'reaches the runtime only if pod_annotations of containerd names it');
  }
  return {};
}

function resourceNames(spot: Spot): string[] {
  return spot.get('resources', 'limits').keys();
}
