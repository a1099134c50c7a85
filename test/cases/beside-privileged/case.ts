import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'containerd, internal/cri/server: a privileged container gets no seccomp profile; longhorn/longhorn, longhorn-csi-plugin',
  right: 'what a privileged container may do is not asked of the plain one beside it; a profile changes nothing of the privileged one, which is still reported',
  check(project) {
    const offers = (name: string) => project.offers('pod.yaml', 'seccomp-not-set', name);
    expect(offers('registrar')).toEqual(['review: Set seccompProfile to RuntimeDefault']);
    expect(offers('driver')).toEqual(['blocked: Set seccompProfile to RuntimeDefault']);
  },
} satisfies Case;
