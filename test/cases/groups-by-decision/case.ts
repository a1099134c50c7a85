import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'jenkinsci/docker, docker-compose files with user: "1000" and group_add; Kubernetes documentation, supplementalGroups for shared storage',
  right: 'whoever a program runs as, what the author gave it by a group stays open to it',
  check(project) {
    const ofPod = (rule: string, name: string) => project.offers('pods.yaml', rule, name)[0];
    expect(project.applied('pods.yaml', 'run-as-root', 'worker')).toMatch(
      /runAsUser: 10001, runAsGroup: 3000, runAsNonRoot: true[\s\S]*securityContext:\n\s+fsGroup: 3000\n/,
    );
    expect(ofPod('run-as-root', 'unknown')).toBe(
      'review: Run as user 10001, never as root, if the image works as any user, and its further groups may write its volumes',
    );
    expect(ofPod('run-as-root', 'redis')).toMatch(/^review: Run as user 999 of the image, if .*, and its further groups may write its volumes$/);
    expect(project.fixed('pods.yaml', 'safe', 'review')).not.toContain('fsGroup');
    expect(ofPod('run-as-root', 'web')).toBe('review: Run as user 999, never as root, if the image works as that user');
    expect(ofPod('run-as-root-group', 'reader')).toBe('manual: Remove group 0, though /srv/logs may be open to it by that group alone');

    const ofService = (rule: string, name: string) => project.offers('compose.yaml', rule, name);
    expect(project.applied('compose.yaml', 'run-as-root', 'grouped')).toContain('user: "10001:3000"');
    expect(ofService('run-as-root', 'reader')).toEqual(['review: Run as user 999, if the image works as that user']);
    expect(ofService('group-add-host-group', 'client')).toEqual([
      'manual: Remove group docker, though /var/run/docker.sock may be open to it by that group alone',
    ]);
    expect(ofService('run-as-root-group', 'desktop')).toEqual(['manual: Remove group 0, though /var/run/docker.sock may be open to it by that group alone']);
    expect(ofService('group-add-host-group', 'virtual')).toEqual(['manual: Remove group kvm, though /dev/kvm may be open to it by that group alone']);
    expect(ofService('group-add-host-group', 'bare')).toEqual(['review: Remove group docker', 'review: Remove group kvm']);
    expect(ofService('group-add-host-group', 'root')).toEqual(['review: Remove group docker']);
  },
} satisfies Case;
