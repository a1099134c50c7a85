import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'n8n-io/n8n#8367, #11743; keycloak/keycloak#44632; bitnami/charts#14855; moby/buildkit, Dockerfile',
  right: 'a read-only root comes with the caches that stop a program when it cannot make them, and is for the author where it writes beside its own files',
  check(project) {
    const readOnly = (file: string, name: string) => project.offers(file, 'writable-root-filesystem', name)[0];
    for (const file of ['compose.yaml', 'pods.yaml']) {
      expect(readOnly(file, 'n8n')).toMatch(/^review: .* with \/home\/node\/\.cache and \/tmp, if /);
      for (const name of ['login', 'login-dev']) expect(readOnly(file, name), name).toMatch(/^manual: .* once \/opt\/keycloak\/lib\/quarkus is on a volume$/);
      expect(readOnly(file, 'login-optimized')).toMatch(
        /^review: Make the root filesystem read-only, with \/tmp(?:, if what it writes to \/tmp fits into .*)?$/,
      );
      expect(readOnly(file, 'builder')).toMatch(/^manual: .* with \/home\/user\/\.local\/tmp, \/run\/user\/1000 and \/tmp(?:, if .*)?$/);
      expect(readOnly(file, 'kafka')).toMatch(/^manual: .* once \/opt\/bitnami is on a volume$/);
      expect(readOnly(file, 'tool')).toMatch(/^review: /);
    }
    expect(project.applied('compose.yaml', 'writable-root-filesystem', 'n8n')).toContain('- /home/node/.cache:size=1g,uid=1000,gid=1000');
    expect(project.applied('pods.yaml', 'writable-root-filesystem', 'login-by-command')).toContain('readOnlyRootFilesystem: true');
    expect(readOnly('pods.yaml', 'login-by-command')).toMatch(/^manual: .*quarkus/);
  },
} satisfies Case;
