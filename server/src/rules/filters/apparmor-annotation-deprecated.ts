import type { PathOp } from '../../fix/ops.ts';
import { isUnset } from '../../manifest/field.ts';
import { APPARMOR_ANNOTATION } from '../../manifest/kubernetes/profile-annotations.ts';
import type { PodView } from '../../manifest/kubernetes/views.ts';
import { removal } from '../../remedies/basic.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';

const MESSAGES = {
  deprecated: 'This annotation gave way to appArmorProfile in Kubernetes 1.30: set the field of "{name}"',
  nobody: 'This AppArmor annotation does nothing: the pod has no container "{name}"',
} as const;

export const apparmorAnnotationDeprecated = defineRule({
  id: 'apparmor-annotation-deprecated',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', CI: 'low' }),
  dimensions: ['LSM'],
  when: { kubernetes: ['annotations'] },
  fix: 'always',
  messages: MESSAGES,
  docs: {
    title: 'AppArmor profile set by deprecated annotation',
    risk: 'Fields replaced the annotations in Kubernetes 1.30, and the annotations are on their way out. One that names a container that does not exist has never protected anything.',
    not: 'While the cluster still reads the annotation, a container that it names runs with that profile.',
    fix: 'Sets the field `appArmorProfile` of the container and removes the annotation.',
    verify: 'Clusters before 1.30 do not know the field.',
    check: { kubernetes: 'kubectl exec NAME -- cat /proc/1/attr/current' },
  },
  podSecurity: ['appArmorProfile'],
  standards: [],
  references: ['KEP-24'],
  check: {
    *'kubernetes.pod'(pod) {
      if (!pod.windows) yield* reports(pod);
    },
  },
});

function* reports(pod: PodView): Iterable<Report<typeof MESSAGES>> {
  // a template or a patch may bring more containers than can be seen
  const lists = ['initContainers', 'containers', 'ephemeralContainers'].map((list) => pod.spots.spec.get(list));
  const complete =
    pod.containers.length > 0 && !pod.spots.spec.open && !lists.some(({ open }) => open) && pod.containers.every(({ name }) => name.state === 'known');
  for (const { site, value } of pod.annotations) {
    const key = String(site.path.at(-1));
    if (!key.startsWith(APPARMOR_ANNOTATION) || value === undefined) continue;
    const name = key.slice(APPARMOR_ANNOTATION.length);
    const container = pod.containers.find((candidate) => candidate.name.value === name);
    if (!container) {
      if (complete) yield { at: site, message: 'nobody', data: { name }, fixes: [removal('Remove the annotation', site)] };
      continue;
    }
    // apparmor-unconfined reports that one
    if (value === 'unconfined' || !isUnset(container.appArmorType) || !isUnset(pod.appArmorType)) continue;
    const profile = value.startsWith('localhost/') ? { type: 'Localhost', localhostProfile: value.slice('localhost/'.length) } : { type: 'RuntimeDefault' };
    const ops: [PathOp, ...PathOp[]] = [
      { op: 'set', at: container.spot.get('securityContext', 'appArmorProfile').site, value: profile },
      { op: 'remove', at: site, prune: true },
    ];
    yield { at: site, message: 'deprecated', data: { name }, fixes: [{ title: `Set appArmorProfile to ${profile.type}`, safety: 'review', ops }] };
  }
}
