import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'core/v1 validation: "seccomp type in annotation and field must match"',
  right: 'an annotation that says otherwise goes in the same edit as the field comes',
  check(project) {
    const fixed = project.fixed('pods.yaml', 'safe', 'review');
    expect(fixed).toContain('type: RuntimeDefault');
    expect(fixed).not.toMatch(/unconfined/i);
    expect(fixed).toContain('example.com/team: web');
  },
} satisfies Case;
