import { type Field, isUnset } from '../../../manifest/field.ts';
import { APPARMOR_ANNOTATION, SECCOMP_CONTAINER_ANNOTATION, SECCOMP_POD_ANNOTATION } from '../../../manifest/kubernetes/profile-annotations.ts';
import type { Spot } from '../../../manifest/spot.ts';
import {
  allowedUnless,
  type CheckFunction,
  forbid,
  isUnsure,
  type Outcome,
  ofAll,
  ofContainers,
  type SecurityField,
  setters,
  sitesOf,
  unsureOf,
  valuesOf,
} from '../outcome.ts';
import type { Pod } from '../pod.ts';
import { goQuoted, plural, quoted, sorted } from '../wording.ts';
import { required } from './privileges.ts';

/** The type of a profile. A profile without a type has an empty type, which no level allows. */
function typeOf(profile: Spot): Field<string> {
  const type = profile.get('type').text();
  return profile.type === 'map' && isUnset(type) ? { ...type, site: profile.site, state: 'known', value: '' } : type;
}

/** An annotation, with its text as the API server prints it and its place. */
function annotation(pod: Pod, key: string) {
  const spot = pod.annotations.get(key);
  const field = spot.text();
  // for the API server, an annotation without a value is an empty text
  const value = field.state === 'null' ? '' : field.value;
  return { key, value, site: field.site, text: `${key}=${goQuoted(value ?? '')}`, unsure: isUnsure({ container: undefined, field }) };
}

const allowedType = (type: string): boolean => type === 'RuntimeDefault' || type === 'Localhost';

/** Baseline: an AppArmor profile, in a field or an annotation, is `RuntimeDefault` or `Localhost`. */
export function appArmorProfile(pod: Pod): Outcome {
  const settings = ofAll(pod, (spot) => typeOf(spot.get('securityContext', 'appArmorProfile'))).map((setting) => copiedInto(setting, pod));
  const annotations = pod.annotations
    .keys()
    .filter((key) => key.startsWith(APPARMOR_ANNOTATION))
    .map((key) => annotation(pod, key));
  const badFields = settings.filter(({ field }) => field.value !== undefined && !allowedType(field.value));
  const badAnnotations = annotations.filter(
    ({ value }) => value !== undefined && value !== '' && value !== 'runtime/default' && !value.startsWith('localhost/'),
  );
  if (badFields.length + badAnnotations.length === 0)
    return allowedUnless(unsureOf(pod, settings) || pod.annotations.open || annotations.some(({ unsure }) => unsure));
  const values = [...sorted(valuesOf(badFields)), ...sorted(badAnnotations.map(({ text }) => text))];
  const who = [setters(badFields), badAnnotations.length > 0 ? plural('annotation', badAnnotations.length) : ''].filter((part) => part !== '');
  return {
    reason: plural('forbidden AppArmor profile', values.length),
    detail: `${who.join(' and ')} must not set AppArmor profile type to ${quoted(values)}`,
    // what was copied stands in the annotation
    sites: [...sitesOf(badFields.filter(({ field }) => !field.site.path.includes('annotations'))), ...badAnnotations.map(({ site }) => site)],
  };
}

/** The profile of a container that has none of its own and an annotation that forbids one: the API server copies it before it judges a Pod. */
function copiedInto(setting: SecurityField<string>, pod: Pod): SecurityField<string> {
  const { container, field } = setting;
  if (!container || !pod.annotationsCopied || !isUnset(field)) return setting;
  const copied = pod.annotations.get(`${APPARMOR_ANNOTATION}${container.name}`).text();
  return copied.value === 'unconfined' ? { container, field: { ...copied, value: 'Unconfined' } } : setting;
}

/** Baseline, before seccomp had fields (v1.0 to v1.18): the seccomp annotations of the pod and of its containers. */
export function seccompAnnotations(pod: Pod): Outcome {
  const keys = [SECCOMP_POD_ANNOTATION, ...new Set(pod.containers.map(({ name }) => `${SECCOMP_CONTAINER_ANNOTATION}${name}`))];
  const annotations = keys.map((key) => annotation(pod, key));
  const bad = annotations.filter(
    ({ value }) => value !== undefined && value !== 'runtime/default' && value !== 'docker/default' && !value.startsWith('localhost/'),
  );
  const unnamed = pod.containersUnsure || pod.containers.some(({ spot }) => spot.get('name').state === 'unknown');
  const hidden = unnamed && pod.annotations.keys().some((key) => key.startsWith(SECCOMP_CONTAINER_ANNOTATION));
  if (bad.length === 0) return allowedUnless(hidden || pod.annotations.open || annotations.some(({ unsure }) => unsure));
  const detail = `${plural('forbidden annotation', bad.length)} ${sorted(bad.map(({ text }) => text)).join(', ')}`;
  return { reason: 'seccompProfile', detail, sites: bad.map(({ site }) => site) };
}

const seccompTypes = (pod: Pod) => ofAll(pod, (spot) => typeOf(spot.get('securityContext', 'seccompProfile')));
const seccompExplicit = (bad: readonly SecurityField<string>[]) => `must not set securityContext.seccompProfile.type to ${quoted(sorted(valuesOf(bad)))}`;

/** Baseline, since v1.19: a seccomp profile is `RuntimeDefault` or `Localhost`. */
export function seccompBaseline(pod: Pod): Outcome {
  return forbid(
    pod,
    seccompTypes(pod),
    (type) => !allowedType(type),
    (bad) => ({ reason: 'seccompProfile', detail: `${setters(bad)} ${seccompExplicit(bad)}` }),
  );
}

/** Restricted: the pod or every container sets the seccomp profile `RuntimeDefault` or `Localhost`. */
export function seccompRestricted(pod: Pod): Outcome {
  return required(pod, seccompTypes(pod), allowedType, {
    reason: 'seccompProfile',
    explicit: seccompExplicit,
    implicit: 'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"',
  });
}

const SELINUX_1_0 = ['container_t', 'container_init_t', 'container_kvm_t'];

/** The SELinux types that a container may have, since the policy version v1.N of each list; oldest first. Source: `check_seLinuxOptions.go`. */
export const SELINUX_TYPES = [
  { since: 0, types: SELINUX_1_0 },
  { since: 31, types: [...SELINUX_1_0, 'container_engine_t'] },
] as const;

/** Baseline: SELinux options set only an allowed type, and no user or role. `types`: the allowed types. */
export function seLinuxOptions(types: readonly string[]): CheckFunction {
  const allowed = new Set(['', ...types]);
  return (pod) => {
    const read = (key: string) => ofAll(pod, (spot) => spot.get('securityContext', 'seLinuxOptions', key).text());
    const all = { type: read('type'), user: read('user'), role: read('role') };
    const badTypes = all.type.filter(({ field }) => field.value !== undefined && !allowed.has(field.value));
    const badUsers = all.user.filter(({ field }) => field.value);
    const badRoles = all.role.filter(({ field }) => field.value);
    const bad = [...badTypes, ...badUsers, ...badRoles];
    if (bad.length === 0) return allowedUnless(unsureOf(pod, [...all.type, ...all.user, ...all.role]));
    const values = sorted(valuesOf(badTypes));
    const details = values.length > 0 ? [`${plural('type', values.length)} ${quoted(values)}`] : [];
    if (badUsers.length > 0) details.push('user may not be set');
    if (badRoles.length > 0) details.push('role may not be set');
    const owners = new Set(bad.map(({ container }) => container));
    const who = setters(all.type.filter(({ container }) => owners.has(container)));
    return { reason: 'seLinuxOptions', detail: `${who} set forbidden securityContext.seLinuxOptions: ${details.join('; ')}`, sites: sitesOf(bad) };
  };
}

/** Baseline: `procMount` is `Default` or not set. */
export function procMount(pod: Pod): Outcome {
  const settings = ofContainers(pod, (spot) => spot.get('securityContext', 'procMount').text());
  return forbid(
    pod,
    settings,
    (value) => value !== 'Default',
    (bad) => ({
      reason: 'procMount',
      detail: `${setters(bad)} must not set securityContext.procMount to ${quoted(sorted(valuesOf(bad)))}`,
    }),
  );
}
