import { type ApiPod, contexts, keeps } from '../pod.ts';
import { invalid, type Refusal, supported, within } from '../refusal.ts';

/** The largest ID of a user or group. Source: IsValidUserID of apimachinery. */
const MOST = 2 ** 31 - 1;

/** IDs of users and groups. Source: ValidateSecurityContext and validatePodSpecSecurityContext of core/v1. */
export function* users(pod: ApiPod): Iterable<Refusal> {
  for (const context of contexts(pod)) for (const field of ['runAsUser', 'runAsGroup']) yield* within(context.get(field), 0, MOST);
  yield* within(pod.security.get('fsGroup'), 0, MOST);
  for (const group of pod.security.get('supplementalGroups').items()) yield* within(group, 0, MOST);
}

/** Pod-level policies that accept only certain words. Source: validatePodSpecSecurityContext of core/v1. */
export function* policies(pod: ApiPod): Iterable<Refusal> {
  const words: Readonly<Record<string, readonly string[]>> = {
    fsGroupChangePolicy: ['Always', 'OnRootMismatch'],
    supplementalGroupsPolicy: ['Merge', 'Strict'],
    seLinuxChangePolicy: ['MountOption', 'Recursive'],
  };
  for (const [field, known] of Object.entries(words)) if (keeps(pod, field)) yield* supported(pod.security.get(field), known);
}

/** The words that `procMount` accepts. Source: ValidateProcMountType of core/v1. */
export function* procMount(pod: ApiPod): Iterable<Refusal> {
  if (keeps(pod, 'procMount')) for (const { security } of pod.containers) yield* supported(security.get('procMount'), ['Default', 'Unmasked']);
}

/** `procMount: Unmasked` without a user namespace. Source: ValidateSecurityContext of core/v1. */
export function* unmaskedProc(pod: ApiPod): Iterable<Refusal> {
  const users = pod.spec.get('hostUsers');
  if (!keeps(pod, 'procMount') || !(users.unset || users.flag)) return;
  for (const { security } of pod.containers) {
    const at = security.get('procMount');
    if (at.text === 'Unmasked') yield invalid(at, at.text, '`hostUsers` must be false to use `Unmasked`');
  }
}

/**
 * `allowPrivilegeEscalation: false` together with `privileged: true` or the capability CAP_SYS_ADMIN. Only the spelling with `CAP_` is refused.
 * Source: ValidateSecurityContext of core/v1.
 */
export function* escalation({ containers }: ApiPod): Iterable<Refusal> {
  for (const { security } of containers) {
    if (security.get('allowPrivilegeEscalation').flag !== false) continue;
    if (security.get('privileged').flag) yield invalid(security, undefined, 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true');
    for (const capability of security.get('capabilities', 'add').items())
      if (capability.text === 'CAP_SYS_ADMIN')
        yield invalid(security, undefined, 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN');
  }
}
