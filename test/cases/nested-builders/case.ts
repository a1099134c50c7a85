import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'kubernetes/kubernetes#132157, kyverno/kyverno#17693, KEP-4265',
  right: 'what builds images is root in its own container and writes its root filesystem: nothing of that is undone in bulk',
  check(project) {
    const grades = (file: string, rule: string, name: string) => project.offers(file, rule, name).map((offer) => offer.replace(/:.*/, ''));
    for (const name of ['buildah', 'by-command', 'podman', 'kaniko'])
      for (const rule of ['run-as-root', 'writable-root-filesystem']) expect([name, rule, ...grades('pods.yaml', rule, name)]).toEqual([name, rule, 'manual']);
    for (const name of ['kaniko', 'podman'])
      for (const rule of ['run-as-root', 'writable-root-filesystem']) expect(grades('compose.yaml', rule, name)).toEqual(['manual']);
    expect(grades('pods.yaml', 'proc-mount-unmasked', 'buildah')).toEqual(['manual']);
    expect(grades('pods.yaml', 'capability-added-sys-admin', 'podman')).toEqual(['manual']);
    expect(project.offers('pods.yaml', 'capabilities-not-dropped', 'kaniko')).toEqual([expect.stringContaining('but CHOWN, DAC_OVERRIDE, FOWNER')]);
    for (const rule of ['seccomp-unconfined', 'apparmor-unconfined', 'capabilities-not-dropped'])
      expect(grades('pods.yaml', rule, 'rootless')).toEqual(['manual']);
    expect(grades('pods.yaml', 'seccomp-unconfined', 'app')).toEqual(['review']);
  },
} satisfies Case;
