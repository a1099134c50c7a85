import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'fluent/fluent-bit, daemonset with privileged: true; beside prometheus/node_exporter in one pod; prometheus/node_exporter, example manifest',
  right: 'who reads logs or counters of the node needs paths and namespaces of it, no privilege, whatever runs beside it; a network plugin needs it',
  check(project) {
    const offers = (rule: string, name: string) => project.offers('agents.yaml', rule, name);
    for (const name of ['alone', 'shipper', 'exporter', 'elsewhere']) expect(offers('privileged-container', name), name).toEqual(['review: Remove privileged']);
    expect(offers('capability-added-sys-admin', 'reader')).toEqual(['review: Remove SYS_ADMIN from the added capabilities']);
    expect(offers('capability-added-net-admin', 'reader')).toEqual(['review: Remove NET_ADMIN from the added capabilities']);
    expect(offers('capability-added-sys-time', 'counter')[0]).toMatch(/^manual: /);
    expect(offers('privileged-container', 'plugin')).toEqual(['manual: Remove privileged, without which a network plugin does not work']);
  },
} satisfies Case;
