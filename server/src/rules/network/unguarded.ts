import type { ResourceView } from '../../manifest/kubernetes/views.ts';
import { quotedName } from '../../manifest/subject-name.ts';
import type { Site } from '../../syntax/site.ts';
import type { Direction } from '../../workspace/policies.ts';
import { type Named, UNGUARDED } from '../../workspace/reach/questions.ts';
import type { Related, RuleContext } from '../rule.ts';

/** What is said of a workload that no policy guards in a direction. */
interface Unguarded {
  readonly at: Site;
  readonly data: { readonly workload: string };
  readonly related: readonly Related[];
}

/**
 * Whether no policy of the workspace guards a workload in a direction. Of a folder without any policy nothing is said: others may apply them.
 * Where those who share the cluster trust each other, it is said only beside other policies of the same namespace.
 */
export function unguardedIn(direction: Direction, { ref, pods, spot }: ResourceView, { workspace, threatModel }: RuleContext): Unguarded | undefined {
  if (ref.name === undefined || pods.length === 0 || pods.some(({ basis, partial }) => basis !== 'written' || partial)) return undefined;
  const found = workspace.ask(UNGUARDED, ref.namespace ?? 'default', ref.kind, ref.name).find((one) => one.direction === direction);
  if (!found?.elsewhere || (threatModel === 'trusted-internal' && found.besides.length === 0)) return undefined;
  const related = found.besides.map((policy) => relatedTo(policy, 'does not select it for that'));
  return { at: spot.get('metadata', 'name').site, data: { workload: quotedName(ref) }, related };
}

/** A place in any file of the workspace. */
export function relatedTo({ kind, name, at }: Named, message: string): Related {
  return { at: { ...at.site, file: at.file }, message: `${kind} "${name}" ${message}` };
}
