import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'jupyter/docker-stacks, docs/using/common.md and start.sh',
  right: 'who asks for sudo, or for a user to whom root changes, has decided: capabilities and no_new_privs see that, too',
  check(project) {
    for (const file of ['compose.yaml', 'pod.yaml'])
      for (const rule of ['run-as-root', 'capabilities-not-dropped', 'allow-privilege-escalation'])
        for (const offer of project.offers(file, rule, 'lab')) expect(offer, `${file} ${rule}`).toMatch(/^manual: /);
    expect(project.offers('compose.yaml', 'run-as-root', 'moved')[0]).toMatch(/^manual: .*the entrypoint takes NB_UID and changes to it$/);
  },
} satisfies Case;
