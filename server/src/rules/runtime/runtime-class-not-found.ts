import type { Fix } from '../../fix/ops.ts';
import { boundaryOf } from '../../isolation/kubernetes.ts';
import { partOf } from '../../manifest/field.ts';
import type { PodView } from '../../manifest/kubernetes/views.ts';
import { nearest } from '../../manifest/spelling.ts';
import { setting } from '../../remedies/basic.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

/** Classes that platforms and the installers of runtimes bring, so that no manifest declares them. Sources: AKS, kata-deploy, the GPU operator. */
const OF_PLATFORMS = /^(?:kata-.+|nvidia(?:-.+)?|runv|runc|crun|sysbox-runc|gvisor|runsc)$/;

export const runtimeClassNotFound = defineRule({
  id: 'runtime-class-not-found',
  since: '0.2.0',
  severity: severity('medium'),
  dimensions: ['KERNEL'],
  when: { kubernetes: ['runtimeClassName'] },
  fix: 'sometimes',
  messages: { unknown: 'No RuntimeClass "{class}" in these files, which declare {names}: without it no pod starts' },
  docs: {
    title: 'RuntimeClass without a definition',
    risk: 'The cluster refuses a pod whose RuntimeClass it does not have. Then somebody removes the field to make it start, and the boundary is gone without a word.',
    not: 'The class may be in the cluster, put there by others. It is only reported where your files declare other classes, and not for names that platforms bring (`gvisor`, `kata-…`, `nvidia`) or that your settings name.',
    fix: 'Writes the name of the declared class that it seems to misspell. Otherwise there is none: correct the name, or add the RuntimeClass.',
    check: { kubernetes: 'kubectl get runtimeclass' },
  },
  standards: ['NIST SP 800-190: 4.5.2'],
  references: ['K8S-RUNTIMECLASS', 'KATA-DEPLOY'],
  check: {
    *'kubernetes.pod'(pod, { runtimeClass }) {
      const { value, site } = pod.runtimeClassName;
      const known = [...new Set(pod.runtimeClasses.map(({ name }) => name))];
      if (!value || known.length === 0 || [...known, ...Object.keys(pod.team.runtimeClasses ?? {}), runtimeClass].includes(value)) return;
      // a name that is almost a declared one is rather a mistake than one of a platform
      const meant = nearest(value, known);
      if (meant === undefined && (OF_PLATFORMS.test(value) || boundaryOf(value) !== 'unknown')) return;
      yield {
        at: site,
        message: 'unknown',
        data: { class: value, names: known.map((name) => `"${name}"`).join(', ') },
        related: pod.runtimeClasses.map(({ name, at }) => ({ at, message: `"${name}" is declared here` })),
        fixes: correction(pod, meant),
      };
    },
  },
});

function correction({ runtimeClassName }: PodView, meant: string | undefined): Fix[] {
  return meant === undefined ? [] : [{ ...setting(`Set runtimeClassName to ${meant}`, partOf(runtimeClassName.site, 'pair'), meant), safety: 'review' }];
}
