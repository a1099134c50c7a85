import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'mongod and mariadbd reference manuals; memcached(1); vllm-project/vllm, docker/Dockerfile',
  right:
    'what the command names for logs, sockets and pid files stays writable beside a read-only root; other data needs a volume of the author; settings are read',
  check(project) {
    const offer = (file: string, name: string) => project.offers(file, 'writable-root-filesystem', name)[0];
    const room = (paths: string) => `if what it writes to ${paths} fits into 1 GiB of memory`;
    expect(offer('compose.yaml', 'mongo')).toBe(
      `review: Make the root filesystem read-only, with /tmp and /var/log/mongodb, ${room('/tmp and /var/log/mongodb')}`,
    );
    expect(project.applied('compose.yaml', 'writable-root-filesystem', 'mongo')).toContain('/var/log/mongodb:size=1g,mode=1777');
    expect(offer('compose.yaml', 'mariadb')).toContain('/var/log/mysql');
    expect(offer('compose.yaml', 'memcached')).toBe(`review: Make the root filesystem read-only, with /tmp, ${room('/tmp')}`);
    expect(offer('compose.yaml', 'reader')).toMatch(/: Make the root filesystem read-only$/);
    expect(offer('compose.yaml', 'keeper')).toBe('manual: Make the root filesystem read-only, with /tmp, once /data is on a volume');
    expect(offer('pods.yaml', 'mongo')).toBe('review: Make the root filesystem read-only, with /tmp and /var/log/mongodb');
    expect(offer('pods.yaml', 'app')).toContain('with /tmp and /var/log/app');
    expect(offer('pods.yaml', 'llm')).toMatch(/^manual: .*once \/root\/\.cache\/huggingface is on a volume/);
    expect(project.offers('pods.yaml', 'run-as-root', 'llm')[0]).toMatch(/^manual: /);
  },
} satisfies Case;
