import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'backup-offen, velero and wiki.js manifests: a CronJob beside the Deployment whose claim it mounts',
  right: 'who else writes a claim counts, also from another document: what it leaves must belong to the new user',
  check(project) {
    // what fsGroup asks of the claims is another story (`group-of-volumes`)
    const offer = (name: string) => project.offers('pods.yaml', 'run-as-root', name)[0]?.replace(/, (?:and|if) its storage takes fsGroup .*? alone/, '');
    expect(offer('wiki')).toBe('review: Run as user 10001, never as root, if the image works as any user and "backup" leaves its files to that user');
    expect(offer('copy')).toBe('review: Run as user 10001, never as root, if the image works as any user and "wiki" leaves its files to that user');
    expect(offer('redis')).toBe('review: Run as user 999 of the image, if "migrate" leaves its files to that user');
    expect(offer('migrate')).toBe('manual: Run as user 999, never as root, if the image works as that user, though the file decides otherwise');
    expect(offer('exporter')).toBe('review: Run as user 4000, never as root, if the image works as that user');
    expect(offer('elsewhere')).toBe('review: Run as user 10001, never as root, if the image works as any user');
    expect(project.applied('pods.yaml', 'run-as-root', 'exporter')).toMatch(/runAsUser: 4000\n\s+runAsGroup: 4001\n/);
  },
} satisfies Case;
