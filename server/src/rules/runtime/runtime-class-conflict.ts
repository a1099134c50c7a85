import { runtimeClassDenials } from '../../validity/admission/runtime-classes.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const runtimeClassConflict = defineRule({
  id: 'runtime-class-conflict',
  since: '0.2.0',
  severity: severity('high'),
  dimensions: ['KERNEL'],
  when: { kubernetes: ['runtimeClassName'] },
  refuses: true,
  fix: 'never',
  messages: { rejected: 'The API server will refuse this pod: {words}' },
  docs: {
    title: 'Pod contradicts its RuntimeClass',
    risk: 'A RuntimeClass sends its pods to the nodes that have the runtime, and says what the sandbox itself uses. A pod that asks for other nodes, or for another overhead, is refused: nothing runs, or what ran before without the sandbox runs on.',
    not: 'It weakens no pod that runs. Only RuntimeClasses among your files are compared.',
    fix: 'There is none by itself: leave `overhead` and the label of the nodes out of the pod, since the RuntimeClass adds both, or correct the class.',
    check: { kubernetes: 'kubectl apply --dry-run=server -f FILE; kubectl get events --field-selector reason=FailedCreate' },
  },
  standards: ['NIST SP 800-190: 4.5.2'],
  references: ['K8S-RUNTIMECLASS', 'K8S-API'],
  check: {
    *'kubernetes.pod'(pod) {
      if (pod.partial) return;
      for (const { words, by, site } of runtimeClassDenials(pod))
        yield {
          at: site ?? pod.runtimeClassName.site,
          message: 'rejected',
          data: { words },
          related: [{ at: by.at, message: `RuntimeClass "${by.name}"` }],
        };
    },
  },
});
