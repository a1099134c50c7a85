import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

const KEPT = 'Drop all capabilities but CHOWN, DAC_OVERRIDE, SETGID and SETUID';

export default {
  source: 'docker-library/redis and valkey-io/valkey-container, docker-entrypoint.sh; grafana/helm-charts#3699',
  right: 'the second start looks for files of others in a folder that only another user may enter: root keeps DAC_OVERRIDE',
  check(project) {
    const offers = (name: string) => project.offers('compose.yaml', 'capabilities-not-dropped', name);
    expect(offers('cache')).toEqual(['safe: Drop all capabilities and run as user 999 of the image']);
    expect(offers('queue')).toContain(`safe: ${KEPT}`);
    // a folder of the host may belong to anybody
    expect(project.offers('compose.yaml', 'run-as-root', 'queue')).toEqual(['review: Run as user 999 of the image, if what it writes belongs to that user']);
  },
} satisfies Case;
