import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'kubernetes, pkg/volume/volume_linux.go; Kubernetes documentation, "Secret files permissions"; pods that back up with a key of mode 0400',
  right: 'files that the kubelet makes for root alone are no files of another user, unless fsGroup opens them',
  check(project) {
    const user = (name: string) => project.offers('pods.yaml', 'run-as-root', name)[0];
    for (const [name, path] of [
      ['backup', '/keys'],
      ['settings', '/settings'],
      ['token', '/token'],
    ])
      expect(user(name as string), name).toMatch(new RegExp(`^manual: .*though the mode of ${path} hides its files from it$`));
    for (const name of ['open', 'beside', 'by-group']) expect(user(name), name).toMatch(/^review: Run as user 10001/);
    for (const offer of project.offers('pods.yaml', 'capabilities-not-dropped', 'token')) expect(offer).not.toMatch(/run as user/);
  },
} satisfies Case;
