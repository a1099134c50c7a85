import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'docs.portainer.io, CLI configuration options; portainer/portainer#3658',
  right: 'Portainer keeps the address that its data has, whatever -H says: the author has to change it there',
  check(project) {
    const [proxy] = project.offers('compose.yaml', 'container-runtime-socket-mounted', 'portainer').filter((offer) => offer.includes('socket proxy'));
    expect(proxy).toMatch(/^review: .*the environment that its data has gets the new URL in Portainer$/);
  },
} satisfies Case;
