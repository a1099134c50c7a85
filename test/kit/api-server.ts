/**
 * What the API server refuses in a pod, as far as fixes come near it. Each row names the function that decides it in
 * `pkg/apis/core/validation/validation.go` of Kubernetes 1.33; the kubelet's row is what it refuses to start. Written from the rules, not
 * from the engine: nothing here knows of views, findings or operations.
 */
interface Refusal {
  readonly what: string;
  readonly source: string;
  readonly in: (pod: Map) => Iterable<string>;
}

type Map = { readonly [key: string]: unknown };

export const REFUSALS: readonly Refusal[] = [
  {
    what: 'allowPrivilegeEscalation: false beside privileged',
    source: 'ValidateSecurityContext',
    in: (pod) => named(pod, ({ securityContext: c }) => map(c).allowPrivilegeEscalation === false && map(c).privileged === true),
  },
  {
    what: 'allowPrivilegeEscalation: false beside CAP_SYS_ADMIN',
    source: 'ValidateSecurityContext',
    in: (pod) =>
      named(pod, ({ securityContext: c }) => map(c).allowPrivilegeEscalation === false && list(map(map(c).capabilities).add).includes('CAP_SYS_ADMIN')),
  },
  {
    what: 'procMount: Unmasked without hostUsers: false',
    source: 'validateContainerSecurityContext, KEP-4265',
    in: (pod) => named(pod, ({ securityContext: c }) => map(c).procMount === 'Unmasked' && pod.hostUsers !== false),
  },
  {
    what: 'Bidirectional in a container that is not privileged',
    source: 'validateMountPropagation',
    in: (pod) => mounts(pod, (mount, { securityContext: c }) => mount.mountPropagation === 'Bidirectional' && map(c).privileged !== true),
  },
  {
    what: 'recursiveReadOnly of a mount that is writable or propagated',
    source: 'validateRecursiveReadOnly',
    in: (pod) =>
      mounts(pod, (mount) => {
        const asked = mount.recursiveReadOnly === 'Enabled' || mount.recursiveReadOnly === 'IfPossible';
        return asked && (mount.readOnly !== true || ![undefined, 'None'].includes(mount.mountPropagation as undefined));
      }),
  },
  {
    what: 'hostUsers: false beside a namespace of the host',
    source: 'validateHostUsers',
    in: (pod) => (pod.hostUsers === false ? ['hostNetwork', 'hostPID', 'hostIPC'].filter((name) => pod[name] === true) : []),
  },
  {
    what: 'hostUsers: false beside volumeDevices',
    source: 'validateContainerCommon, KEP-127',
    in: (pod) => named(pod, ({ volumeDevices }) => pod.hostUsers === false && list(volumeDevices).length > 0),
  },
  {
    what: 'shareProcessNamespace beside hostPID',
    source: 'validatePodHostNetworkDeps, ValidatePodSecurityContext',
    in: (pod) => (pod.shareProcessNamespace === true && pod.hostPID === true ? ['pod'] : []),
  },
  {
    what: 'a hostPort other than the containerPort in the network of the node',
    source: 'validateHostNetwork',
    in: (pod) =>
      named(
        pod,
        ({ ports }) =>
          pod.hostNetwork === true && list(ports).some((port) => map(port).hostPort !== undefined && map(port).hostPort !== map(port).containerPort),
      ),
  },
  {
    what: 'a request above its limit',
    source: 'ValidateContainerResourceRequirements',
    in: (pod) =>
      named(pod, ({ resources }) => {
        const { requests, limits } = map(resources);
        return Object.entries(map(requests)).some(([name, request]) => quantity(request) > quantity(map(limits)[name] ?? Number.POSITIVE_INFINITY));
      }),
  },
  {
    what: 'a Localhost profile without its name, or a name without it',
    source: 'validateSeccompProfileField, validateAppArmorProfileField',
    in: (pod) =>
      [map(pod.securityContext), ...containers(pod).map(({ securityContext }) => map(securityContext))].flatMap((context) =>
        ['seccompProfile', 'appArmorProfile'].filter((name) => {
          const profile = map(context[name]);
          return name in context && (profile.type === 'Localhost') !== (profile.localhostProfile !== undefined);
        }),
      ),
  },
  {
    what: 'fields of Linux in a pod of Windows',
    source: 'validateWindows',
    in: (pod) => {
      if (map(pod.os).name !== 'windows') return [];
      const ofPod = ['hostPID', 'hostIPC', 'hostUsers', 'shareProcessNamespace'].filter((name) => name in pod);
      const contexts = [map(pod.securityContext), ...containers(pod).map(({ securityContext }) => map(securityContext))];
      return [...ofPod, ...contexts.flatMap((context) => LINUX_ONLY.filter((name) => name in context))];
    },
  },
  {
    what: 'a mount of a volume that the pod does not have',
    source: 'ValidateVolumeMounts',
    in: (pod) => {
      const names = list(pod.volumes).map((volume) => map(volume).name);
      return mounts(pod, ({ name }) => !names.includes(name));
    },
  },
  {
    what: 'two mounts at one path',
    source: 'ValidateVolumeMounts',
    in: (pod) =>
      named(pod, ({ volumeMounts }) => {
        const paths = list(volumeMounts).map((mount) => map(mount).mountPath);
        return new Set(paths).size < paths.length;
      }),
  },
  {
    what: 'two volumes of one name, or a volume of two kinds',
    source: 'ValidateVolumes, validateVolumeSource',
    in: (pod) => {
      const volumes = list(pod.volumes).map(map);
      return volumes.filter((one, i) => Object.keys(one).length > 2 || volumes.findIndex(({ name }) => name === one.name) < i).map(({ name }) => String(name));
    },
  },
  {
    what: 'resources, ports or probes of an ephemeral container',
    source: 'validateEphemeralContainers',
    in: (pod) =>
      list(pod.ephemeralContainers)
        .map(map)
        .filter((one) => ['resources', 'ports', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'].some((name) => name in one))
        .map(({ name }) => String(name)),
  },
  {
    what: 'runAsNonRoot for user 0 (the kubelet does not start it)',
    source: 'verifyRunAsNonRoot in pkg/kubelet/kuberuntime/security_context_others.go',
    in: (pod) => {
      const of = ({ securityContext: c }: Map, name: string) => map(c)[name] ?? map(pod.securityContext)[name];
      return named(pod, (container) => of(container, 'runAsNonRoot') === true && of(container, 'runAsUser') === 0);
    },
  },
];

const LINUX_ONLY = [
  'allowPrivilegeEscalation',
  'appArmorProfile',
  'capabilities',
  'fsGroup',
  'fsGroupChangePolicy',
  'privileged',
  'procMount',
  'readOnlyRootFilesystem',
  'runAsGroup',
  'runAsUser',
  'seLinuxOptions',
  'seccompProfile',
  'supplementalGroups',
  'supplementalGroupsPolicy',
  'sysctls',
];

/** What of the values of a document would be refused, each with where. */
export function refused(value: unknown): string[] {
  return pods(value).flatMap(([at, pod]) => REFUSALS.flatMap((refusal) => [...refusal.in(pod)].map((where) => `${at}: ${refusal.what} (${where})`)));
}

/** Everything with a list of containers. A mount of what is not in `volumes` is one of a claim template: only new ones are told apart. */
function pods(value: unknown, at = ''): [string, Map][] {
  if (Array.isArray(value)) return value.flatMap((item, i) => pods(item, `${at}/${i}`));
  if (typeof value !== 'object' || value === null) return [];
  const own: [string, Map][] = Array.isArray(map(value).containers) ? [[at, map(value)]] : [];
  return [...own, ...Object.entries(value).flatMap(([key, inner]) => pods(inner, `${at}/${key}`))];
}

function containers(pod: Map): Map[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((name) => list(pod[name]).map(map));
}

function named(pod: Map, is: (container: Map) => boolean): string[] {
  return containers(pod)
    .filter(is)
    .map(({ name }) => String(name));
}

function mounts(pod: Map, is: (mount: Map, container: Map) => boolean): string[] {
  return containers(pod).flatMap((container) =>
    list(container.volumeMounts)
      .map(map)
      .filter((mount) => is(mount, container))
      .map(({ name }) => `${String(container.name)}/${String(name)}`),
  );
}

function map(value: unknown): Map {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Map) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

const UNITS: Readonly<Record<string, number>> = { m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 };

/** A quantity as a number; what cannot be read is not compared. */
function quantity(value: unknown): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([a-zA-Z]*)$/.exec(String(value)) ?? [];
  return value === Number.POSITIVE_INFINITY ? value : number === undefined ? Number.NaN : Number(number) * (UNITS[unit] ?? Number.NaN);
}
