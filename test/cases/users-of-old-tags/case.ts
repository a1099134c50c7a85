import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'hjacobs/kube-ops-view#193, #239; grafana/grafana#11763; prometheus/prometheus#2859; nginx/docker-nginx#218; docker-library/memcached#8',
  right: 'the user of an image is known of the tags of which it was verified: older ones, and those that do not tell, get nothing safe',
  check(project) {
    const service = (name: string) => project.offers('compose.yaml', 'run-as-root', name)[0];
    expect(service('redis-three')).toBe('review: Run as user 100 of the image, if that is its user in this version');
    expect(service('redis-five')).toBe('review: Run as user 999 of the image, if that is its user in this version');
    expect(service('redis-seven')).toBe('safe: Run as user 999 of the image');
    expect(service('postgres-nine')).toBe('review: Run as user 70 of the image, if that is its user in this version');
    for (const name of ['grafana-four', 'grafana-five', 'prometheus-one', 'memcached', 'unknown'])
      expect(service(name), name).toBe('review: Run as user 10001, if the image works as any user');

    const container = (name: string) => project.offers('pods.yaml', 'run-as-root', name)[0];
    for (const name of ['grafana', 'prometheus']) expect(container(name), name).toMatch(/^review: Run as user 10001, /);
    expect(container('redis')).toMatch(/^review: /);
    expect(project.applied('pods.yaml', 'run-as-root', 'newer')).toMatch(/runAsUser: 472\n\s+runAsGroup: 472\n/);
    expect(project.applied('pods.yaml', 'run-as-root', 'newest')).toMatch(/runAsUser: 472\n\s+runAsGroup: 0\n/);
    const fixed = project.fixed('compose.yaml', 'safe');
    expect(fixed.match(/user:/g)).toHaveLength(1);
  },
} satisfies Case;
