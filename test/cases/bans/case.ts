import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'linuxserver/docker-swag, README; crazy-max/docker-fail2ban; tiredofit/docker-freepbx; docker-mailserver, documentation',
  right: 'fail2ban bans in the packet filter of its network, with NET_ADMIN as root, in whichever image it is',
  check(project) {
    for (const [file, names] of [
      ['compose.yaml', ['swag', 'bans', 'bans-of-linuxserver', 'mail', 'pbx', 'proxy']],
      ['pod.yaml', ['swag', 'mail']],
    ] as const)
      for (const name of names) {
        expect(project.offers(file, 'capability-added-net-admin', name)[0], name).toMatch(
          /^manual: Remove NET_ADMIN .*, without which (?:fail2ban|the mail server) does not work$/,
        );
        expect(project.offers(file, 'run-as-root', name)[0], name).toMatch(/^manual: /);
      }
    expect(project.offers('compose.yaml', 'capability-added-net-admin', 'off')).toEqual(['review: Remove NET_ADMIN from the added capabilities']);
  },
} satisfies Case;
