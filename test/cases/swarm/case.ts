import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

const IGNORED = 'manual: Set no-new-privileges, though a Swarm ignores security_opt';

export default {
  source: 'docker/cli, cli/compose/types; dockersamples/example-voting-app, docker-stack.yml',
  right: 'what a Swarm ignores mends nothing there; in place of tmpfs it takes a volume of that type',
  check(project) {
    for (const file of ['docker-stack.yml', 'compose.yaml', 'headed.yaml'])
      for (const offer of project.offers(file, 'allow-privilege-escalation')) expect(offer).toBe(IGNORED);
    expect(project.offers('plain.yaml', 'allow-privilege-escalation')).toEqual(['safe: Set no-new-privileges']);
    const fixed = project.fixed('docker-stack.yml', 'safe', 'review');
    expect(fixed).toMatch(/read_only: true[\s\S]*- type: tmpfs\n\s+target: \/var\/run\/postgresql\n\s+tmpfs:\n\s+size: 67108864\n/);
    // its own tmpfs is ignored, too
    expect(fixed).toMatch(/target: \/tmp\n[\s\S]*target: \/tmp\n/);
    expect(fixed).not.toMatch(/security_opt|pids_limit|runtime:|tmpfs:\n\s+- /);
    expect(project.fixed('compose.yaml', 'safe', 'review')).not.toMatch(/127\.0\.0\.1|security_opt|^ {4}tmpfs:/m);
    expect(project.offers('headed.yaml', 'memory-limit-missing', 'cache')).not.toEqual([]);
  },
} satisfies Case;
