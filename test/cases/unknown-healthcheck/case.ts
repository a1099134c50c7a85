import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'n8n-io/n8n-hosting, docker-compose/withPostgresAndWorker; nginx docs, "Running nginx as a non-root user"',
  right: 'what nobody knows of a healthcheck lowers the grade, and hides nothing that the image writes; a configuration of its own may put files into /tmp',
  check(project) {
    const compose = project.snapshot('compose.yaml');
    const fixes = compose.findings
      .flatMap((finding) => [finding, ...finding.also])
      .filter(({ rule }) => rule.id === 'writable-root-filesystem')
      .flatMap((finding) => compose.fixesOf(finding));
    expect(fixes.map(({ title, safety }) => [title, safety])).toEqual([
      ['Make the root filesystem read-only, with /var/run/postgresql and /tmp', 'review'],
      ['Make the root filesystem read-only, with /var/cache/nginx, /var/run and /tmp', 'review'],
    ]);
  },
} satisfies Case;
