import type { Spot } from '../../manifest/spot.ts';
import { limitedContainers, names, ports } from './checks/containers.ts';
import { hostNetworkPorts, sharedProcesses, sysctls, userNamespace } from './checks/host.ts';
import { mounts, volumes } from './checks/mounts.ts';
import { escalation, policies, procMount, users } from './checks/privileges.ts';
import { annotations, annotationsMatch, profileFields } from './checks/profiles.ts';
import { hostProcess, operatingSystem, windowsUser } from './checks/windows.ts';
import { type ApiPod, readApiPod, type WorkloadSpots } from './pod.ts';
import type { Refusal } from './refusal.ts';

/** The verdict of API validation on the isolation fields of a workload. */
export interface ApiVerdict {
  /** `undecided`: no written value is refused, but a template decides a part of the pod. */
  readonly answer: 'valid' | 'invalid' | 'undecided';
  readonly refusals: readonly Refusal[];
}

/** All checks. Source: pkg/apis/core/validation of Kubernetes 1.37. */
const CHECKS: readonly ((pod: ApiPod) => Iterable<Refusal>)[] = [
  ...[volumes, mounts, names, ports, limitedContainers],
  ...[users, policies, procMount, escalation, profileFields, annotations, annotationsMatch],
  ...[userNamespace, sharedProcesses, hostNetworkPorts, sysctls],
  ...[operatingSystem, hostProcess, windowsUser],
];

/**
 * The errors of API validation in the pod of a workload, as far as {@link CHECKS} cover its fields. A field of a wrong type is not judged: the
 * decoder of the API server refuses it before.
 * @param minor N of the Kubernetes 1.N that validates; an unknown newer version is treated as the newest known one
 * @returns `undefined` for kinds that are not of Kubernetes itself
 */
export function evaluateApi(workload: WorkloadSpots, minor: number): ApiVerdict | undefined {
  const pod = readApiPod(workload, minor);
  if (!pod) return undefined;
  const refusals = CHECKS.flatMap((check) => [...check(pod)]);
  const decided = isDecided(workload.spec) && isDecided(pod.annotations.spot);
  return { answer: refusals.length > 0 ? 'invalid' : decided ? 'valid' : 'undecided', refusals };
}

/** Whether no template decides a value at or below a place. */
function isDecided(spot: Spot): boolean {
  if (spot.open || spot.state === 'unknown' || spot.state === 'invalid') return false;
  return spot.type === 'map' ? spot.keys().every((key) => isDecided(spot.get(key))) : spot.items().every(isDecided);
}
