import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'nginx/docker-nginx#796, #524; nginx/docker-nginx-unprivileged#88',
  right: 'only nginx.conf itself, or the whole folder, is a configuration of its own: with less, it stays root and keeps what that needs',
  check(project) {
    const user = (name: string) => project.offers('compose.yaml', 'run-as-root', name).map((offer) => offer.split(':')[0]);
    const capabilities = (name: string) => project.offers('compose.yaml', 'capabilities-not-dropped', name);
    for (const name of ['templates', 'site']) {
      expect(user(name)).toEqual(['manual']);
      expect(capabilities(name).join()).toMatch(/^\w+: Drop all capabilities but CHOWN, DAC_OVERRIDE, NET_BIND_SERVICE, SETGID and SETUID$/);
    }
    for (const name of ['whole', 'folder']) expect(user(name)).toEqual(['review']);
  },
} satisfies Case;
