import { infrastructureOf } from '../../isolation/needs/infrastructure.ts';
import type { PodView } from '../../manifest/kubernetes/views.ts';
import { removal } from '../../remedies/basic.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';
import { isPinned, tolerations } from './control-plane-nodes.ts';

export const controlPlaneToleration = defineRule({
  id: 'control-plane-toleration',
  since: '0.1.0',
  severity: severity('high', { TI: 'low', CI: 'medium' }),
  dimensions: ['KERNEL', 'IDENTITY'],
  when: { kubernetes: ['tolerations'] },
  fix: 'always',
  messages: {
    controlPlane: '"{name}" tolerates {text}: it may run beside etcd and the CA keys of the cluster',
    every: '"{name}" tolerates every taint: it may run on control-plane nodes too',
    expected: '"{name}" tolerates {text}, as expected for a {role}',
  },
  docs: {
    title: 'Tolerates control-plane taints',
    risk: 'On a control-plane node an escape reaches etcd, the keys of the CA and the administrator’s kubeconfig: the cluster is taken, not one node.',
    not: 'It only allows such a node, it does not ask for one. Node agents, network plugins, log shippers and exporters run everywhere by design and are a remark only.',
    fix: 'Removes the toleration.',
    verify: 'Check that the workload is not meant to run on every node; else list the taints that it needs by their keys.',
    check: { kubernetes: 'kubectl get pod NAME -o wide' },
  },
  standards: ['MITRE ATT&CK: T1610'],
  references: ['K8S-API', 'NODE-EXPORTER'],
  check: {
    *'kubernetes.pod'(pod) {
      const known = infrastructureOf(pod);
      for (const { item, key, every } of tolerations(pod)) {
        const data = { name: pod.label, text: every ? 'every taint' : (key.value as string) };
        const at = every ? item.get('operator').site : key.site;
        const report = { at, fixes: [removal('Remove the toleration', item.site, belongsThere(pod) ? 'manual' : 'review')] };
        if (known) yield { ...report, message: 'expected', data: { ...data, role: known.role }, atMost: 'info' };
        else yield { ...report, message: every ? 'every' : 'controlPlane', data };
      }
    },
  },
});

/** Without the toleration it would be missing on some nodes, or run nowhere: whether it is wanted there only its author knows. */
function belongsThere(pod: PodView): boolean {
  return pod.ref.kind === 'DaemonSet' || infrastructureOf(pod) !== undefined || isPinned(pod);
}
