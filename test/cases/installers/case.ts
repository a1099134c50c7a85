import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'kubernetes/examples, _archived/volumes/flexvolume/deploy/ds.yaml; containernetworking/cni; systemd.unit(5)',
  right: 'who mounts a folder that takes programs installs there: whether it may write, and as whom, is for its author; a single program is read',
  check(project) {
    const grades = (file: string, rule: string, name: string) => project.offers(file, rule, name).map((offer) => offer.split(':')[0]);
    for (const [name, rule] of [
      ['flex', 'host-path-system-binaries'],
      ['tools', 'host-path-system-binaries'],
      ['tools', 'host-path-control-plane-config'],
      ['tools', 'run-as-root'],
      ['tools', 'user-namespace-not-used'],
      ['tools', 'writable-root-filesystem'],
    ] as const)
      expect(grades('pods.yaml', rule, name), `${name}: ${rule}`).toEqual(['manual']);
    expect(grades('pods.yaml', 'host-path-system-binaries', 'reader')).toEqual(['review']);
    expect(grades('compose.yaml', 'host-path-system-binaries', 'installer')).toEqual(['manual']);
    expect(grades('compose.yaml', 'host-path-control-plane-config', 'installer')).toEqual(['manual']);
    expect(grades('compose.yaml', 'host-path-system-binaries', 'user-of-docker')).toEqual(['review']);
    const [installers] = project.fixed('pods.yaml', 'safe', 'review').split('kind: Pod');
    expect(installers).not.toMatch(/runAsUser|hostUsers: false|readOnly/);
  },
} satisfies Case;
