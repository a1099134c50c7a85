import type { Fix, PathOp } from '../fix/ops.ts';
import { SECCOMP_CONTAINER_ANNOTATION, SECCOMP_POD_ANNOTATION } from '../manifest/kubernetes/profile-annotations.ts';
import type { ContainerView, PodView } from '../manifest/kubernetes/views.ts';

/** Values of the old annotations that say the same as the field. */
const DEFAULTS: readonly (string | undefined)[] = ['runtime/default', 'docker/default'];

/**
 * Gives a pod or a container the runtime's default profile. An annotation that says otherwise goes in the same edit: the API server refuses
 * both together, and since Kubernetes 1.27 it does nothing else.
 */
export function runtimeDefaultSeccomp(subject: PodView | ContainerView, safety: 'safe' | 'review'): Fix {
  const ofContainer = 'pod' in subject ? `${SECCOMP_CONTAINER_ANNOTATION}${subject.name.value}` : undefined;
  const isOf = (key: string) => (ofContainer ? key === ofContainer : key === SECCOMP_POD_ANNOTATION || key.startsWith(SECCOMP_CONTAINER_ANNOTATION));
  const { annotations } = 'pod' in subject ? subject.pod : subject;
  const contradicting = annotations.filter(({ site, value }) => isOf(String(site.path.at(-1))) && !DEFAULTS.includes(value));
  const gone = contradicting.map(({ site }): PathOp => ({ op: 'remove', at: site, prune: true }));
  const title = 'Set seccompProfile to RuntimeDefault';
  return { title, safety, ops: [{ op: 'set', at: subject.seccompType.site, value: 'RuntimeDefault' }, ...gone] };
}
