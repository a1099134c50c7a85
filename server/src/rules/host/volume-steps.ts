import type { EffectiveContainer } from '../../isolation/effective.ts';
import { isReducedMount, isUnmounted } from '../../isolation/mounts/volumes.ts';
import type { PodView, VolumeView } from '../../manifest/kubernetes/views.ts';

/** How many steps of severity a host path loses: see {@link isReducedMount}. */
export function mountReduction(volume: VolumeView): number {
  return isReducedMount(volume) ? 1 : 0;
}

/** The highest severity of a finding about a volume: `low` if surely no container mounts it; else there is no limit. */
export function unmountedCap(pod: PodView, volume: VolumeView): { readonly atMost?: 'low' } {
  return isUnmounted(pod, volume) ? { atMost: 'low' } : {};
}

/**
 * How many steps of severity a mounted socket loses: 2 if all containers run in gVisor, which does not connect to Unix sockets of the host.
 * Source: runsc flag `host-uds`, `none` by default.
 */
export function socketReduction(effective: readonly EffectiveContainer[]): number {
  return effective.length > 0 && effective.every(({ boundary }) => boundary.certain && boundary.value === 'sentry') ? 2 : 0;
}
