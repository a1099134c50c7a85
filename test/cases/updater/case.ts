import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'containrrr/watchtower, docs/container-selection.md; linuxserver/docker-socket-proxy',
  right: 'Watchtower leaves the proxy that it works through as it is: stopping it would end its run',
  check(project) {
    const applied = project.applied('compose.yaml', 'container-runtime-socket-mounted', 'watchtower');
    expect(applied).toContain('com.centurylinklabs.watchtower.enable: "false"');
    expect(applied).toContain('DOCKER_HOST: tcp://docker-socket-proxy');
    // one that is there already, and that it would update, does not do
    const there = project.applied('with-proxy.yaml', 'container-runtime-socket-mounted', 'watchtower');
    expect(there).toContain('tcp://docker-socket-proxy-watchtower:2375');
    const other = project.applied('compose.yaml', 'container-runtime-socket-mounted', 'dozzle');
    expect(other).not.toContain('centurylinklabs');
  },
} satisfies Case;
