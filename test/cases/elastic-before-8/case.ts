import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'elastic/cloud-on-k8s#5913; elastic/elasticsearch-docker#204',
  right: 'images below 8 start as root and change to user 1000 by chroot; later ones are that user',
  check(project) {
    const users = project.snapshot('compose.yaml').findings.filter(({ rule }) => rule.id === 'run-as-root');
    expect(users.map(({ message }) => /"(\w+)"/.exec(message)?.[1])).toEqual(['seven']);
    expect(project.offers('compose.yaml', 'run-as-root', 'seven')).toEqual(['review: Run as user 1000 of the image, if what it writes belongs to that user']);
    const kept = /but CHOWN, DAC_OVERRIDE, SETGID, SETUID and SYS_CHROOT$/;
    expect(project.offers('compose.yaml', 'capabilities-not-dropped', 'seven').at(-1)).toMatch(kept);
    expect(project.offers('compose.yaml', 'capabilities-not-dropped', 'eight')).toEqual(['review: Drop all capabilities']);
    expect(project.offers('pod.yaml', 'capabilities-not-dropped', 'seven').at(-1)).toMatch(kept);
  },
} satisfies Case;
