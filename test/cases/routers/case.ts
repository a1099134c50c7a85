import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'FRRouting/frr#8681, #16710; osixia/keepalived, README',
  right: 'a router keeps its capabilities, the network of its host and root, unless its author decides otherwise',
  check(project) {
    for (const [file, name] of [
      ['compose.yaml', 'frr'],
      ['compose.yaml', 'bird'],
      ['compose.yaml', 'keepalived'],
      ['pod.yaml', 'frr'],
    ] as const) {
      const offers = ['capability-added-net-admin', 'capability-added-sys-admin', 'run-as-root'].flatMap((rule) => project.offers(file, rule, name));
      expect(offers.length).toBeGreaterThan(1);
      expect(offers.filter((offer) => !offer.startsWith('manual: '))).toEqual([]);
    }
    const networks = ['compose.yaml', 'pod.yaml'].flatMap((file) => project.offers(file, 'host-network'));
    expect(networks.map((offer) => offer.split(':')[0])).toEqual(['manual', 'manual', 'manual']);
    expect(project.offers('compose.yaml', 'capabilities-not-dropped', 'frr')[0]).toMatch(/^manual: .* but CHOWN, .*NET_BIND_SERVICE, SETGID and SETUID$/);
    expect(project.offers('pod.yaml', 'capabilities-not-dropped', 'frr')[0]).toMatch(/ but CHOWN, .*NET_BIND_SERVICE, SETGID and SETUID$/);
  },
} satisfies Case;
