import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'mbologna/docker-bitlbee, #88: s6-applyuidgid cannot set its groups in a pod that drops all capabilities',
  right: 'a container whose entrypoint must start as root keeps what the entrypoint needs, as in Compose',
  check(project) {
    const pod = project.snapshot('pod.yaml');
    const fixes = pod.findings.filter(({ rule }) => rule.id === 'capabilities-not-dropped').flatMap((finding) => pod.fixesOf(finding));
    expect(fixes.map(({ title }) => title)).toEqual(['Drop all capabilities but CHOWN, DAC_OVERRIDE, FOWNER, KILL, SETGID and SETUID']);
  },
} satisfies Case;
