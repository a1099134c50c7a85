import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

const ELSE = 'if it writes to nothing else but volumes';

export default {
  source: 'tiredofit/docker-traefik-cloudflare-companion#68; just-containers/s6-overlay#578',
  right: 's6-overlay writes to /run and runs programs there; what nobody knows gets /tmp, in pods as in Compose',
  check(project) {
    const offers = (file: string, name: string) => project.offers(file, 'writable-root-filesystem', name);
    expect(offers('compose.yaml', 'dns')).toEqual([
      `review: Make the root filesystem read-only, with /run and /tmp, ${ELSE}, and what it writes to /run and /tmp fits into 1 GiB of memory`,
    ]);
    expect(offers('pod.yaml', 's6')).toEqual([`review: Make the root filesystem read-only, with /run and /tmp, ${ELSE}`]);
    expect(offers('pod.yaml', 'plain')).toEqual([`review: Make the root filesystem read-only, with /tmp, ${ELSE}`]);
    expect(project.fixed('compose.yaml', 'review')).toContain('/run:exec,');
  },
} satisfies Case;
