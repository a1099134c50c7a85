import { isUnset } from '../../../manifest/field.ts';
import { allowedUnless, forbid, isUnsure, namesOf, type Outcome, ofAll, ofContainers, type SecurityField, setters, sitesOf, unsureOf } from '../outcome.ts';
import type { Pod } from '../pod.ts';
import { listed } from '../wording.ts';

/** Baseline: no container is privileged. */
export function privileged(pod: Pod): Outcome {
  const settings = ofContainers(pod, (spot) => spot.get('securityContext', 'privileged').boolean());
  return forbid(
    pod,
    settings,
    (value) => value,
    (found) => ({
      reason: 'privileged',
      detail: `${setters(found)} must not set securityContext.privileged=true`,
    }),
  );
}

/** Restricted: every container sets `allowPrivilegeEscalation: false`. */
export function allowPrivilegeEscalation(pod: Pod): Outcome {
  const settings = ofContainers(pod, (spot) => spot.get('securityContext', 'allowPrivilegeEscalation').boolean());
  const found = settings.filter((setting) => !isUnsure(setting) && setting.field.value !== false);
  if (found.length === 0) return allowedUnless(unsureOf(pod, settings));
  const detail = `${setters(found)} must set securityContext.allowPrivilegeEscalation=false`;
  return { reason: 'allowPrivilegeEscalation != false', detail, sites: sitesOf(found) };
}

/** Restricted: neither the pod nor a container sets user 0. */
export function runAsUser(pod: Pod): Outcome {
  const settings = ofAll(pod, (spot) => spot.get('securityContext', 'runAsUser').integer());
  return forbid(
    pod,
    settings,
    (value) => value === 0,
    (found) => ({ reason: 'runAsUser=0', detail: `${setters(found)} must not set runAsUser=0` }),
  );
}

/** Restricted: the pod or every container sets `runAsNonRoot: true`, and none sets it to false. */
export function runAsNonRoot(pod: Pod): Outcome {
  const settings = ofAll(pod, (spot) => spot.get('securityContext', 'runAsNonRoot').boolean());
  return required(pod, settings, (value) => value, {
    reason: 'runAsNonRoot != true',
    explicit: () => 'must not set securityContext.runAsNonRoot=false',
    implicit: 'must set securityContext.runAsNonRoot=true',
  });
}

/**
 * The outcome for a field that the pod or every container must set to a good value, and that none may set to a bad one. If there are bad
 * values, only they are reported; containers without a value are reported only if there are none.
 * @param settings the setting of the pod first, then those of the containers
 */
export function required<T>(
  pod: Pod,
  settings: readonly SecurityField<T>[],
  good: (value: T) => boolean,
  words: { readonly reason: string; readonly explicit: (bad: readonly SecurityField<T>[]) => string; readonly implicit: string },
): Outcome {
  const { reason } = words;
  const bad = settings.filter(({ field }) => field.value !== undefined && !good(field.value));
  if (bad.length > 0) return { reason, detail: `${setters(bad)} ${words.explicit(bad)}`, sites: sitesOf(bad) };
  const unsure = allowedUnless(unsureOf(pod, settings));
  const [whole, ...each] = settings;
  if (!whole || !isUnset(whole.field)) return unsure;
  const without = each.filter(({ field }) => isUnset(field));
  if (without.length === 0) return unsure;
  return { reason, detail: `pod or ${listed('container', namesOf(without))} ${words.implicit}`, missing: true, sites: sitesOf(without) };
}
