import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'kubernetes/examples, staging/volumes/nfs; dovecot/docker',
  right: 'an NFS server serves with the kernel, and Dovecot gives its login processes a root of their own: their privileges are for that',
  check(project) {
    expect(project.offers('pod.yaml', 'privileged-container')).toEqual(['manual: Remove privileged, without which the NFS server does not work']);
    expect(project.offers('pod.yaml', 'run-as-root')[0]).toMatch(/^manual: .*though the NFS server needs root$/);
    expect(project.offers('compose.yaml', 'privileged-container', 'nfs')).toEqual(['manual: Remove privileged, without which the NFS server does not work']);
    expect(project.offers('compose.yaml', 'capabilities-not-dropped', 'imap')).toEqual([
      'manual: Drop all capabilities but CHOWN, DAC_OVERRIDE, FOWNER, KILL, NET_BIND_SERVICE, SETGID, SETUID and SYS_CHROOT',
    ]);
  },
} satisfies Case;
