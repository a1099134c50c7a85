import { APPARMOR_ANNOTATION, SECCOMP_CONTAINER_ANNOTATION, SECCOMP_POD_ANNOTATION } from '../../../manifest/kubernetes/profile-annotations.ts';
import { goQuoted } from '../../pod-security/wording.ts';
import { type ApiPod, contexts, keeps } from '../pod.ts';
import { descending, forbidden, invalid, type Named, type Refusal, required, supported } from '../refusal.ts';

const TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined'];
const LOCALHOST = 'localhost/';

/** A profile of a security context. */
interface Profile {
  readonly what: 'seccomp' | 'AppArmor';
  readonly type: Named;
  readonly path: Named;
  /** It has no type, or an empty one. */
  readonly untyped: boolean;
}

/** The profiles of the security contexts, in fields that the version keeps. */
function profilesOf(pod: ApiPod): Profile[] {
  const fields = { seccompProfile: 'seccomp', appArmorProfile: 'AppArmor' } as const;
  return contexts(pod).flatMap((context) =>
    Object.entries(fields).flatMap(([field, what]) => {
      const [at, type] = [context.get(field), context.get(field, 'type')];
      if (!keeps(pod, field) || at.spot.type !== 'map') return [];
      return [{ what, type, path: at.get('localhostProfile'), untyped: type.unset || type.text === '' }];
    }),
  );
}

/** The types of profiles, and the paths of AppArmor profiles. Source: validateSeccompProfileField and ValidateAppArmorProfileField of core/v1. */
export function* profileFields(pod: ApiPod): Iterable<Refusal> {
  for (const { what, type, path, untyped } of profilesOf(pod)) {
    if (untyped) yield required(type, `type is required when ${what === 'seccomp' ? 'seccompProfile' : 'appArmorProfile'} is set`);
    else yield* supported(type, TYPES);
    // the API server does not look at the path if the type is missing or wrong
    if (what === 'AppArmor' && type.text !== 'Localhost' && TYPES.includes(type.text ?? '') && path.set)
      yield invalid(path, path.text, 'can only be set when AppArmor type is Localhost');
    if (what === 'AppArmor' && type.text === 'Localhost' && path.text !== undefined && path.text !== path.text.trim())
      yield invalid(path, path.text, 'must not be padded with whitespace');
  }
}

/** Profiles of type `Localhost` without a path, and wrong paths of seccomp profiles. Source: as for {@link profileFields}. */
export function* localhostPaths(pod: ApiPod): Iterable<Refusal> {
  for (const { what, type, path, untyped } of profilesOf(pod)) {
    if (type.text === 'Localhost') {
      if (path.unset || (what === 'AppArmor' && path.text === '')) yield required(path, `must be set when ${what} type is Localhost`);
      else if (what === 'seccomp') yield* descending(path);
    } else if (what === 'seccomp' && (untyped || type.text !== undefined) && path.set)
      yield invalid(path, undefined, 'can only be set when seccomp type is Localhost');
  }
}

/** The text of an annotation; without a value, an empty text. `undefined` if it is unknown. */
function textOf(annotation: Named): string | undefined {
  return annotation.spot.state === 'null' ? '' : annotation.text;
}

/** The profiles that annotations name. Source: ValidateSeccompPodAnnotations and ValidateAppArmorPodAnnotations of core/v1. */
export function* annotations({ annotations: all }: ApiPod): Iterable<Refusal> {
  for (const key of all.spot.keys()) {
    const value = textOf(all.get(key));
    if (value === undefined) continue;
    if (key === SECCOMP_POD_ANNOTATION || key.startsWith(SECCOMP_CONTAINER_ANNOTATION)) yield* seccompAnnotation(all.get(key), value);
    if (!key.startsWith(APPARMOR_ANNOTATION)) continue;
    if (!['', 'runtime/default', 'unconfined'].includes(value) && !value.startsWith(LOCALHOST))
      yield invalid(appArmor(all, key), value, `invalid AppArmor profile name: ${goQuoted(value)}`);
  }
}

/** The annotation of an AppArmor profile, as the API server names it. */
const appArmor = (all: Named, key: string): Named => all.get(key).as(`${all.name}[${key}]`);

/** AppArmor annotations for a container that the pod does not have. Source: ValidateAppArmorPodAnnotations of core/v1. */
export function* annotatedContainers({ annotations: all, containers }: ApiPod): Iterable<Refusal> {
  if (all.spot.keys().length === 0) return;
  const names = containers.map(({ at }) => at.get('name').text);
  if (names.includes(undefined)) return;
  for (const key of all.spot.keys()) {
    const name = key.slice(APPARMOR_ANNOTATION.length);
    if (key.startsWith(APPARMOR_ANNOTATION) && textOf(all.get(key)) !== undefined && !names.includes(name))
      yield invalid(appArmor(all, key), name, 'container not found');
  }
}

function* seccompAnnotation(at: Named, value: string): Iterable<Refusal> {
  if (['runtime/default', 'docker/default', 'unconfined'].includes(value)) return;
  if (value.startsWith(LOCALHOST)) yield* descending(at, value.slice(LOCALHOST.length));
  else yield invalid(at, value, 'must be a valid seccomp profile');
}

const DEFAULTS: Readonly<Record<'seccomp' | 'apparmor', readonly string[]>> = {
  seccomp: ['runtime/default', 'docker/default'],
  apparmor: ['runtime/default'],
};

/**
 * Annotations and fields that must name the same profile.
 * Source: validateSeccompAnnotationsAndFields and validateAppArmorAnnotationsAndFieldsMatchOnCreate of core/v1.
 */
export function* annotationsMatch(pod: ApiPod): Iterable<Refusal> {
  const { itself, spec, security, annotations: all, containers } = pod;
  if (all.spot.keys().length === 0) return;
  yield* match('seccomp', all.get(SECCOMP_POD_ANNOTATION), security.get('seccompProfile'));
  for (const { at, security: own } of containers) {
    const name = at.get('name').text;
    if (name === undefined) continue;
    yield* match('seccomp', all.get(`${SECCOMP_CONTAINER_ANNOTATION}${name}`), own.get('seccompProfile'));
    if (spec.get('os', 'name').text === 'windows' || !keeps(pod, 'appArmorProfile')) continue;
    const field = own.get('appArmorProfile');
    const inherited = security.get('appArmorProfile').as(field.name);
    // in a Pod, the API server first copies the annotation into a container without its own field
    if (field.set || (field.unset && !itself)) yield* match('apparmor', all.get(`${APPARMOR_ANNOTATION}${name}`), field.set ? field : inherited);
  }
}

function* match(what: 'seccomp' | 'apparmor', annotation: Named, profile: Named): Iterable<Refusal> {
  const value = annotation.spot.written ? textOf(annotation) : undefined;
  const type = profile.get('type');
  if (value === undefined || type.text === undefined) return;
  const fits = {
    Unconfined: value === 'unconfined',
    RuntimeDefault: DEFAULTS[what].includes(value),
    Localhost: value.startsWith(LOCALHOST),
  }[type.text];
  if (fits === false) yield forbidden(type, `${what} type in annotation and field must match`);
  const path = profile.get('localhostProfile');
  if (type.text === 'Localhost' && fits && (path.unset || (path.text !== undefined && path.text !== value.slice(LOCALHOST.length))))
    yield forbidden(path, `${what} profile in annotation and field must match`);
}
