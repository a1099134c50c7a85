import type { ServiceView } from '../manifest/compose/views.ts';
import { type Field, isUnset } from '../manifest/field.ts';
import type { ContainerView } from '../manifest/kubernetes/views.ts';
import type { Spot } from '../manifest/spot.ts';
import type { Site } from '../syntax/site.ts';
import type { Effective } from './effective.ts';
import { effectiveKubernetes } from './kubernetes.ts';

/** The owner of the namespace in which a process runs: the container itself, its pod, the host, or another service or container by name. */
export type Owner = 'own' | 'pod' | 'host' | `service:${string}` | `container:${string}`;

/** The namespaces that a manifest can choose. A container always has its own mount namespace. */
export interface EffectiveNamespaces {
  readonly pid: Effective<Owner>;
  readonly network: Effective<Owner>;
  readonly ipc: Effective<Owner>;
  readonly uts: Effective<Owner>;
  /** With cgroup v2. With cgroup v1, containerd makes no cgroup namespace. */
  readonly cgroup: Effective<Owner>;
}

/**
 * The namespaces of a container of a pod: those of its pod, but its own PID namespace unless the pod shares one.
 * Sources: CRI `NamespaceOption` as the kubelet sets it; containerd `WithPodNamespaces`, which gives a privileged container the cgroup
 * namespace of the host.
 */
export function namespacesOfContainer(container: ContainerView): EffectiveNamespaces {
  const { pod, spot } = container;
  const privileged = effectiveKubernetes(container).privileged;
  const shared = pod.spots.spec.get('shareProcessNamespace').boolean();
  const target = spot.get('targetContainerName').text();
  const inPod = (field: Field<boolean>): Effective<Owner> => switched(field, 'host', 'pod');
  const own: Effective<Owner> = target.value !== undefined ? known(`container:${target.value}`, target.site, 'container') : switched(shared, 'pod', 'own');
  return {
    pid: pod.hostPID.value === true ? known('host', pod.hostPID.site, 'pod') : { ...own, certain: own.certain && isSettled(pod.hostPID) },
    network: inPod(pod.hostNetwork),
    ipc: inPod(pod.hostIPC),
    // with the network of the node, the pod also has its UTS namespace
    uts: inPod(pod.hostNetwork),
    cgroup: { ...privileged, value: privileged.value ? 'host' : 'own' },
  };
}

/** The namespaces of a service. Sources: moby `daemon/oci_linux.go` (WithNamespaces), Compose specification. */
export function namespacesOfService(service: ServiceView): EffectiveNamespaces {
  const host = hostNetworkOf(service);
  return {
    pid: ofMode(service.pid),
    network: host ? known('host', host, 'service') : ofMode(service.networkMode),
    ipc: ofMode(service.ipc),
    uts: ofMode(service.uts),
    cgroup: ofMode(service.cgroup),
  };
}

/** The place at which a service joins the network of the host: `network_mode: host`, or (for a Swarm) an external network `host`. Else `undefined`. */
export function hostNetworkOf({ networkMode, networks, project }: ServiceView): Site | undefined {
  if (networkMode.value === 'host') return networkMode.site;
  return networks?.find(({ name }) => isHostNetwork(name, project.networks.get(name)))?.site;
}

/** Whether a network of the project is the network of the host, under any name. */
export function isHostNetwork(name: string, network: Spot): boolean {
  const external = network.get('external');
  const own = [network.get('name'), external.get('name')].find(({ written }) => written)?.text();
  return (external.boolean().value === true || external.type === 'map') && (own ? own.value : name) === 'host';
}

function known(value: Owner, by: Site, source: 'container' | 'pod' | 'service'): Effective<Owner> {
  return { value, by, source, certain: true };
}

function isSettled(field: Field<unknown>): boolean {
  return field.state === 'known' || isUnset(field);
}

function switched(field: Field<boolean>, on: Owner, off: Owner): Effective<Owner> {
  if (field.value === true) return known(on, field.site, 'pod');
  return { value: off, by: field.value === false ? field.site : undefined, source: field.value === false ? 'pod' : 'default', certain: isSettled(field) };
}

/** The owner for a mode such as `pid: host`. `private`, `shareable`, `none` and `bridge` mean an own namespace. */
function ofMode(field: Field<string>): Effective<Owner> {
  const joined = /^(?:host|(?:service|container):.+)$/.test(field.value ?? '');
  return {
    value: joined ? (field.value as Owner) : 'own',
    by: field.state === 'known' ? field.site : undefined,
    source: field.state === 'known' ? 'service' : 'default',
    certain: isSettled(field),
  };
}
