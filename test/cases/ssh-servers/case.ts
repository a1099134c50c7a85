import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'atmoz/sftp; gitlab/gitlab-ce; podman-container-tools/podman#17575; 0asys/borg-hive#55; robertdebock/docker-centos-openssh#32',
  right: 'who listens on port 22 shuts logins into an empty root, changes to their users and writes audit records: it keeps what that takes, and root',
  check(project) {
    const kept = /Drop all capabilities but AUDIT_WRITE, CHOWN, DAC_OVERRIDE, FOWNER, KILL, NET_BIND_SERVICE, SETGID, SETUID and SYS_CHROOT$/;
    for (const [file, name] of [
      ['compose.yaml', 'files'],
      ['compose.yaml', 'forge'],
      ['compose.yaml', 'bastion'],
      ['compose.yaml', 'by-command'],
      ['pod.yaml', 'bastion'],
      ['pod.yaml', 'by-command'],
    ] as const) {
      expect(project.offers(file, 'capabilities-not-dropped', name)[0], `${file}: ${name}`).toMatch(kept);
      expect(project.offers(file, 'run-as-root', name)[0], `${file}: ${name}`).toMatch(/^manual: .*though its SSH server needs root$/);
    }
    expect(project.offers('compose.yaml', 'capabilities-not-dropped', 'client')).toEqual(['review: Drop all capabilities']);
  },
} satisfies Case;
