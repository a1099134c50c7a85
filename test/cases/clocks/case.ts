import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'cturra/docker-ntp, README; chrony.tuxfamily.org, chronyd(8)',
  right: 'a daemon that sets the clock needs SYS_TIME, and root until it has changed to its own user',
  check(project) {
    for (const [file, name] of [
      ['compose.yaml', 'ntp'],
      ['compose.yaml', 'chrony'],
      ['compose.yaml', 'ntpd'],
      ['pod.yaml', 'chronyd'],
      ['pod.yaml', 'ntp'],
    ] as const) {
      expect(project.offers(file, 'capability-added-sys-time', name), name).toEqual([
        'manual: Remove SYS_TIME from the added capabilities, without which the time daemon does not work',
      ]);
      expect(project.offers(file, 'run-as-root', name)[0], name).toMatch(/^manual: .*though the time daemon needs root$/);
      expect(project.offers(file, 'capabilities-not-dropped', name)[0], name).toMatch(/ but CHOWN, .*SETGID and SETUID$/);
    }
    expect(project.offers('compose.yaml', 'capability-added-sys-time', 'other')).toEqual(['review: Remove SYS_TIME from the added capabilities']);
  },
} satisfies Case;
