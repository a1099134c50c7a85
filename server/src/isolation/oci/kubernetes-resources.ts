import { quantity } from '../../manifest/kubernetes/quantity.ts';
import type { ContainerView } from '../../manifest/kubernetes/views.ts';
import { effectiveLimit, effectiveRequest } from '../resources.ts';
import { CPU_PERIOD } from './amounts.ts';
import type { OciResources, Unknowns } from './request.ts';

type Kind = 'limits' | 'requests';

/** A limit or request of the container, in bytes or CPUs. */
function amount(container: ContainerView, kind: Kind, name: 'memory' | 'cpu', unknown: Unknowns): number | undefined {
  const { value: text, source } = (kind === 'limits' ? effectiveLimit : effectiveRequest)(container, name);
  if (source === 'default') return undefined;
  const value = text === undefined ? undefined : quantity(text);
  unknown.unless(value !== undefined, `linux.resources.${name}`);
  return value === 0 ? undefined : value;
}

/**
 * The limits of a container. A container without a limit has that of the pod (KEP-2837).
 * Source: kubelet `kuberuntime_container_linux.go`.
 */
export function resourcesOf(container: ContainerView, unknown: Unknowns): Omit<OciResources, 'devices'> {
  const { pod } = container;
  const ofPod = (name: 'memory' | 'cpu') => {
    const { value } = pod.spots.spec.get('resources', 'limits', name).text();
    return value === undefined ? undefined : quantity(value);
  };
  const memory = amount(container, 'limits', 'memory', unknown) ?? ofPod('memory');
  const cpu = amount(container, 'limits', 'cpu', unknown) ?? ofPod('cpu');
  const shares = Math.max(2, Math.floor((amount(container, 'requests', 'cpu', unknown) ?? 0) * 1024));
  unknown.add('linux.resources.pids', 'podPidsLimit of the kubelet');
  if (memory === undefined) unknown.add('linux.resources.memory', 'a LimitRange of the namespace may set a limit');
  return {
    memory: memory === undefined ? {} : { limit: Math.ceil(memory), swap: Math.ceil(memory) },
    cpu: { ...(cpu === undefined ? {} : { quota: Math.max(1000, Math.round(cpu * CPU_PERIOD)), period: CPU_PERIOD }), shares },
    pids: {},
  };
}

/**
 * The OOM score adjustment (-997 to 1000), by the quality of service of the pod; `undefined` if the memory of the node decides.
 * Source: kubelet `pkg/kubelet/qos/policy.go`.
 */
export function oomScore(container: ContainerView, unknown: Unknowns): number | undefined {
  const { pod } = container;
  if (/^system-(?:node|cluster)-critical$/.test(pod.spots.spec.get('priorityClassName').text().value ?? '')) return -997;
  const counted = pod.containers.filter(({ list }) => list !== 'ephemeralContainers');
  const amounts = counted.flatMap((one) => (['cpu', 'memory'] as const).map((name) => [effectiveRequest(one, name), effectiveLimit(one, name)] as const));
  const ofPod = pod.spots.spec.get('resources').written;
  if (!pod.partial && !ofPod && amounts.every((pair) => pair.every(({ source }) => source === 'default'))) return 1000;
  const guaranteed = amounts.every(
    ([request, limit]) => limit.value !== undefined && request.value !== undefined && quantity(request.value) === quantity(limit.value),
  );
  if (!pod.partial && !ofPod && guaranteed) return -997;
  unknown.add('process.oomScoreAdj', 'the request for memory decides, compared with the memory of the node');
  return undefined;
}
