import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'prometheus-community/helm-charts, prometheus-node-exporter, templates/daemonset.yaml',
  right: 'only a container that the values may turn on writes to /proc: it is named, with the condition; and what TOKEN holds is a credential, random or not',
  check(project) {
    const messages = project.snapshot('daemonset.yaml').findings.map(({ message }) => message);
    expect(messages).toContain('"permission-fix" mounts /proc of the node writable: its kernel can be told what to run, under a condition of the template');
    expect(messages).toContain('"exporter" has TOKEN in plain text: whoever reads the file has it');
  },
} satisfies Case;
