import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'mailcow/mailcow-dockerized, docker-compose.yml',
  right: 'a firewall, what has the socket of the engine, and a script in place of the entrypoint are for the author, in both dialects',
  check(project) {
    const grades = (rule: string, name: string, file = 'compose.yaml') => project.offers(file, rule, name).map((offer) => offer.split(':')[0]);
    expect(grades('privileged-container', 'netfilter')).toEqual(['manual']);
    expect(grades('run-as-root', 'netfilter')).toEqual(['manual']);
    expect(grades('selinux-options-weakened', 'engine')).toEqual(['manual']);
    expect(grades('selinux-options-weakened', 'labelled')).toEqual(['review']);
    for (const rule of ['run-as-root', 'writable-root-filesystem']) {
      expect(grades(rule, 'cache')).toEqual(['manual']);
      expect(grades(rule, 'cache', 'pod.yaml')).toEqual(['manual']);
    }
  },
} satisfies Case;
