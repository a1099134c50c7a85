import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'docker/compose#12303, #12031 ("container rootfs is marked read-only")',
  right: 'either a read-only root or a secret from a variable: no run makes both of them',
  check(project) {
    const fixed = project.fixed('compose.yaml', 'safe', 'review');
    const [db = '', told = ''] = fixed.split('  told:\n');
    expect(db).toContain('read_only: true');
    expect(db).not.toContain('environment: ROOT');
    expect(told).not.toContain('read_only');
    expect(told).toContain('secrets: [root]');
    expect(project.after('compose.yaml', fixed).findings.map(({ rule }) => rule.id)).not.toContain('compose-secret-needs-writable-root');
  },
} satisfies Case;
