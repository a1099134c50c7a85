import type { ServiceView, TmpfsView, VolumeUse } from '../../manifest/compose/views.ts';
import { isOn, securityOptions } from '../compose.ts';
import type { EffectiveContainer } from '../effective.ts';
import type { EffectiveNamespaces } from '../namespaces.ts';
import { ramBytes } from './amounts.ts';
import { defaultMounts, SHM_BYTES, withMounts } from './defaults.ts';
import type { OciMount, OciRequest, Unknowns } from './request.ts';

type Propagation = OciRequest['linux']['rootfsPropagation'];

/** The mounts of a service, and the propagation of its root. Sources: moby `daemon/oci_linux.go` (WithMounts), docker/compose `create.go`. */
export function serviceMounts(
  service: ServiceView,
  effective: EffectiveContainer,
  namespaces: EffectiveNamespaces,
  unknown: Unknowns,
): { readonly mounts: OciMount[]; readonly propagation: Propagation } {
  const privileged = effective.privileged.value;
  const cgroup = privileged || securityOptions(service).some((option) => option.name === 'writable-cgroups' && isOn(option));
  const own = [...volumesOf(service, [], unknown), ...service.tmpfs.flatMap(tmpfs), ...grants(service, unknown)];
  if (service.useApiSocket.value === true)
    own.push({ destination: '/var/run/docker.sock', type: 'bind', source: '/var/run/docker.sock', options: ['rbind', 'rprivate'] });
  const file = (destination: string): OciMount => ({
    destination,
    type: 'bind',
    options: ['rbind', ...(effective.readOnlyRoot.value ? ['ro'] : []), 'rprivate'],
    volume: { kind: 'engine' },
  });
  const defaults = [
    ...defaultMounts({ sys: privileged, cgroup }),
    ...sharedMemory(service, namespaces),
    ...['/etc/resolv.conf', '/etc/hostname', '/etc/hosts'].map(file),
  ];
  const shared = own.find(({ options }) => options.includes('shared') || options.includes('rshared'));
  const slave = own.find(({ options }) => options.includes('slave') || options.includes('rslave'));
  return { mounts: withMounts(defaults, own), propagation: shared ? 'rshared' : slave ? 'rslave' : 'rprivate' };
}

/** The mount of /dev/shm: none with `ipc: none`; with the IPC namespace of the host or of another container, theirs. */
function sharedMemory({ ipc, spot }: ServiceView, namespaces: EffectiveNamespaces): OciMount[] {
  const of = namespaces.ipc.value;
  if (ipc.value === 'none') return [];
  if (of !== 'own') {
    const bind = { destination: '/dev/shm', type: 'bind', options: ['rbind', 'rprivate'] } as const;
    return [of === 'host' ? { ...bind, source: '/dev/shm' } : { ...bind, volume: { kind: 'shm', name: of } }];
  }
  const size = ramBytes(spot.get('shm_size').text().value ?? '') ?? SHM_BYTES;
  return [{ destination: '/dev/shm', type: 'tmpfs', options: ['nosuid', 'noexec', 'nodev', 'mode=1777', `size=${size}`] }];
}

/** The volumes of a service, with those of the services in its `volumes_from`. */
function volumesOf(service: ServiceView, through: readonly string[], unknown: Unknowns, readOnly = false): OciMount[] {
  const mounts = service.volumes.filter(({ type }) => type !== 'tmpfs').flatMap((use) => volume(service, use, readOnly, unknown));
  const targets = new Set(mounts.map(({ destination }) => destination));
  for (const { value } of service.spot.get('volumes_from').list().items) {
    const [, container, from, mode] = /^(container:)?([^:]+)(?::(\w+))?$/.exec(value ?? '') ?? [];
    const other = container ? undefined : service.project.services.find(({ name }) => name === from);
    if (!other || through.includes(other.name)) unknown.add('mounts', `"${value ?? ''}" in volumes_from decides about further mounts`);
    else for (const mount of volumesOf(other, [...through, service.name], unknown, mode === 'ro')) if (!targets.has(mount.destination)) mounts.push(mount);
  }
  return mounts;
}

/** The mount of a volume. Since Docker Engine 25 a read-only bind is recursive, unless `bind.recursive` changes that. */
function volume(service: ServiceView, use: VolumeUse, forced: boolean, unknown: Unknowns): OciMount[] {
  const { target, source, type } = use;
  if (target === undefined || type === 'other') {
    unknown.unless(false, 'mounts');
    return [];
  }
  const bound = service.mounts.find(({ use: of }) => of === use);
  const recursive = use.spot.get('bind', 'recursive').text().value;
  const propagation = use.options.find((option) => /^r?(?:shared|slave|private)$/.test(option)) ?? 'rprivate';
  const readOnly = forced || use.readOnly || bound?.readOnly === true;
  const mode = !readOnly ? [] : [recursive === 'writable' || recursive === 'disabled' || propagation !== 'rprivate' ? 'ro' : 'rro'];
  const options = [recursive === 'disabled' ? 'bind' : 'rbind', ...mode, propagation];
  if (bound) return [{ destination: target, type: 'bind', source: bound.source, options }];
  if (type === 'bind') unknown.unless(false, `mounts.${target}`);
  return [
    {
      destination: target,
      type: 'bind',
      options,
      volume: type === 'bind' ? { kind: 'bind' } : { kind: 'volume', ...(source === undefined ? {} : { name: source }) },
    },
  ];
}

/** The mount of a tmpfs. Docker adds noexec, nosuid and nodev, unless the opposite is given. */
function tmpfs({ target, options }: TmpfsView): OciMount[] {
  const guarded = [
    ['noexec', 'exec'],
    ['nosuid', 'suid'],
    ['nodev', 'dev'],
  ].flatMap(([off = '', on = '']) => (options.includes(on) || options.includes(off) ? [] : [off]));
  return [{ destination: target, type: 'tmpfs', options: [...guarded, 'rprivate', ...options] }];
}

/** The mounts of secrets and configs. If the source is a file, it is bound read-only; otherwise Compose copies the content and mounts nothing. */
function grants({ project, secrets, configs }: ServiceView, unknown: Unknowns): OciMount[] {
  const of = (list: ServiceView['secrets'], kind: 'secrets' | 'configs') =>
    list.flatMap(({ name, target }): OciMount[] => {
      const definition = project[kind].get(name);
      const file = definition.get('file').text();
      if (!file.value && !definition.get('content').written && !definition.get('environment').written)
        unknown.add(`mounts.${target}`, `the file does not show the source of "${name}"`);
      return file.value ? [{ destination: target, type: 'bind', source: file.value, options: ['rbind', 'rro', 'rprivate'] }] : [];
    });
  return [...of(secrets, 'secrets'), ...of(configs, 'configs')];
}
