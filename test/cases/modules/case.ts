import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'linuxserver/docker-wireguard; NVIDIA/gpu-driver-container',
  right:
    'drivers and VPNs build and load kernel modules: their folders are theirs to write, and so is the capability; of nobody it is known that he only reads, nor that another user may',
  check(project) {
    const offers = (file: string, name: string) => project.offers(file, 'host-path-system-binaries', name);
    expect(offers('compose.yaml', 'vpn')).toEqual(['manual: Mount it read-only', 'manual: Mount it read-only']);
    expect(offers('compose.yaml', 'driver')).toEqual(['manual: Mount it read-only']);
    expect(offers('compose.yaml', 'reader')).toEqual(['review: Mount it read-only']);
    expect(offers('pod.yaml', 'driver')).toEqual(['manual: Mount it read-only']);
    expect(project.offers('compose.yaml', 'capability-added-sys-module')).toEqual([
      'manual: Remove SYS_MODULE from the added capabilities, without which loading kernel modules does not work',
    ]);
    expect(project.offers('pod.yaml', 'privileged-container')).toEqual(['review: Replace privileged by SYS_MODULE, for loading kernel modules']);
    // what a run changes makes no decision of the author one of its own
    const fixed = project.fixed('compose.yaml', 'safe', 'review');
    expect(fixed.match(/:ro\b/g)).toHaveLength(1);
    expect(fixed).not.toContain('user: ');
  },
} satisfies Case;
