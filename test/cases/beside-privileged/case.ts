import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'containerd, internal/cri/server: a privileged container gets no seccomp profile; longhorn/longhorn, longhorn-csi-plugin',
  right: 'what a privileged container may do is not asked of the plain one beside it; a profile changes nothing of the privileged one, which is still reported',
  check(project) {
    const offers = (name: string) => project.offers('pod.yaml', 'seccomp-not-set', name);
    expect(offers('registrar')).toEqual(['review: Set seccompProfile to RuntimeDefault']);
    expect(offers('driver')).toEqual(['blocked: Set seccompProfile to RuntimeDefault']);
    for (const [file, rule, name] of [
      ['unconfined.yaml', 'apparmor-unconfined', 'all'],
      ['unconfined.yaml', 'seccomp-unconfined', 'driver'],
      ['unconfined.yaml', 'seccomp-annotation-ignored', 'agent'],
      ['compose.yaml', 'seccomp-unconfined', 'agent'],
      ['compose.yaml', 'apparmor-unconfined', 'agent'],
    ] as const)
      expect(project.offers(file, rule, name), `${rule} of ${name}`).toEqual([expect.stringMatching(/^blocked: /)]);
    expect(project.offers('unconfined.yaml', 'apparmor-unconfined', 'mixed')).toEqual(['review: Remove the AppArmor setting']);
    expect(project.offers('compose.yaml', 'seccomp-unconfined', 'plain')).toEqual(['review: Remove seccomp:unconfined']);
  },
} satisfies Case;
