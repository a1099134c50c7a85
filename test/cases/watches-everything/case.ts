import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'learn.netdata.cloud, "Install Netdata with Docker"; netdata/helmchart',
  right: 'who watches its host by its processes, counters and traffic needs what it asks for: nothing that a run applies blinds it',
  check(project) {
    for (const [file, name] of [
      ['compose.yaml', 'netdata'],
      ['compose.yaml', 'agent'],
      ['agent.yaml', 'netdata'],
    ] as const)
      for (const rule of ['host-pid', 'host-network', 'capability-added-sys-ptrace', 'capability-added-sys-admin', 'apparmor-unconfined'])
        expect(
          project.offers(file, rule, name).filter((offer) => !offer.startsWith('manual: ')),
          `${file}: ${name}, ${rule}`,
        ).toEqual([]);
    for (const file of ['compose.yaml', 'agent.yaml']) {
      expect(project.offers(file, 'allow-privilege-escalation', 'netdata')[0]).toMatch(/^manual: /);
      expect(project.offers(file, 'capability-added-sys-admin', 'netdata')).toHaveLength(1);
    }
    expect(project.offers('compose.yaml', 'capability-added-sys-admin', 'counter')).toEqual(['review: Remove SYS_ADMIN from the added capabilities']);
  },
} satisfies Case;
