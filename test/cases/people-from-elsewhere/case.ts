import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'itzg/docker-minecraft-server, linuxserver/docker-plex and teamspeak, the guides of their servers',
  right: 'a server of games, voice or media is there to be reached: on 127.0.0.1 it serves nobody',
  check(project) {
    const offers = (name: string) => project.offers('compose.yaml', 'port-published-all-interfaces', name);
    for (const name of ['minecraft', 'plex', 'voice']) for (const offer of offers(name)) expect(offer).toBe('manual: Publish on 127.0.0.1 only');
    expect(offers('page')).toEqual(['review: Publish on 127.0.0.1 only']);
  },
} satisfies Case;
