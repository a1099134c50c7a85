import type { ContainerView, VolumeView } from '../../manifest/kubernetes/views.ts';
import { withoutEndSlashes } from '../../manifest/paths.ts';
import type { Spot } from '../../manifest/spot.ts';
import type { EffectiveContainer } from '../effective.ts';
import { tokenMounted } from '../kubernetes.ts';
import { namespacesOfContainer } from '../namespaces.ts';
import { defaultMounts, withMounts } from './defaults.ts';
import type { OciMount, OciRequest, Unknowns } from './request.ts';

type Propagation = OciRequest['linux']['rootfsPropagation'];

const PROPAGATION: Readonly<Record<string, Propagation>> = { HostToContainer: 'rslave', Bidirectional: 'rshared' };

/** The volume types that the kubelet always mounts read-only. */
const READ_ONLY_KINDS: ReadonlySet<string> = new Set(['configMap', 'secret', 'projected', 'downwardAPI', 'image']);

/** The mounts of a container, and the propagation of its root. Sources: containerd `internal/cri/opts/spec_linux_opts.go`, kubelet `makeMounts`. */
export function podMounts(
  container: ContainerView,
  effective: EffectiveContainer,
  unknown: Unknowns,
): { readonly mounts: OciMount[]; readonly propagation: Propagation } {
  const { pod, spot } = container;
  const privileged = effective.privileged.value;
  const own: OciMount[] = [];
  let propagation: Propagation = 'rprivate';
  const list = spot.get('volumeMounts');
  if (list.open && !pod.partial) unknown.unless(false, 'mounts');
  for (const mount of list.items()) {
    const destination = mount.get('mountPath').text().value;
    if (destination === undefined) {
      unknown.unless(false, 'mounts');
      continue;
    }
    const mode = PROPAGATION[mount.get('mountPropagation').text().value ?? ''] ?? 'rprivate';
    if (mode === 'rshared' || (mode === 'rslave' && propagation === 'rprivate')) propagation = mode;
    const volume = pod.volumes.find(({ name }) => name.value !== undefined && name.value === mount.get('name').text().value);
    const written = pod.spots.spec
      .get('volumes')
      .items()
      .find((item) => item.get('name').text().value === mount.get('name').text().value);
    own.push(bind(destination, mount, mode, volume, written, unknown));
  }
  const system = { readonly: effective.readOnlyRoot.value ? ['ro'] : ['rw'] };
  const file = (destination: string, options = system.readonly): OciMount => ({
    destination,
    type: 'bind',
    options: ['rbind', 'rprivate', ...options],
    volume: { kind: 'kubelet' },
  });
  const given = [file('/etc/hosts'), file('/etc/hostname'), file('/etc/resolv.conf'), file('/dev/termination-log', ['rw'])];
  const token = tokenMounted(pod);
  if (token.value) {
    given.push({ ...file('/var/run/secrets/kubernetes.io/serviceaccount', ['ro']), volume: { kind: 'serviceAccountToken' } });
    if (!token.certain || (pod.serviceAccountAutomount === undefined && token.source === 'default'))
      unknown.add('mounts./var/run/secrets/kubernetes.io/serviceaccount', 'the ServiceAccount may turn its token off');
  }
  const host = namespacesOfContainer(container).ipc.value === 'host';
  const shm: OciMount = {
    destination: '/dev/shm',
    type: 'bind',
    ...(host ? { source: '/dev/shm' } : {}),
    options: ['rbind', 'rprivate', 'rw'],
    volume: { kind: host ? 'hostPath' : 'shm of the pod' },
  };
  return { mounts: withMounts(withMounts(defaultMounts({ sys: privileged, cgroup: privileged }), [shm, ...given]), own), propagation };
}

function bind(destination: string, mount: Spot, mode: Propagation, volume: VolumeView | undefined, written: Spot | undefined, unknown: Unknowns): OciMount {
  const kind = written?.keys().find((key) => key !== 'name') ?? (written ? 'emptyDir' : 'unknown');
  const readOnly = mount.get('readOnly').boolean().value === true || READ_ONLY_KINDS.has(kind);
  const recursive = mount.get('recursiveReadOnly').text().value;
  if (recursive === 'IfPossible' && mode === 'rprivate') unknown.add(`mounts.${destination}`, 'recursively read-only only if kernel and runtime support it');
  const rro = readOnly && mode === 'rprivate' && (recursive === 'Enabled' || recursive === 'IfPossible');
  const extra = mount
    .get('bindMountOptions')
    .list()
    .items.flatMap(({ value }) => value ?? []);
  const options = ['rbind', mode, rro ? 'rro' : readOnly ? 'ro' : 'rw', ...extra];
  const source = volume?.hostPath.value;
  const sub = mount.get('subPath').text().value ?? mount.get('subPathExpr').text().value;
  const path = source !== undefined && sub !== undefined ? `${withoutEndSlashes(source)}/${sub}` : source;
  const name = mount.get('name').text().value;
  const inMemory = written?.get('emptyDir', 'medium').text().value === 'Memory';
  return {
    destination,
    type: 'bind',
    ...(path === undefined ? {} : { source: path }),
    options,
    volume: { kind: inMemory ? 'emptyDir in memory' : kind, ...(name === undefined ? {} : { name }) },
  };
}
