import type { ContainerView } from '../manifest/kubernetes/views.ts';
import type { EffectiveContainer } from './effective.ts';
import { effectiveKubernetes } from './kubernetes.ts';

/**
 * The user of a container: `root` if that is written, `image` if no user is written so that the image decides, `unknown` if a template
 * decides. If the kubelet refuses to start the container as root, it is `non-root`.
 */
export function runsAs({ user, nonRootEnforced }: EffectiveContainer): 'root' | 'image' | 'non-root' | 'unknown' {
  if (nonRootEnforced.certain && nonRootEnforced.value) return 'non-root';
  if (!user.certain || !nonRootEnforced.certain) return 'unknown';
  if (user.value === 'image' || user.value === '') return 'image';
  // in Compose it may be `user` or `user:group`, each a name or a number
  return user.value === 0 || /^(?:0+|root)(?::|$)/.test(String(user.value)) ? 'root' : 'non-root';
}

/** Whether a container is root as written, or may be as the image decides. */
export function mayBeRoot(effective: EffectiveContainer): boolean {
  return /^(?:root|image)$/.test(runsAs(effective));
}

/**
 * Whether a container has few privileges: it is not root, drops all capabilities and is not privileged. It can then do little with a shared
 * namespace or a mounted path. A value that a template hides counts as harmless.
 */
export function isReduced(effective: EffectiveContainer): boolean {
  const user = runsAs(effective);
  const { dropsAll, privileged } = effective;
  return (user === 'non-root' || user === 'unknown') && (dropsAll.value || !dropsAll.certain) && !privileged.value;
}

/** Whether all containers have few privileges (see {@link isReduced}); false if there are none. */
export function allReduced(containers: readonly ContainerView[]): boolean {
  return containers.length > 0 && containers.every((container) => isReduced(effectiveKubernetes(container)));
}

/**
 * The privilege with which a container that sees the processes of the host can enter them; `undefined` if it has none. SYS_ADMIN alone is not
 * enough: the kernel asks for SYS_PTRACE, or all capabilities of the process, before it shows its namespaces or root directory
 * (docs/EVIDENCE.md).
 */
export function entersProcesses(effective: EffectiveContainer): string | undefined {
  if (effective.privileged.certain && effective.privileged.value) return 'privileged';
  if (holds(effective, 'SYS_PTRACE')) return 'SYS_PTRACE';
  return undefined;
}

/** Whether a container has a capability, by its canonical name. */
export function holds({ capabilities }: EffectiveContainer, name: string): boolean {
  return capabilities.value.includes(name) || capabilities.value.includes('ALL');
}
