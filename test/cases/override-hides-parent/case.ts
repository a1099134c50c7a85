import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'faults.md, section 2: `extends: base` and `cap_add: !override [NET_BIND_SERVICE]`; docker/compose#10962',
  right: 'a fix that empties a list with `!override` leaves it empty; what is removed must not come from the service that is extended',
  check(project) {
    const fixed = project.applied('compose.yaml', 'capability-ineffective-nonroot', 'app');
    expect(fixed).toContain('cap_add: !override []\n  lines:');
    expect(project.applied('compose.yaml', 'capability-ineffective-nonroot', 'lines')).toContain('cap_add: !override [] # not those of tools\n');
    expect(project.applied('compose.yaml', 'host-pid', 'same')).toBe('"same" takes pid host from "debug" too: change it there first');
  },
} satisfies Case;
