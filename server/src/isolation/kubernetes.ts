import { type Field, isUnset } from '../manifest/field.ts';
import { APPARMOR_ANNOTATION } from '../manifest/kubernetes/profile-annotations.ts';
import type { ContainerView, PodView } from '../manifest/kubernetes/views.ts';
import type { TeamFacts } from '../manifest/team.ts';
import { effectiveCapabilities } from './capabilities.ts';
import { type Effective, type EffectiveContainer, forced, own } from './effective.ts';
import { oncePer } from './once.ts';
import { lacking, POD_FIELDS } from './versions.ts';

/** The effective settings of a container of a pod: container level, then pod level, then platform default. Sources: core/v1, containerd CRI. */
export const effectiveKubernetes = oncePer((container: ContainerView): EffectiveContainer => {
  const { pod } = container;
  const privileged = own(container.privileged, false, 'container');
  const sandbox = runtimeBoundary(pod);
  return {
    privileged,
    user: layered<number | string>(pod, container.runAsUser, pod.runAsUser, 'image'),
    nonRootEnforced: nonRootEnforced(container),
    noNewPrivileges: noNewPrivileges(container, privileged),
    seccomp: privileged.value ? forced(privileged, 'Unconfined') : layered(pod, container.seccompType, pod.seccompType, 'unset'),
    appArmor: appArmor(container, privileged),
    ...effectiveCapabilities(container.capabilitiesAdd, container.capabilitiesDrop, 'container', privileged),
    readOnlyRoot: own(container.readOnlyRootFilesystem, false, 'container'),
    masked: privileged.value
      ? forced(privileged, false)
      : map(own(container.securityContext.get('procMount').text(), 'Default', 'container'), (mount) => mount !== 'Unmasked'),
    boundary: sandbox,
    userNamespace: map(own(pod.hostUsers, true, 'pod'), (shared) => !shared && !lacking(POD_FIELDS, ['hostUsers'], pod.kubernetesVersion)),
  };
});

/** Whether an operator or another file may set a field: it is not written, and the file shows only a part of the pod. */
function isLeftOut(field: Field<unknown>, pod: PodView): boolean {
  return pod.partial && field.state === 'unknown' && field.text === undefined;
}

/** Whether a pod-level field counts for at least one container: one that does not set it itself, or one that the file does not show. */
export function isInherited(pod: PodView, fieldOf: (container: ContainerView) => Field<unknown>): boolean {
  if (pod.containers.length === 0) return pod.partial;
  return pod.containers.some((container) => isUnset(fieldOf(container)) || isLeftOut(fieldOf(container), pod));
}

/** An absent `runAsNonRoot` is certain even in a partial pod. Otherwise nothing could be said about a written user. */
function nonRootEnforced(container: ContainerView): Effective<boolean> {
  const { pod } = container;
  const fields = [container.runAsNonRoot, pod.runAsNonRoot];
  if (fields.every((field) => isUnset(field) || isLeftOut(field, pod))) return { value: false, by: undefined, source: 'default', certain: true };
  return layered(pod, container.runAsNonRoot, pod.runAsNonRoot, false);
}

/** Whether the API token is mounted: the field of the pod decides, else that of its ServiceAccount if the file shows it; by default it is. */
export function tokenMounted(pod: PodView): Effective<boolean> {
  const field = pod.automountServiceAccountToken;
  if (!isUnset(field)) return own(field, true, 'pod');
  const account = pod.serviceAccountAutomount;
  return { value: account !== false, by: undefined, source: 'default', certain: account !== 'unknown' };
}

const SANDBOXES: readonly (readonly [RegExp, 'sentry' | 'vm'])[] = [
  [/^(?:gvisor|runsc)(?:$|[-.])/i, 'sentry'],
  [/^(?:kata|kata-.*|firecracker|runv)$/i, 'vm'],
];

/** The kernel boundary of a RuntimeClass or runtime, by the names that the installers of gVisor and Kata use. */
export function boundaryOf(name: string): EffectiveContainer['boundary']['value'] {
  for (const [pattern, boundary] of SANDBOXES) if (pattern.test(name)) return boundary;
  return /^(?:runc|crun|youki|nvidia)$/i.test(name) ? 'host-kernel' : 'unknown';
}

/** What runs the pods of a class: its handler where the file declares it, else its name, which is mostly that of the handler. */
export function handlerOf({ runtimeClasses, team }: PodView, className: string): string {
  const written = runtimeClasses.find(({ name }) => name === className)?.handler;
  const said = saidHandler(team, className);
  // what is written counts, unless only the team knows what it is
  return written !== undefined && (said === undefined || boundaryOf(written) !== 'unknown') ? written : (said ?? className);
}

const OF_BOUNDARY = { gvisor: 'runsc', kata: 'kata', none: 'runc' } as const;

/** What runs a RuntimeClass, or a runtime of Docker, by the boundary that the team says it has; `undefined` if it says nothing. */
export function saidHandler({ runtimeClasses = {} }: TeamFacts, name: string): string | undefined {
  const boundary = Object.hasOwn(runtimeClasses, name) ? runtimeClasses[name] : undefined;
  return boundary && OF_BOUNDARY[boundary];
}

/** The kernel boundary of the RuntimeClass of a pod. */
export function runtimeBoundary(pod: PodView): EffectiveContainer['boundary'] {
  const field = pod.runtimeClassName;
  if (field.state === 'known' && field.value) return { value: boundaryOf(handlerOf(pod, field.value)), by: field.site, source: 'pod', certain: true };
  return { value: field.state === 'unknown' ? 'unknown' : 'host-kernel', by: undefined, source: 'default', certain: field.state !== 'unknown' };
}

/** The field of the container or, if it is not set, that of the pod. */
function layered<T>(view: PodView, container: Field<T>, pod: Field<T>, fallback: T): Effective<T> {
  if (isUnset(container) || isLeftOut(container, view)) return own(pod, fallback, 'pod');
  return own(container, fallback, 'container');
}

function map<A, B>(effective: Effective<A>, by: (value: A) => B): Effective<B> {
  return { ...effective, value: by(effective.value) };
}

function noNewPrivileges(container: ContainerView, privileged: Effective<boolean>): Effective<boolean> {
  if (privileged.value) return forced(privileged, false);
  const field = container.allowPrivilegeEscalation;
  return map(own(field, true, 'container'), (allowed) => !allowed);
}

/** The deprecated annotation with the AppArmor profile of a container; `undefined` if there is none. */
export function appArmorAnnotation(container: ContainerView): Field<string> | undefined {
  return container.pod.annotations.find((a) => a.site.path.at(-1) === `${APPARMOR_ANNOTATION}${container.name.value}`);
}

function appArmor(container: ContainerView, privileged: Effective<boolean>): Effective<string> {
  const field = layered(container.pod, container.appArmorType, container.pod.appArmorType, 'unset');
  if (field.source !== 'default' || !field.certain) return field;
  const annotation = appArmorAnnotation(container);
  if (annotation?.value !== undefined) {
    const value = annotation.value === 'unconfined' ? 'Unconfined' : annotation.value.startsWith('localhost/') ? 'Localhost' : 'RuntimeDefault';
    return { value, by: annotation.site, source: 'annotation', certain: true };
  }
  return privileged.value ? forced(privileged, 'Unconfined') : field;
}
