import type { Fix, PathOp } from '../fix/ops.ts';
import { hostBinds } from '../isolation/mounts/binds.ts';
import type { ServiceView } from '../manifest/compose/views.ts';
import { below, isUnset } from '../manifest/field.ts';
import type { PodView } from '../manifest/kubernetes/views.ts';
import type { Spot } from '../manifest/spot.ts';

/**
 * The group of a process that gets another user: one other than root that is written stays.
 * @param contexts the security contexts that may set it, the deciding one first
 */
export function groupOfProcess(contexts: readonly [Spot, ...Spot[]], otherwise: number): { readonly gid: number; readonly ops: readonly PathOp[] } {
  const written = contexts.map((spot) => spot.get('runAsGroup').integer()).find((field) => !isUnset(field));
  if (written && written.value !== 0) return { gid: written.value ?? otherwise, ops: [] };
  return { gid: otherwise, ops: [{ op: 'set', at: below(contexts[0].site, 'runAsGroup'), value: otherwise }] };
}

/** The group other than root in the `user` of a service, by number or name. */
export function groupOfService({ user }: ServiceView): string | undefined {
  const group = /^[^:]+:(.+)$/.exec(user.value ?? '')?.[1];
  return group === undefined || /^(?:0+|root)$/.test(group) ? undefined : group;
}

/** Whether the file gives a pod further groups. They may own its volumes, also for other pods: `fsGroup` would give those to another group. */
export function hasFurtherGroups(pod: PodView): boolean {
  const groups = pod.spots.securityContext.get('supplementalGroups');
  return groups.written && (groups.type !== 'seq' || groups.items().some((item) => item.integer().value !== 0));
}

/**
 * A fix that takes a group away. Where the group may be what opens files to a process that is not root, only the author can tell.
 * @param files what the group may open; `undefined` if there is nothing
 */
export function closing(fix: Fix, files: string | undefined): Fix {
  return files === undefined ? fix : { ...fix, objection: `${files} may be open to it by that group alone`, safety: 'manual' };
}

/** A part of the node that containers of a pod use; `undefined` if there is none. */
export function filesOfNode(pod: PodView): string | undefined {
  return pod.volumes.find(({ hostPath, mounts }) => !isUnset(hostPath) && mounts.length > 0)?.hostPath.text;
}

/** The socket of the engine in a service; `undefined` if it is not there. */
export function socketOfEngine(service: ServiceView): string | undefined {
  return hostBinds(service, 'engine-socket')[0]?.source;
}
