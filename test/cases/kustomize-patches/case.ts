import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'aixgo-dev/aixgo#129; intel/intel-device-plugins-for-kubernetes#1962',
  right: 'without spec.selector, or named as a patch, an object is not whole: nothing is missing in it, and what it says is judged all the same',
  check(project) {
    expect(project.found('base/deployment.yaml')).toContain('seccomp-not-set');
    expect(project.found('prod/image.yaml')).toEqual(['host-pid']);
    expect(project.found('prod/job.yaml')).toEqual([]);
    expect(project.found('prod/other.yaml')).toContain('seccomp-not-set');
    expect(project.snapshot('prod/job.yaml').filesRead).toContain('prod/kustomization.yaml');
  },
} satisfies Case;
