import { boundaryOf } from '../../isolation/kubernetes.ts';
import { partOf } from '../../manifest/field.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const runtimeClassScheduling = defineRule({
  id: 'runtime-class-scheduling',
  since: '0.1.0',
  severity: severity('low', { TI: 'info', MT: 'medium', AI: 'medium', RG: 'medium' }),
  dimensions: ['KERNEL', 'CGROUP'],
  when: { kubernetes: ['handler'] },
  fix: 'never',
  missing: { label: 'scheduling and overhead', leaves: 'pods on nodes without the runtime, or memory uncharged' },
  messages: {
    scheduling: 'RuntimeClass "{name}" counts as available on every node: pods fail where {handler} is not',
    overhead: 'RuntimeClass "{name}" names no overhead: nobody is charged for the memory of its machines',
  },
  docs: {
    title: 'RuntimeClass without scheduling or overhead',
    risk: 'Without `scheduling`, pods of the class land on nodes that lack the runtime, and fail there. Without `overhead`, the memory of each virtual machine is charged to no pod, and the node runs out of it.',
    not: 'Where every node has the runtime, no scheduling is needed. Nothing runs unprotected: a pod without its runtime does not start.',
    fix: 'There is no automatic fix. Set `scheduling.nodeSelector` to a label of the nodes that have the runtime, and `overhead.podFixed` to what an empty virtual machine uses.',
    check: { kubernetes: 'kubectl get runtimeclass NAME -o yaml' },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K01'],
  references: ['K8S-RUNTIMECLASS', 'K8S-API', 'KATA-DEPLOY'],
  check: {
    *'kubernetes.resource'({ ref, spot }) {
      const handler = spot.get('handler').text();
      const boundary = ref.kind === 'RuntimeClass' && handler.value !== undefined ? boundaryOf(handler.value) : 'unknown';
      if (boundary !== 'sentry' && boundary !== 'vm') return;
      const name = ref.name ?? ref.kind;
      const selector = spot.get('scheduling', 'nodeSelector');
      const tolerations = spot.get('scheduling', 'tolerations');
      const overhead = spot.get('overhead', 'podFixed');
      const anchor = partOf(handler.site, 'value');
      if (selector.state === 'absent' && tolerations.state === 'absent')
        yield { at: selector.site, anchor, message: 'scheduling', data: { name, handler: handler.value ?? '' } };
      // a virtual machine needs memory in addition to that of its containers
      if (boundary === 'vm' && overhead.state === 'absent')
        yield { at: overhead.site, anchor: partOf(handler.site, 'key'), message: 'overhead', data: { name } };
    },
  },
});
