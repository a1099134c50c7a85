import { type Field, isUnset } from '../../manifest/field.ts';
import type { Spot } from '../../manifest/spot.ts';
import type { Site } from '../../syntax/site.ts';
import type { ContainerSpot, Pod } from './pod.ts';
import { listed } from './wording.ts';

/** What a check finds wrong. */
export interface Forbidden {
  readonly reason: string;
  readonly detail: string;
  /** Nothing asks for what the check wants; left out if something that is written is wrong. */
  readonly missing?: true;
  /** The fields that cause it, each where it is or should be written. */
  readonly sites: readonly Site[];
}

/** `undecided`: nothing that is written violates the check, but something unknown might. */
export type Outcome = 'allowed' | 'undecided' | Forbidden;

/** Decides one check in one of its revisions. */
export type CheckFunction = (pod: Pod) => Outcome;

/** `allowed`, as far as can be known. */
export function allowedUnless(unsure: boolean): Outcome {
  return unsure ? 'undecided' : 'allowed';
}

/** The outcome of an exemption: a pod that is exempt is allowed whatever the check finds; `undefined` if that is unknown. */
export function exempt(exemption: (pod: Pod) => boolean | undefined, check: CheckFunction): CheckFunction {
  return (pod) => {
    const exempted = exemption(pod);
    if (exempted === true) return 'allowed';
    const outcome = check(pod);
    return outcome !== 'allowed' && exempted === undefined ? 'undecided' : outcome;
  };
}

/** One field of the pod's or of a container's security context. */
export interface Setting<T> {
  /** `undefined` for the pod itself. */
  readonly container: ContainerSpot | undefined;
  readonly field: Field<T>;
}

/** Reads a field of every container. */
export function ofContainers<T>(pod: Pod, read: (spot: Spot) => Field<T>): Setting<T>[] {
  return pod.containers.map((container) => ({ container, field: read(container.spot) }));
}

/** Reads a field of the pod and of every container, by the same path. */
export function ofAll<T>(pod: Pod, read: (spot: Spot) => Field<T>): Setting<T>[] {
  return [{ container: undefined, field: read(pod.spec) }, ...ofContainers(pod, read)];
}

/** Whether the field is written and its value is not known, or is none that the API accepts. */
export function isUnsure(setting: Setting<unknown>): boolean {
  return !isUnset(setting.field) && setting.field.state !== 'known';
}

/** Whether a template decides one of the settings, or hides containers. */
export function unsureOf(pod: Pod, settings: readonly Setting<unknown>[]): boolean {
  return pod.containersUnsure || settings.some(isUnsure);
}

/** The places of the settings, in their order. */
export function sitesOf(settings: readonly Setting<unknown>[]): Site[] {
  return settings.map(({ field }) => field.site);
}

/** The values that are known. */
export function valuesOf<T>(settings: readonly Setting<T>[]): T[] {
  return settings.flatMap(({ field }) => (field.value === undefined ? [] : [field.value]));
}

/** Names of the containers among the settings, each as often as it occurs. */
export function namesOf(settings: readonly Setting<unknown>[]): string[] {
  return settings.flatMap(({ container }) => (container ? [container.name] : []));
}

/** `pod`, `container "a"`, or `pod and containers "a", "b"`. */
export function setters(settings: readonly Setting<unknown>[], joint = ' and '): string {
  const names = namesOf(settings);
  const parts = names.length < settings.length ? ['pod'] : [];
  if (names.length > 0) parts.push(listed('container', names));
  return parts.join(joint);
}

/** Forbids the settings that have one of the forbidden values; `detail` says so of those that have. */
export function forbid<T>(
  pod: Pod,
  settings: readonly Setting<T>[],
  bad: (value: T) => boolean,
  say: (found: readonly Setting<T>[]) => { readonly reason: string; readonly detail: string },
): Outcome {
  const found = settings.filter(({ field }) => field.value !== undefined && bad(field.value));
  return found.length > 0 ? { ...say(found), sites: sitesOf(found) } : allowedUnless(unsureOf(pod, settings));
}
