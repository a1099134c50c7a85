import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'docker/compose#11002, #10945, #11741 (include.env_file)',
  right: 'an included file has the variables of the entry that includes it, also where it is checked by itself',
  check(project) {
    const found = project.found('shop/compose.yaml');
    expect(found).toContain('privileged-container');
    expect(found).toContain('host-network');
    expect(found).not.toContain('compose-network-flat');
    expect(project.found('shop/db/store.yaml')).toContain('host-pid');
    expect(project.found('shop/db/store.yaml')).not.toContain('port-published-all-interfaces');
    expect([...project.snapshot('shop/compose.yaml').filesRead]).toContain('shop/defaults.env');
  },
} satisfies Case;
