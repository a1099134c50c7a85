import type { Spot } from '../../manifest/spot.ts';
import { limitedContainers, names, ports } from './checks/containers.ts';
import { hostNetworkPorts, sharedProcesses, sysctls, userNamespace } from './checks/host.ts';
import { mounts, volumes } from './checks/mounts.ts';
import { escalation, policies, procMount, users } from './checks/privileges.ts';
import { annotations, annotationsMatch, profileFields } from './checks/profiles.ts';
import { hostProcess, operatingSystem, windowsUser } from './checks/windows.ts';
import { type ApiPod, readApiPod, type WorkloadSpots } from './pod.ts';
import type { Refusal } from './refusal.ts';

/** The answer of the API server about the isolation fields of a workload. */
export interface ApiVerdict {
  /** `undecided`: nothing that is written is refused, but a template or a variable decides a part. */
  readonly answer: 'valid' | 'invalid' | 'undecided';
  readonly refusals: readonly Refusal[];
}

/** Source: pkg/apis/core/validation of Kubernetes 1.37. */
const CHECKS: readonly ((pod: ApiPod) => Iterable<Refusal>)[] = [
  ...[volumes, mounts, names, ports, limitedContainers],
  ...[users, policies, procMount, escalation, profileFields, annotations, annotationsMatch],
  ...[userNamespace, sharedProcesses, hostNetworkPorts, sysctls],
  ...[operatingSystem, hostProcess, windowsUser],
];

/**
 * Decides what Kubernetes refuses in the pod of a workload: every error that its validation gives for the fields of this room's checks.
 * `undefined` for kinds that are not of Kubernetes itself. Fields of a wrong type are refused before, by the decoder; they are not judged here.
 * @param minor N of the Kubernetes 1.N that is asked; one that is not known yet is taken for the newest
 */
export function evaluateApi(workload: WorkloadSpots, minor: number): ApiVerdict | undefined {
  const pod = readApiPod(workload, minor);
  if (!pod) return undefined;
  const refusals = CHECKS.flatMap((check) => [...check(pod)]);
  const decided = isDecided(workload.spec) && isDecided(pod.annotations.spot);
  return { answer: refusals.length > 0 ? 'invalid' : decided ? 'valid' : 'undecided', refusals };
}

/** Nothing below a place is for a template or a variable to decide. */
function isDecided(spot: Spot): boolean {
  if (spot.open || spot.state === 'unknown' || spot.state === 'invalid') return false;
  return spot.type === 'map' ? spot.keys().every((key) => isDecided(spot.get(key))) : spot.items().every(isDecided);
}
