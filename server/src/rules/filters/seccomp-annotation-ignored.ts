import type { PathOp } from '../../fix/ops.ts';
import { type Field, isUnset } from '../../manifest/field.ts';
import { SECCOMP_CONTAINER_ANNOTATION, SECCOMP_POD_ANNOTATION } from '../../manifest/kubernetes/profile-annotations.ts';
import type { ContainerView, PodView } from '../../manifest/kubernetes/views.ts';
import type { Spot } from '../../manifest/spot.ts';
import { confined } from '../../remedies/privileges.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const seccompAnnotationIgnored = defineRule({
  id: 'seccomp-annotation-ignored',
  since: '0.1.0',
  severity: severity('high', { TI: 'medium', CI: 'medium' }),
  dimensions: ['SYSCALL'],
  when: { kubernetes: ['annotations'] },
  fix: 'always',
  messages: { ignored: 'Kubernetes ignores this annotation since 1.27: {who} runs without seccomp' },
  docs: {
    title: 'Seccomp annotation has no effect',
    risk: 'Kubernetes 1.27 stopped to read seccomp profiles from annotations. The file asks for a profile, and the container runs without any: all system calls are open.',
    not: 'It is harmless where the field `seccompProfile` is set as well; that is not reported. Nodes whose kubelet runs with seccompDefault apply a profile all the same.',
    fix: 'Sets the field to what the annotation says, and removes the annotation.',
    verify: 'The filter becomes active for the first time: check the program.',
    check: { kubernetes: 'kubectl exec NAME -- grep Seccomp /proc/1/status' },
  },
  podSecurity: ['seccompProfile_restricted'],
  standards: [],
  references: ['K8S-127-REMOVALS', 'K8S-SECCOMP-NODE', 'CADVISOR-DS'],
  check: {
    *'kubernetes.pod'(pod) {
      if (pod.windows) return;
      for (const annotation of pod.annotations) {
        const target = targetOf(pod, annotation);
        const wanted = profileOf(annotation.value);
        if (!target || !wanted) continue;
        const ops: [PathOp, ...PathOp[]] = [
          { op: 'set', at: target.security.get('seccompProfile').site, value: wanted },
          { op: 'remove', at: annotation.site, prune: true },
        ];
        yield {
          at: annotation.site,
          message: 'ignored',
          data: { who: target.who },
          fixes: [confined({ title: `Set seccompProfile to ${wanted.type}`, safety: 'review', ops }, target.containers)],
        };
      }
    },
  },
});

/** Whether an annotation asks for the profile of this pod in vain, so that what it lacks is said there. */
export function hasIgnoredSeccompAnnotation(pod: PodView): boolean {
  return pod.annotations.some(
    (annotation) => annotation.site.path.at(-1) === SECCOMP_POD_ANNOTATION && profileOf(annotation.value) !== undefined && isUnset(pod.seccompType),
  );
}

interface Target {
  readonly who: string;
  readonly security: Spot;
  /** Those that then get the profile. */
  readonly containers: readonly ContainerView[];
}

/** The pod or container that an annotation is for, if no field decides for it already. */
function targetOf(pod: PodView, { site }: Field<string>): Target | undefined {
  const key = String(site.path.at(-1));
  if (key === SECCOMP_POD_ANNOTATION) {
    const containers = isUnset(pod.seccompType) ? pod.containers.filter((container) => isUnset(container.seccompType)) : [];
    return containers.length > 0 ? { who: 'the pod', security: pod.spots.spec.get('securityContext'), containers } : undefined;
  }
  if (!key.startsWith(SECCOMP_CONTAINER_ANNOTATION)) return undefined;
  const container = pod.containers.find(({ name }) => name.value === key.slice(SECCOMP_CONTAINER_ANNOTATION.length));
  if (!container || !isUnset(container.seccompType) || !isUnset(pod.seccompType)) return undefined;
  return { who: `"${container.label}"`, security: container.spot.get('securityContext'), containers: [container] };
}

/** The field that says the same; `undefined` for `unconfined`, which is what happens anyway. */
function profileOf(text: string | undefined): { readonly type: string; readonly localhostProfile?: string } | undefined {
  if (text === 'runtime/default' || text === 'docker/default') return { type: 'RuntimeDefault' };
  if (text?.startsWith('localhost/')) return { type: 'Localhost', localhostProfile: text.slice('localhost/'.length) };
  return undefined;
}
