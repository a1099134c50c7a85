import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'n8n-io/n8n-hosting, docker-compose/withPostgresAndWorker; deviantony/docker-elk',
  right: 'another command, or another entrypoint, runs as the user of the image: as root only where that is root',
  check(project) {
    const user = (file: string, name: string) => project.offers(file, 'run-as-root', name).join();
    for (const name of ['worker', 'pipeline', 'shell']) expect(user('compose.yaml', name)).toBe('review: Run as user 1000 of the image');
    expect(user('pod.yaml', 'shell')).toBe('review: Run as user 1000 of the image');
    for (const file of ['compose.yaml', 'pod.yaml']) expect(user(file, 'cache')).toContain('its own command is run as root');
    expect(project.offers('compose.yaml', 'writable-root-filesystem', 'worker')).toEqual([
      'manual: Make the root filesystem read-only, with /home/node/.cache and /tmp, once /home/node/.n8n is on a volume',
    ]);
  },
} satisfies Case;
