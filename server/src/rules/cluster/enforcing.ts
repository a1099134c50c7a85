import type { Fix } from '../../fix/ops.ts';
import { setting } from '../../remedies/basic.ts';
import type { Site } from '../../syntax/site.ts';
import { levelMet } from '../../workspace/namespaces.ts';
import type { Asked } from '../../workspace/workspace.ts';

/**
 * Labels with a level that the workloads of a namespace meet, as far as the files show them: the strictest first. A level that one of them
 * does not meet is not offered without its name.
 * @param verb what is done with the label: `Enforce` or `Set`
 */
export function enforcing(verb: string, namespace: string | undefined, at: Site, workspace: Asked): Fix[] {
  const met = namespace === undefined ? undefined : workspace.ask(levelMet, namespace);
  const baseline = setting(`${verb} the level baseline`, at, 'baseline');
  if (!met) return [baseline];
  const [refused] = met.weakest;
  if (met.level === 'privileged')
    return [
      {
        title: baseline.title,
        safety: baseline.safety,
        blocked: `the namespace would then reject "${refused?.name}"${others(met.weakest.length - 1)}: ${refused?.refused}`,
      },
    ];
  const all = met.count === 1 ? 'which the workload in these files meets' : `which all ${met.count} workloads in these files meet`;
  const restricted = setting(`${verb} the level restricted, ${all}`, at, 'restricted');
  return met.level === 'restricted' ? [restricted, baseline] : [setting(`${verb} the level baseline, ${all}`, at, 'baseline')];
}

function others(count: number): string {
  return count > 0 ? `, and ${count} more` : '';
}
