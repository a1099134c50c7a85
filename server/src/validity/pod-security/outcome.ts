import { type Field, isUnset } from '../../manifest/field.ts';
import type { Spot } from '../../manifest/spot.ts';
import type { Site } from '../../syntax/site.ts';
import type { ContainerSpot, Pod } from './pod.ts';
import { listed } from './wording.ts';

/** The violation of a check, in the words of the API server. */
export interface Forbidden {
  readonly reason: string;
  /** Empty if the API server prints no detail. */
  readonly detail: string;
  /** A value is missing; absent if a written value is wrong. */
  readonly missing?: true;
  /** The fields that cause it, at the places at which they are or should be written. */
  readonly sites: readonly Site[];
}

/** The result of a check. `undecided`: no written value violates it, but an unknown value may. */
export type Outcome = 'allowed' | 'undecided' | Forbidden;

/** Decides one check in one of its revisions. */
export type CheckFunction = (pod: Pod) => Outcome;

/** `undecided` if something is unknown, else `allowed`. */
export function allowedUnless(unsure: boolean): Outcome {
  return unsure ? 'undecided' : 'allowed';
}

/** A check with an exemption: an exempt pod is allowed whatever the check finds. `exemption` gives `undefined` if that is unknown. */
export function exempt(exemption: (pod: Pod) => boolean | undefined, check: CheckFunction): CheckFunction {
  return (pod) => {
    const exempted = exemption(pod);
    if (exempted === true) return 'allowed';
    const outcome = check(pod);
    return outcome !== 'allowed' && exempted === undefined ? 'undecided' : outcome;
  };
}

/** One field of the security context of the pod or of a container. */
export interface SecurityField<T> {
  /** `undefined` for the pod itself. */
  readonly container: ContainerSpot | undefined;
  readonly field: Field<T>;
}

/** Reads a field of every container. */
export function ofContainers<T>(pod: Pod, read: (spot: Spot) => Field<T>): SecurityField<T>[] {
  return pod.containers.map((container) => ({ container, field: read(container.spot) }));
}

/** Reads a field of the pod and then of every container. */
export function ofAll<T>(pod: Pod, read: (spot: Spot) => Field<T>): SecurityField<T>[] {
  return [{ container: undefined, field: read(pod.spec) }, ...ofContainers(pod, read)];
}

/** Whether a field is written with an unknown value, or with one that the API does not accept. */
export function isUnsure(setting: SecurityField<unknown>): boolean {
  return !isUnset(setting.field) && setting.field.state !== 'known';
}

/** Whether a template decides one of the settings, or hides containers. */
export function unsureOf(pod: Pod, settings: readonly SecurityField<unknown>[]): boolean {
  return pod.containersUnsure || settings.some(isUnsure);
}

/** The places of the settings, in order. */
export function sitesOf(settings: readonly SecurityField<unknown>[]): Site[] {
  return settings.map(({ field }) => field.site);
}

/** The known values of the settings, in order. */
export function valuesOf<T>(settings: readonly SecurityField<T>[]): T[] {
  return settings.flatMap(({ field }) => (field.value === undefined ? [] : [field.value]));
}

/** The names of the containers of the settings, in order; a container with several settings occurs several times. */
export function namesOf(settings: readonly SecurityField<unknown>[]): string[] {
  return settings.flatMap(({ container }) => (container ? [container.name] : []));
}

/** Names the pod and the containers of the settings: `pod`, `container "a"`, or `pod and containers "a", "b"`. */
export function setters(settings: readonly SecurityField<unknown>[]): string {
  const names = namesOf(settings);
  const parts = names.length < settings.length ? ['pod'] : [];
  if (names.length > 0) parts.push(listed('container', names));
  return parts.join(' and ');
}

/**
 * The outcome for a field that must not have some values.
 * @param bad whether a value is forbidden
 * @param say gives the words for the settings with a forbidden value
 */
export function forbid<T>(
  pod: Pod,
  settings: readonly SecurityField<T>[],
  bad: (value: T) => boolean,
  say: (found: readonly SecurityField<T>[]) => { readonly reason: string; readonly detail: string },
): Outcome {
  const found = settings.filter(({ field }) => field.value !== undefined && bad(field.value));
  return found.length > 0 ? { ...say(found), sites: sitesOf(found) } : allowedUnless(unsureOf(pod, settings));
}
