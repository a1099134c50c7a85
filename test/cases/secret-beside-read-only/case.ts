import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'docker/compose#12303, #12031; MariaDB/mariadb-docker#554',
  right: 'a read-only root or a secret from `environment`: Compose refuses both together, so no round and no fix alone makes them meet',
  check(project) {
    for (const safeties of [['safe'], ['safe', 'review'], ['safe', 'review', 'manual']] as const) {
      const after = project.snapshot('compose.yaml').again(project.fixed('compose.yaml', ...safeties));
      expect(after.findings.map(({ rule }) => rule.id)).not.toContain('compose-secret-needs-writable-root');
    }
    expect(project.fixed('compose.yaml', 'safe', 'review')).toMatch(/read_only: true/);
    expect(project.offers('compose.yaml', 'writable-root-filesystem', 'cache')).toEqual([expect.stringMatching(/^blocked: /)]);
  },
} satisfies Case;
