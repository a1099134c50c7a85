import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'nself-org/cli#274, #276',
  right: 'a key of the host with mode 0600 belongs to a user of the host: root reads it by DAC_OVERRIDE alone, and another user does not',
  check(project) {
    for (const name of ['proxy', 'files']) {
      const offers = project.offers('compose.yaml', 'capabilities-not-dropped', name);
      expect(offers.filter((offer) => offer.startsWith('safe'))).toEqual([
        'safe: Drop all capabilities but CHOWN, DAC_OVERRIDE, NET_BIND_SERVICE, SETGID and SETUID',
      ]);
      expect(project.offers('compose.yaml', 'run-as-root', name).join()).not.toContain('safe');
    }
  },
} satisfies Case;
