import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'kubernetes/website#35772, kubernetes/kubernetes#105919',
  right: 'a pod that only Windows nodes take has no weakness of Linux, and is offered no sandbox of Linux',
  check(project) {
    for (const name of ['by-os', 'by-selector', 'by-affinity']) {
      expect(project.offers('pods.yaml', 'runtime-class-missing', name)).toEqual([]);
      expect(project.offers('pods.yaml', 'seccomp-not-set', name)).toEqual([]);
    }
    expect(project.found('pods.yaml')).toContain('agent-sandbox-unsafe');
    expect(project.offers('pods.yaml', 'agent-sandbox-unsafe')).toEqual([]);
    expect(project.offers('pods.yaml', 'runtime-class-missing', 'anywhere')[0]).toBe('manual: Set runtimeClassName to gvisor');
    expect(project.offers('declared.yaml', 'runtime-class-missing', 'iis')).toEqual(['review: Set runtimeClassName to hyperv']);
    expect(project.offers('declared.yaml', 'runtime-class-missing', 'web')).toEqual(['review: Set runtimeClassName to gvisor']);
    expect(project.offers('declared.yaml', 'seccomp-not-set', 'by-class')).toEqual([]);
  },
} satisfies Case;
