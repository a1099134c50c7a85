import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'docker/compose#12681, #10962 (`!reset`)',
  right: 'what `!reset` of the override would take away again is not written into the base',
  check(project) {
    for (const file of ['compose.yaml', 'compose.override.yaml']) {
      expect(project.found(file)).not.toContain('privileged-container');
      expect(project.found(file)).not.toContain('port-published-all-interfaces');
    }
    expect(project.applied('compose.yaml', 'capabilities-not-dropped', 'api')).toBe(
      '"api" would not get CHOWN there: another text of the project takes it away or wins over it',
    );
    const fixed = project.fixed('compose.yaml', 'safe', 'review');
    expect(fixed).toContain('no-new-privileges:true');
    expect(fixed).not.toContain('cap_drop');
    expect(fixed).toContain('cap_add: [SYS_ADMIN]');
  },
} satisfies Case;
