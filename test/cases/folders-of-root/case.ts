import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'opencontainers/runc, rootfs_linux.go (modes of tmpfs); docker-library/postgres, mariadb-docker and redis, docker-entrypoint.sh',
  right: 'a folder that only root may make, give away or enter is no folder of the user: nothing says that it works without root',
  check(project) {
    const user = (file: string, name: string) => project.offers(file, 'run-as-root', name)[0];
    for (const name of ['cache', 'memory', 'base', 'moved', 'wal', 'snakeoil', 'backed-up']) {
      expect(user('compose.yaml', name), name).toMatch(name === 'memory' ? /^manual: .*, though the tmpfs at \/data belongs to root$/ : /^review: .*, if /);
      for (const offer of project.offers('compose.yaml', 'capabilities-not-dropped', name)) expect(offer, name).not.toMatch(/^safe: .*run as user/);
    }
    expect(user('compose.yaml', 'backed-up')).toBe('review: Run as user 999 of the image, if "backup" leaves its files to that user');
    expect(user('compose.yaml', 'plain')).toBe('safe: Run as user 999 of the image');
    expect(user('pods.yaml', 'cache')).toBe('review: Run as user 999 of the image, if "feeder" leaves its files to that user');
    expect(user('pods.yaml', 'moved')).toMatch(/^review: /);
    expect(project.fixed('pods.yaml', 'safe', 'review')).toContain('fsGroup: 10001');
  },
} satisfies Case;
