import { isUnmounted } from '../../isolation/mounts/volumes.ts';
import { isUnset } from '../../manifest/field.ts';
import { removal } from '../../remedies/basic.ts';
import { asExpected, expectedOf } from '../expected.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';
import { asksForControlPlane, CONTROL_PLANE_LABELS, HOSTNAME, requiredOfNodes, tolerations } from './control-plane-nodes.ts';

export const controlPlanePinning = defineRule({
  id: 'control-plane-pinning',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', MT: 'high', AI: 'high' }),
  dimensions: ['KERNEL'],
  when: { kubernetes: ['nodeName', 'nodeSelector', 'nodeAffinity'] },
  fix: 'sometimes',
  messages: {
    node: '"{name}" is put on node {text} past the scheduler, whatever its taints say',
    hostname: '"{name}" is pinned to node {text}: whoever writes it chooses its neighbours',
    controlPlane: '"{name}" asks for control-plane nodes, beside etcd and the CA keys of the cluster',
  },
  docs: {
    title: 'Pinned to a named or control-plane node',
    risk: 'With `nodeName` the scheduler, and with it taints that keep pods away, is passed by: the author lands on any node, beside chosen victims. On a control-plane node an escape takes the cluster.',
    not: 'Local volumes pin pods by affinity, and debugging pods by name: that is normal. A node affinity for a hostname is not reported. A known part of the cluster is a remark.',
    fix: 'Removes the field.',
    verify: 'Check that no local disk or device of that node is needed.',
    check: { kubernetes: 'kubectl get pod NAME -o wide' },
  },
  standards: ['MITRE ATT&CK: T1610'],
  references: ['K8S-API'],
  check: {
    *'kubernetes.pod'(pod) {
      const expected = expectedOf(pod);
      const { spec } = pod.spots;
      const name = pod.label;
      // the files that it mounts are on that node, and not on others; one that also tolerates its taints is wanted there
      const safety = pod.volumes.some((volume) => !isUnset(volume.hostPath) && !isUnmounted(pod, volume)) || tolerations(pod).length > 0 ? 'manual' : 'review';
      const node = spec.get('nodeName').text();
      if (node.value)
        yield asExpected(
          { at: node.site, message: 'node', data: { name, text: node.value }, fixes: [removal('Remove nodeName', node.site, safety)] },
          expected,
        );
      const selector = spec.get('nodeSelector');
      for (const key of selector.keys()) {
        const entry = selector.get(key).text();
        const fixes = [removal(`Remove ${key} from the node selector`, entry.site, safety)];
        if (CONTROL_PLANE_LABELS.has(key) && entry.value !== 'false')
          yield asExpected({ at: entry.site, message: 'controlPlane', data: { name }, fixes }, expected);
        else if (key === HOSTNAME && entry.value) yield asExpected({ at: entry.site, message: 'hostname', data: { name, text: entry.value }, fixes }, expected);
      }
      for (const expression of requiredOfNodes(pod))
        if (asksForControlPlane(expression)) yield asExpected({ at: expression.get('key').site, message: 'controlPlane', data: { name } }, expected);
    },
  },
});
