import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'kubernetes/kubernetes, validation of windowsOptions.hostProcess (KEP-1981)',
  right: 'a pod has HostProcess containers alone or none: what the API server would refuse is said, and no fix leads there',
  check(project) {
    const file = 'pods.yaml';
    const applied = (name: string) => project.applied(file, 'windows-host-process', name);
    expect(applied('first')).toBe(
      'the API server would refuse the pod: Invalid value: "": If pod contains any hostProcess containers then all containers must be HostProcess containers',
    );
    // what makes the pod valid, and what makes it no worse, is made
    const rejections = (text: string) =>
      project
        .after(file, text)
        .findings.filter(({ rule }) => rule.id === 'api-server-rejects')
        .map(({ document }) => document);
    const before = project.snapshot(file).file.text;
    expect(rejections(before)).toEqual([1, 2, 2]);
    expect(rejections(applied('agent'))).toEqual([2, 2]);
    expect(rejections(applied('inherited'))).toEqual([1]);

    const after = project.fixed(file, 'safe', 'review');
    expect(after).not.toContain('hostProcess: true');
    expect(after).not.toContain('hostNetwork');
    expect(rejections(after)).toEqual([]);
  },
} satisfies Case;
