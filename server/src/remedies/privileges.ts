import type { Condition, Fix, PathOp } from '../fix/ops.ts';
import { DEFAULT_CAPABILITIES } from '../isolation/capabilities.ts';
import { effectiveCompose } from '../isolation/compose.ts';
import { effectiveKubernetes } from '../isolation/kubernetes.ts';
import { callsOfProgram } from '../isolation/needs/calls.ts';
import { serviceNeeds } from '../isolation/needs/compose.ts';
import { containerNeeds } from '../isolation/needs/kubernetes.ts';
import { holds } from '../isolation/privileges.ts';
import type { ServiceView } from '../manifest/compose/views.ts';
import type { Field } from '../manifest/field.ts';
import type { ContainerView } from '../manifest/kubernetes/views.ts';
import { decided, removal } from './basic.ts';
import { listed } from './images.ts';

/** A mount of this shows, beside the network of the host, who sets that up. */
const MODULES = '/lib/modules';

/** Whether a container of a pod on the network of the node sets that up, as it may. Only the author can try whether less is enough. */
export function setsUpNetwork(container: ContainerView): boolean {
  const { pod, privileged, label } = container;
  if (pod.hostNetwork.value !== true) return false;
  const modules = pod.volumes.some(({ hostPath, mounts }) => hostPath.value === MODULES && mounts.some((mount) => mount.container.label === label));
  if (modules && privileged.value === true) return true;
  return containerNeeds(container).some(({ takes }) => takes.includes('NET_ADMIN')) && holds(effectiveKubernetes(container), 'NET_ADMIN');
}

/** The same of a service. */
export function setsUpHostNetwork(service: ServiceView): boolean {
  if (service.networkMode.value !== 'host') return false;
  if (service.privileged.value === true && service.mounts.some(({ source }) => source === MODULES)) return true;
  return serviceNeeds(service).some(({ takes }) => takes.includes('NET_ADMIN')) && holds(effectiveCompose(service), 'NET_ADMIN');
}

/** Removes `privileged` from a container, and adds the capabilities that it evidently needs. */
export function unprivilegedContainer(container: ContainerView): Fix {
  const { privileged, capabilitiesAdd: add, capabilitiesDrop: drop, spot } = container;
  const needs = containerNeeds(container);
  const mounts = spot.get('volumeMounts').items();
  const shared = mounts.map((mount) => mount.get('mountPropagation').text()).filter(({ value }) => value === 'Bidirectional');
  // the API server accepts Bidirectional only from privileged containers
  const inside = shared.map(({ site }): PathOp => ({ op: 'set', at: site, value: 'HostToContainer' }));
  const remove: PathOp = { op: 'remove', at: privileged.site, prune: true };
  const whole = needs.find(({ takes }) => takes === 'privileged')?.because ?? (shared.length > 0 ? 'Bidirectional mount propagation' : undefined);
  if (whole !== undefined)
    return { title: `Remove privileged, without which ${whole} does not work`, safety: 'manual', breaks: true, ops: [remove, ...inside] };
  const beyond = needs.flatMap(({ takes }) => takes).filter((name) => drop.items.length > 0 || !DEFAULT_CAPABILITIES.includes(name));
  const names = [...new Set(beyond)].sort();
  const beside = needs.flatMap((need) => need.beside ?? []);
  const condition: Condition | undefined = beside.length > 0 ? { word: 'once', text: `there is ${listed([...new Set(beside)])}` } : undefined;
  const safety = condition || setsUpNetwork(container) ? 'manual' : 'review';
  if (names.length === 0) return { title: 'Remove privileged', condition, safety, ops: [remove] };
  return {
    title: `Replace privileged by ${listed(names)}, for ${listed(needs.map(({ because }) => because))}`,
    condition,
    safety,
    ops: [remove, ...names.map((value): PathOp => ({ op: 'ensure', at: add.site, value }))],
  };
}

/** Removes `privileged` from a service, and adds the capabilities that it evidently needs. */
export function unprivilegedService(service: ServiceView): Fix {
  const needs = serviceNeeds(service);
  const remove: PathOp = { op: 'remove', at: service.privileged.site, prune: true };
  const whole = needs.find(({ takes }) => takes === 'privileged');
  if (whole) return { title: `Remove privileged, without which ${whole.because} does not work`, safety: 'manual', breaks: true, ops: [remove] };
  const drops = service.capDrop.items.length > 0;
  const names = [...new Set(needs.flatMap(({ takes }) => takes).filter((name) => drops || !DEFAULT_CAPABILITIES.includes(name)))].sort();
  const safety = setsUpHostNetwork(service) ? 'manual' : 'review';
  if (names.length === 0) return { title: 'Remove privileged', safety, ops: [remove] };
  const kept = names.map((value): PathOp => ({ op: 'ensure', at: service.capAdd.site, value }));
  return { title: `Replace privileged by ${listed(names)}, for ${listed(needs.map(({ because }) => because))}`, safety, ops: [remove, ...kept] };
}

/**
 * A fix of a filter or mask that waits until its container is not privileged, because none is applied to it until then. Sources: containerd,
 * internal/cri/server; moby, daemon/oci_linux.go.
 */
export function afterPrivileged({ title }: Fix): Fix {
  return { title, safety: 'review', blocked: 'remove privileged first: beside it, this changes nothing' };
}

/**
 * A fix that takes `Unconfined` away, which is the author's to choose where a container evidently does what the default profiles refuse. Where all
 * are privileged, it waits: no profile is applied to them.
 */
export function confined(fix: Fix, containers: readonly ContainerView[]): Fix {
  if (containers.length > 0 && containers.every(({ privileged }) => privileged.value === true)) return afterPrivileged(fix);
  return containers.some((container) => callsOfProgram(container) !== undefined) ? decided(fix) : fix;
}

/** Removes an option of `security_opt` that turns a filter or mask of the engine off. The fix is `manual` if the service surely needs the option. */
export function confinement(service: ServiceView, { text = '', site }: Field<string>): Fix {
  const fix = removal(`Remove ${text}`, site);
  if (service.privileged.value === true) return afterPrivileged(fix);
  const need = serviceNeeds(service).find(({ takes }) => takes === 'privileged' || takes.includes('SYS_ADMIN'));
  return need ? { ...removal(`Remove ${text}, without which ${need.because} does not work`, site, 'manual'), breaks: true } : fix;
}
