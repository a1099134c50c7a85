import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'kata-containers/kata-containers#2912, #9157',
  right: 'what runs a pod is the handler that the file declares for its RuntimeClass; only without it does the name of the class count',
  check(project) {
    const said = (rule: string) => project.snapshot('pods.yaml').findings.flatMap((finding) => (finding.rule.id === rule ? finding.message : []));
    expect(said('sandbox-runtime-incompatible')).toEqual([
      '"agent" sets hostNetwork, which Kata Containers does not support or honour',
      '"sniffer" sets NET_RAW, which gVisor does not support or honour',
    ]);
    const privileged = project.snapshot('pods.yaml').findings.find(({ rule }) => rule.id === 'privileged-container');
    expect(privileged?.severity).toBe(privileged?.rule.severity.TI);
    expect(project.offers('pods.yaml', 'runtime-class-missing')).toEqual(['review: Set runtimeClassName to isolated', 'review: Set runtimeClassName to kata']);
  },
} satisfies Case;
