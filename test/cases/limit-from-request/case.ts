import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'flannel-io/flannel#963, #1415; rancher/rke#2768',
  right: 'a request is no measurement: the limit is for the author',
  check(project) {
    expect(project.offers('deployment.yaml', 'memory-limit-missing')).toEqual(['manual: Set a memory limit of 16Mi']);
    expect(project.offers('compose.yaml', 'memory-limit-missing')).toEqual(['manual: Set a memory limit of 16m']);
  },
} satisfies Case;
