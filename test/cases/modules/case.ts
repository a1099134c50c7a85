import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'linuxserver/docker-wireguard; NVIDIA/gpu-driver-container',
  right: 'drivers and VPNs build and load kernel modules: their folders are theirs to write, and of nobody it is known that he only reads',
  check(project) {
    const offers = (file: string, name: string) => project.offers(file, 'host-path-system-binaries', name);
    expect(offers('compose.yaml', 'vpn')).toEqual(['manual: Mount it read-only', 'manual: Mount it read-only']);
    expect(offers('compose.yaml', 'driver')).toEqual(['manual: Mount it read-only']);
    expect(offers('compose.yaml', 'reader')).toEqual(['review: Mount it read-only']);
    expect(offers('pod.yaml', 'driver')).toEqual(['manual: Mount it read-only']);
  },
} satisfies Case;
