import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'flannel-io/flannel, Documentation/kube-flannel.yml',
  right: 'who writes files of the node as root may write them whomever they belong to; who only reads them loses the capability',
  check(project) {
    const dropped = (name: string) => project.offers('agent.yaml', 'capabilities-not-dropped', name);
    for (const name of ['install-cni-plugin', 'install-cni', 'writer']) expect(dropped(name), name).toEqual(['review: Drop all capabilities but DAC_OVERRIDE']);
    expect(dropped('reader')).toEqual(['review: Drop all capabilities']);
  },
} satisfies Case;
