import * as z from 'zod';
import { removal } from '../../remedies/basic.ts';
import { hasMemoryLimit } from '../../remedies/limits.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const oomProtection = defineRule({
  id: 'oom-protection',
  since: '0.1.0',
  severity: severity('low', { UC: 'medium', MT: 'medium', AI: 'medium' }),
  dimensions: ['CGROUP'],
  when: { compose: ['oom_score_adj', 'oom_kill_disable'] },
  fix: 'always',
  messages: {
    disabled: '"{name}" is never killed for memory and has no limit: it can hang the host',
    limited: '"{name}" is never killed for memory: at its limit it hangs instead',
    score: '"{name}" has an OOM score of {text}: when memory runs out, others are killed first',
  },
  options: z.object({
    leastScore: z.int().min(-1000).max(0).default(0).describe('The lowest `oom_score_adj` that is not reported.'),
  }),
  docs: {
    title: 'Container avoids the OOM killer',
    risk: 'When memory runs out the kernel kills other programs first, those of the host among them. A container without a memory limit that is never killed can hang the whole host.',
    not: 'With cgroup v2 the engine ignores `oom_kill_disable`. Within a memory limit only the container itself is affected.',
    fix: 'Removes the key, so that the container is killed like any other.',
    verify: 'Check that it survives a restart.',
    check: { compose: "docker inspect -f '{{.HostConfig.OomKillDisable}} {{.HostConfig.OomScoreAdj}}' $(docker compose ps -q SERVICE)" },
  },
  standards: ['CIS Docker 1.6.0: 5.11'],
  references: ['COMPOSE-SPEC'],
  check: {
    *'compose.service'(service, { options: { leastScore } }) {
      const { name, spot } = service;
      const kill = spot.get('oom_kill_disable').boolean();
      if (kill.value === true) {
        const limited = hasMemoryLimit(service);
        const message = limited ? 'limited' : 'disabled';
        yield { at: kill.site, message, data: { name }, lower: limited ? 1 : 0, fixes: [removal('Remove oom_kill_disable', kill.site)] };
      }
      const score = spot.get('oom_score_adj').integer();
      if (score.value !== undefined && score.value < leastScore)
        yield { at: score.site, message: 'score', data: { name, text: score.value }, fixes: [removal('Remove oom_score_adj', score.site)] };
    },
  },
});
