import type { ContainerView } from '../manifest/kubernetes/views.ts';
import type { EffectiveContainer } from './effective.ts';
import { effectiveKubernetes } from './kubernetes.ts';

/**
 * Who a container runs as: `root` as written, `image` where nothing is written and the image decides, `unknown` where a template does.
 * A user that the kubelet refuses to start as root is `non-root`.
 */
export function runsAs({ user, nonRootEnforced }: EffectiveContainer): 'root' | 'image' | 'non-root' | 'unknown' {
  if (nonRootEnforced.certain && nonRootEnforced.value) return 'non-root';
  if (!user.certain || !nonRootEnforced.certain) return 'unknown';
  if (user.value === 'image' || user.value === '') return 'image';
  // Compose writes `user`, `user:group`, by name or by number
  return user.value === 0 || /^(?:0+|root)(?::|$)/.test(String(user.value)) ? 'root' : 'non-root';
}

/**
 * Non-root, every default capability dropped and not privileged: little is left to abuse a shared namespace or a mounted path with.
 * A value that a template hides counts as the harmless one: nothing bad can be claimed about it.
 */
export function isReduced(effective: EffectiveContainer): boolean {
  const user = runsAs(effective);
  const { dropsAll, privileged } = effective;
  return (user === 'non-root' || user === 'unknown') && (dropsAll.value || !dropsAll.certain) && !privileged.value;
}

/** True when every container {@link isReduced}; false for a pod that shows none. */
export function allReduced(containers: readonly ContainerView[]): boolean {
  return containers.length > 0 && containers.every((container) => isReduced(effectiveKubernetes(container)));
}

/**
 * The way in which a container that sees the host's processes can enter them, or undefined. SYS_ADMIN alone is none: the kernel asks for
 * SYS_PTRACE, or all capabilities of the process, before it shows a namespace or the root directory of another (docs/EVIDENCE.md).
 */
export function entersProcesses(effective: EffectiveContainer): string | undefined {
  if (effective.privileged.certain && effective.privileged.value) return 'privileged';
  if (holds(effective, 'SYS_PTRACE')) return 'SYS_PTRACE';
  return undefined;
}

function holds({ capabilities }: EffectiveContainer, name: string): boolean {
  return capabilities.value.includes(name) || capabilities.value.includes('ALL');
}
