import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'apache/kafka and haproxytech/haproxy-docker with read_only: true and tmpfs',
  right: 'a tmpfs of Docker belongs to root: whoever is not root gets its own, or the author decides',
  check(project) {
    const offer = (name: string) => project.offers('compose.yaml', 'run-as-root', name)[0];
    const readOnly = (name: string) => project.applied('compose.yaml', 'writable-root-filesystem', name);
    expect(readOnly('web')).toContain('- /var/cache/nginx:size=1g,uid=101,gid=101\n');
    expect(readOnly('queue')).toContain('- /opt/kafka/logs:size=1g,uid=1000,gid=1000\n      - /tmp:exec,size=1g\n');
    expect(readOnly('named')).toContain('- /var/lib/haproxy:size=64m,mode=1777\n');

    const asUser = (name: string) => project.applied('compose.yaml', 'run-as-root', name);
    expect(asUser('app')).toContain('- /run/app:size=8m,mode=0755,uid=10001,gid=10001\n      - /var/lib/app:mode=1777\n      - /tmp\n');
    expect(asUser('single')).toContain('tmpfs: /run:uid=10001,gid=10001\n');
    expect(asUser('owner')).toContain('["/run/app:uid=10001,gid=10001", "/var/lib/app:uid=10001,mode=0700"]');
    expect(offer('app')).toBe('review: Run as user 10001, if the image works as any user');
    expect(offer('long')).toBe('manual: Run as user 10001, though the tmpfs at /run/app belongs to root');
    expect(offer('variable')).toBe('manual: Run as user 10001, though the tmpfs at /run/app belongs to root');
    expect(asUser('cache')).toContain('tmpfs: [/var/run/mysqld]\n');
  },
} satisfies Case;
