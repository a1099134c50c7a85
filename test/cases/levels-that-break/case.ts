import { expect } from 'vitest';
import { ALL } from '../../../server/src/engine/choice.ts';
import { applyEdits } from '../../../server/src/text/text.ts';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'metallb/metallb, config/manifests; kubernetes/examples, elasticsearch/es-rc.yaml',
  right: 'a pod that stops working on the way to a level is left as it is, with the reason; the others get there',
  check(project) {
    const snapshot = project.snapshot('pods.yaml');
    const run = (level: 'baseline' | 'restricted', nearer = false) => {
      const plan = snapshot.toLevel({ level, nearer, safeties: ALL });
      const documents = applyEdits(snapshot.file.text, plan.edits).split('---\n');
      const before = snapshot.file.text.split('---\n');
      return {
        same: documents.flatMap((text, i) => (text === before[i] ? [i] : [])),
        left: plan.left.map(({ resource, verdict }) => [resource.name, ...verdict.violations.map(({ check }) => check)]),
      };
    };
    expect(run('baseline')).toEqual({
      same: [0, 1, 2],
      left: [
        ['speaker', 'capabilities_baseline', 'hostNamespaces'],
        ['es', 'privileged'],
      ],
    });
    const restricted = run('restricted');
    expect(restricted.same).toEqual([0, 1, 2]);
    expect(restricted.left.map(([name]) => name)).toEqual(['speaker', 'es', 'web']);
    expect(run('baseline', true).same).toEqual([2]);
  },
} satisfies Case;
