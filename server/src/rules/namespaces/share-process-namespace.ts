import { removal } from '../../remedies/basic.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const shareProcessNamespace = defineRule({
  id: 'share-process-namespace',
  since: '0.1.0',
  severity: severity('medium', { TI: 'info', CI: 'low' }),
  dimensions: ['PID', 'SECRETS'],
  when: { kubernetes: ['shareProcessNamespace'] },
  fix: 'always',
  messages: { shared: 'the containers of "{name}" see the processes and environment of each other' },
  docs: {
    title: 'Containers share one process namespace',
    risk: 'Each container sees the processes of the others. With the same user it reads their environment, memory and files in /proc, mounted Secrets included: a sidecar inherits the secrets of the main container.',
    not: 'It stays inside the pod; no process of the node or of another pod is seen. Debuggers and sidecars that send signals need it.',
    fix: 'Removes `shareProcessNamespace`.',
    verify: 'Check that no sidecar signals or inspects the other processes.',
    remark: 'Where one does, give each container a user of its own.',
    check: { kubernetes: 'kubectl exec NAME -- ls /proc' },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K01', 'MITRE ATT&CK: T1057, T1552'],
  references: ['K8S-API', 'SECCTX'],
  check: {
    *'kubernetes.pod'(pod) {
      const field = pod.spots.spec.get('shareProcessNamespace').boolean();
      const alone = pod.containers.length === 1 && !pod.spots.spec.get('containers').open;
      if (field.value !== true || pod.windows || alone) return;
      yield { at: field.site, message: 'shared', data: { name: pod.label }, fixes: [removal('Remove shareProcessNamespace', field.site)] };
    },
  },
});
