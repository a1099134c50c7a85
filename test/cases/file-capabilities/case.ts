import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'AdguardTeam/AdGuardHome#4565 and docker/Dockerfile; coturn/coturn, docker/coturn/debian/Dockerfile; hashicorp/vault, docker-entrypoint.sh',
  right: 'a program file with capabilities does not start without them in the set, as whichever user; the user of the image stays',
  check(project) {
    const dropped = (file: string, name: string) => project.offers(file, 'capabilities-not-dropped', name)[0];
    for (const name of ['turn', 'web', 'blocker']) expect(dropped('compose.yaml', name)).toBe('review: Drop all capabilities but NET_BIND_SERVICE');
    expect(dropped('compose.yaml', 'names')).toBe('review: Drop all capabilities but DAC_OVERRIDE, FOWNER and NET_BIND_SERVICE');
    expect(dropped('compose.yaml', 'leases')).toBe('review: Drop all capabilities but DAC_OVERRIDE, FOWNER, NET_BIND_SERVICE and NET_RAW');
    expect(dropped('compose.yaml', 'unknown')).toBe('review: Drop all capabilities');
    expect(dropped('pods.yaml', 'turn')).toBe('review: Drop all capabilities but NET_BIND_SERVICE');
    expect(dropped('pods.yaml', 'turn-by-command')).toBe('review: Drop all capabilities but NET_BIND_SERVICE');
    expect(dropped('pods.yaml', 'safe')).toBe('review: Drop all capabilities but CHOWN, SETFCAP, SETGID and SETUID');
    expect(dropped('pods.yaml', 'safe-as-vault')).toBe('review: Drop all capabilities');
    expect(dropped('pods.yaml', 'holes')).toMatch(/^review: .*NET_BIND_SERVICE, NET_RAW, SETFCAP/);
    expect(project.offers('compose.yaml', 'run-as-root', 'turn')).toEqual([]);
    expect(project.offers('pods.yaml', 'run-as-root', 'turn')).toEqual(['safe: Run as user 65534 of the image']);
    expect(project.offers('pods.yaml', 'run-as-root', 'names')[0]).toMatch(/^manual: /);
  },
} satisfies Case;
