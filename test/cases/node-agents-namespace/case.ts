import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

const OF_NAMESPACES = /^namespace-/;

export default {
  source: 'canonical/k8s-snap#1993; the manifests of metallb, flannel and longhorn',
  right:
    'no level is enforced that a pod of the same file does not meet, unless the same run makes it meet the level (the strictest that all then meet); that pod is the reason',
  check(project) {
    const snapshot = project.snapshot('agents.yaml');
    const reasons = snapshot.findings
      .filter(({ rule }) => OF_NAMESPACES.test(rule.id))
      .map((finding) => {
        const [fix] = snapshot.fixesOf(finding);
        const compiled = fix && snapshot.compileFix(finding, fix);
        return `${finding.resource.name}: ${compiled?.ok === false ? compiled.why : 'made'}`;
      });
    expect(reasons).toEqual([
      expect.stringMatching(/^net-system: .*hostPort \(container "balancer" uses hostPort 7946\)$/),
      expect.stringMatching(/^disks: .*hostPath volumes \(volume "dev"\)$/),
      expect.stringMatching(/^shop: .*host namespaces \(hostPID=true\)$/),
    ]);
    const after = project.fixed('agents.yaml', 'safe', 'review');
    expect(after.match(/pod-security\.kubernetes\.io\/enforce: \w+/g)).toEqual([
      'pod-security.kubernetes.io/enforce: privileged',
      'pod-security.kubernetes.io/enforce: restricted',
    ]);
    expect(after).not.toContain('hostPID');
    expect(snapshot.again(after).findings.map(({ rule }) => rule.id)).not.toContain('namespace-rejects-pod');
  },
} satisfies Case;
