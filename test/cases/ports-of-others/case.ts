import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'jenkinsci/docker, README; immich-app/immich, docker-compose.yml; IANA, Service Name and Transport Protocol Port Number Registry',
  right: 'what other machines mean to reach is for its author to close, by the port that the container has, whichever it is published under',
  check(project) {
    for (const name of ['agents', 'broker', 'files', 'web', 'photos', 'forge', 'mssql', 'range'])
      expect(
        project.offers('compose.yaml', 'port-published-all-interfaces', name).filter((offer) => offer !== 'manual: Publish on 127.0.0.1 only'),
        name,
      ).toEqual([]);
    for (const name of ['registry', 'administration'])
      expect(project.offers('compose.yaml', 'port-published-all-interfaces', name)).toEqual(['review: Publish on 127.0.0.1 only']);
  },
} satisfies Case;
