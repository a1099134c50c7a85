import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'flannel-io/flannel, Documentation/kube-flannel.yml (nodes/status); Kubernetes, Node status and Pod priority',
  right: 'a right on the status of nodes, on drivers or on priorities is said to be what it is: none of them says where a pod runs',
  check(project) {
    const messages = project.snapshot('roles.yaml').findings.flatMap(({ rule, message }) => (rule.id === 'rbac-node-write' ? [message] : []));
    expect(messages.map((message) => message.slice(message.indexOf(' may ')))).toEqual([
      ' may patch nodes/status: it falsifies capacity, conditions, addresses',
      ' may patch nodes and nodes/status: it steers who runs where',
      ' may update csidrivers: it changes how volumes reach pods',
      ' may create priorityclasses: its pods displace those of others',
    ]);
  },
} satisfies Case;
