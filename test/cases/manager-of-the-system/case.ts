import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'org.freedesktop.systemd1(5); longhorn/longhorn, deploy/longhorn.yaml',
  right: 'root on the system bus starts what it likes on the host; the data of a storage plugin is not replaced by an empty folder',
  check(project) {
    const severity = (name: string) =>
      project.snapshot('compose.yaml').findings.find((f) => f.rule.id === 'host-path-volume' && f.container === name)?.severity;
    expect(severity('bus')).toBe('high');
    expect(severity('user')).toBe('medium');
    expect(project.found('pod.yaml')).toContain('host-path-volume');
    expect(project.offers('pod.yaml', 'host-path-volume')).toEqual([]);
  },
} satisfies Case;
