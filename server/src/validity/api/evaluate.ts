import type { PodView } from '../../manifest/kubernetes/views.ts';
import type { Spot } from '../../manifest/spot.ts';
import { limitedContainers, names, ports } from './checks/containers.ts';
import { hostNetworkPorts, sharedProcesses, sysctls, userNamespace } from './checks/host.ts';
import { bidirectional, mounts, volumes } from './checks/mounts.ts';
import { escalation, policies, procMount, unmaskedProc, users } from './checks/privileges.ts';
import { annotatedContainers, annotations, annotationsMatch, localhostPaths, profileFields } from './checks/profiles.ts';
import { hostProcess, operatingSystem, windowsUser, windowsUserNamespace } from './checks/windows.ts';
import { type ApiPod, readApiPod, type WorkloadSpots } from './pod.ts';
import type { Refusal } from './refusal.ts';

/** All checks by their ids. Source: pkg/apis/core/validation of Kubernetes 1.37. */
const CHECKS = {
  ...{ volumes, mounts, bidirectional, names, ports, limitedContainers },
  ...{ users, policies, procMount, unmaskedProc, escalation },
  ...{ profileFields, localhostPaths, annotations, annotatedContainers, annotationsMatch },
  ...{ userNamespace, sharedProcesses, hostNetworkPorts, sysctls },
  ...{ operatingSystem, windowsUserNamespace, hostProcess, windowsUser },
} satisfies Readonly<Record<string, (pod: ApiPod) => Iterable<Refusal>>>;

/** The name of a check: of the function that makes it. */
export type ApiCheckId = keyof typeof CHECKS;

const ALL = Object.entries(CHECKS) as [ApiCheckId, (pod: ApiPod) => Iterable<Refusal>][];

/** A refusal with the check that made it. */
export interface CheckedRefusal extends Refusal {
  readonly check: ApiCheckId;
}

/** The verdict of API validation on the isolation fields of a workload. */
export interface ApiVerdict {
  /** `undecided`: no written value is refused, but a template decides a part of the pod. */
  readonly answer: 'valid' | 'invalid' | 'undecided';
  readonly refusals: readonly CheckedRefusal[];
}

/**
 * The errors of API validation in the pod of a workload, as far as {@link CHECKS} cover its fields. A field of a wrong type is not judged: the
 * decoder of the API server refuses it before.
 * @param minor N of the Kubernetes 1.N that validates; an unknown newer version is treated as the newest known one
 * @returns `undefined` for kinds that are not of Kubernetes itself
 */
export function evaluateApi(workload: WorkloadSpots, minor: number): ApiVerdict | undefined {
  const pod = readApiPod(workload, minor);
  if (!pod) return undefined;
  const refusals = refusalsIn(pod);
  const decided = isDecided(workload.spec) && isDecided(pod.annotations.spot);
  return { answer: refusals.length > 0 ? 'invalid' : decided ? 'valid' : 'undecided', refusals };
}

const known = new WeakMap<PodView, { readonly minor: number; readonly refusals: readonly CheckedRefusal[] }>();

/** The refusals of {@link evaluateApi} for a pod that the file shows as a whole; worked out once. */
export function refusalsOf(pod: PodView, minor: number): readonly CheckedRefusal[] {
  const before = known.get(pod);
  if (before?.minor === minor) return before.refusals;
  const read = pod.partial ? undefined : readApiPod({ ref: pod.ref, ...pod.spots }, minor);
  const refusals = read ? refusalsIn(read) : [];
  known.set(pod, { minor, refusals });
  return refusals;
}

function refusalsIn(pod: ApiPod): CheckedRefusal[] {
  const found: CheckedRefusal[] = [];
  for (const [check, refuse] of ALL) for (const refusal of refuse(pod)) found.push({ ...refusal, check });
  return found;
}

/** Whether no template decides a value at or below a place. */
function isDecided(spot: Spot): boolean {
  if (spot.open || spot.state === 'unknown' || spot.state === 'invalid') return false;
  return spot.type === 'map' ? spot.keys().every((key) => isDecided(spot.get(key))) : spot.items().every(isDecided);
}
