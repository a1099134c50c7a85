import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

const TITLE = 'Make the root filesystem read-only, with /var/run/postgresql';

export default {
  source: 'CrunchyData/postgres-operator#4211: a database evicted for more than 64 MiB in /tmp',
  right: 'what is mounted beside a read-only root has no limit that was not there; a tmpfs, which is memory, has one only after a review',
  check(project) {
    expect(project.offers('pods.yaml', 'writable-root-filesystem', 'postgres')).toEqual([`safe: ${TITLE} and /tmp`]);
    const fixed = project.fixed('pods.yaml', 'safe');
    expect(fixed).toContain('mountPath: /tmp');
    expect(fixed).not.toContain('sizeLimit');
    const service = (name: string) => project.offers('compose.yaml', 'writable-root-filesystem', name);
    expect(service('postgres')).toEqual([`review: ${TITLE} and /tmp, if what it writes to /tmp fits into 1 GiB of memory`]);
    expect(service('limited')).toEqual([`review: ${TITLE} and /tmp, if what it writes to /tmp fits into its memory limit`]);
    expect(project.fixed('compose.yaml', 'safe')).not.toContain('/tmp:');
    expect(project.fixed('compose.yaml', 'safe', 'review')).toContain('/tmp:size=1g');
  },
} satisfies Case;
