import { removal } from '../../remedies/basic.ts';
import { asExpected, expectedOf, inSystemNamespace } from '../expected.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const systemPriorityClass = defineRule({
  id: 'system-priority-class',
  since: '0.1.0',
  severity: severity('low', { UC: 'medium', MT: 'medium', AI: 'medium' }),
  dimensions: ['CGROUP'],
  when: { kubernetes: ['priorityClassName'] },
  fix: 'always',
  messages: { system: '"{name}" has priority {text}: it drives other workloads off the node' },
  docs: {
    title: 'Uses system-critical priority',
    risk: 'The pod preempts workloads of others and is spared when the node runs short: a leak in it costs its neighbours first.',
    not: 'Network and storage plugins and DNS need it: in kube-system, or where image and namespace are those of a known one, it is a remark.',
    fix: 'Removes the class, so that the default of the cluster applies.',
    verify: 'A PriorityClass of your own with a lower value may serve.',
    check: { kubernetes: "kubectl get pod NAME -o jsonpath='{.spec.priorityClassName}'" },
  },
  standards: ['MITRE ATT&CK: T1499'],
  references: ['K8S-API'],
  check: {
    *'kubernetes.pod'(pod) {
      const field = pod.spots.spec.get('priorityClassName').text();
      if (field.value !== 'system-node-critical' && field.value !== 'system-cluster-critical') return;
      const fixes = [removal('Remove priorityClassName', field.site)];
      const expected = inSystemNamespace(pod.ref.namespace, field.site) ?? expectedOf(pod);
      yield asExpected({ at: field.site, message: 'system', data: { name: pod.label, text: field.value }, fixes }, expected);
    },
  },
});
