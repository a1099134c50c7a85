import type { Fix, PathOp, Safety } from '../../fix/ops.ts';
import { canonicalCapability } from '../../isolation/capabilities.ts';
import { boundaryOf, handlerOf } from '../../isolation/kubernetes.ts';
import type { ContainerView, PodView } from '../../manifest/kubernetes/views.ts';
import type { Spot } from '../../manifest/spot.ts';
import type { Conflict } from './compose-sandbox.ts';

/** Handlers that run on the kernel of the node. */
const NO_SANDBOX = /nvidia|^(?:runc|crun|youki|runhcs-wcow-process)$|wasm|spin/i;

/** Handlers for Windows containers. Source: the default configuration of containerd on Windows. */
const OF_WINDOWS = /^runhcs-/;

/**
 * The RuntimeClasses that may give a pod a kernel of its own: the one that the clusters offer, if the settings name one, then those that the
 * team or the file declares. Nothing of gVisor or Kata runs on a Windows node.
 */
export function sandboxClasses(pod: PodView, offered: string | undefined): string[] {
  const known = [...(offered === undefined ? [] : [offered]), ...Object.keys(pod.team.runtimeClasses ?? {}), ...pod.runtimeClasses.map(({ name }) => name)];
  return [...new Set(known)].filter((name) => {
    const handler = handlerOf(pod, name);
    if (NO_SANDBOX.test(handler) && name !== offered) return false;
    return pod.windows ? OF_WINDOWS.test(handler) || boundaryOf(handler) === 'unknown' : !OF_WINDOWS.test(handler);
  });
}

/** The settings of a pod that the runtime of a class does not support or honour. The handler of the class tells which runtime that is. */
export function sandboxConflicts(
  pod: PodView,
  className: string,
): { readonly runtime: string; readonly what: string; readonly conflicts: readonly Conflict[] } {
  const boundary = boundaryOf(handlerOf(pod, className));
  const conflicts = boundary === 'vm' ? kata(pod) : boundary === 'sentry' ? gvisor(pod) : [];
  return { runtime: boundary === 'vm' ? 'Kata Containers' : 'gVisor', what: listed(conflicts), conflicts };
}

/** Names a class, with further operations; blocked where the pod has what the runtime of the class does not support or honour. */
export function choosing(pod: PodView, name: string, safety: Safety, ...more: PathOp[]): Fix {
  const title = `Set runtimeClassName to ${name}${more.length > 0 ? ', and declare the RuntimeClass in this file' : ''}`;
  if (pod.hostNetwork.value === true) return { title, safety, blocked: 'remove hostNetwork first: a sandbox has a network stack of its own' };
  const { runtime, what } = sandboxConflicts(pod, name);
  if (what !== '') return { title, safety, blocked: `remove ${what} first: ${runtime} does not support or honour it` };
  return { title, safety, ops: [{ op: 'set', at: pod.runtimeClassName.site, value: name }, ...more] };
}

/** The names of the conflicts, each once, for a sentence. */
export function listed(conflicts: readonly Conflict[]): string {
  return [...new Set(conflicts.map((conflict) => conflict.what))].join(', ');
}

/** Source: Limitations.md and the default configuration of Kata Containers. */
function kata(pod: PodView): Conflict[] {
  const shared = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((name) => pod[name].value === true);
  return [
    ...shared.map((name) => ({ what: name, site: pod[name].site })),
    ...pod.containers.flatMap((container) => [...subPaths(container)]),
    ...profiles(pod, 'seccompProfile'),
    ...profiles(pod, 'appArmorProfile'),
    ...securityContexts(pod).flatMap((context) => written(context, 'seLinuxOptions')),
  ];
}

/** Source: the FAQ and the default flags of runsc. */
function gvisor(pod: PodView): Conflict[] {
  return [
    ...securityContexts(pod).flatMap((context) => written(context, 'seLinuxOptions')),
    ...profiles(pod, 'seccompProfile'),
    ...profiles(pod, 'appArmorProfile'),
    ...pod.containers.flatMap((container) =>
      container.capabilitiesAdd.items.flatMap((item) => (canonicalCapability(item.value ?? '') === 'NET_RAW' ? [{ what: 'NET_RAW', site: item.site }] : [])),
    ),
  ];
}

function* subPaths(container: ContainerView): Iterable<Conflict> {
  for (const mount of container.spot.get('volumeMounts').items())
    for (const key of ['subPath', 'subPathExpr']) {
      const field = mount.get(key).text();
      if (field.value) yield { what: key, site: field.site };
    }
}

function securityContexts(pod: PodView): Spot[] {
  return [pod.spots.securityContext, ...pod.containers.map((container) => container.spot.get('securityContext'))];
}

/** Custom profiles, which somebody relies on. The default profile is in every hardened manifest, so it is no conflict. */
function profiles(pod: PodView, name: 'seccompProfile' | 'appArmorProfile'): Conflict[] {
  return securityContexts(pod).flatMap((context) => {
    const field = context.get(name, 'type').text();
    return field.value === 'Localhost' ? [{ what: `a Localhost ${name}`, site: field.site }] : [];
  });
}

function written(context: Spot, name: string): Conflict[] {
  const spot = context.get(name);
  return spot.type === 'map' && spot.keys().length > 0 ? [{ what: name, site: spot.site }] : [];
}
