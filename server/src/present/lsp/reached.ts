import type { ExplainAnswer, ExplainRequest } from '../../../../schemas/messages.ts';
import type { Target } from '../../engine/finding.ts';
import type { Snapshot } from '../../engine/snapshot.ts';
import type { Workload } from '../../workspace/facts.ts';
import { reachIn } from '../../workspace/reach/questions.ts';
import { visible } from '../harmless.ts';
import { reachedCard, reachedPage } from '../markdown/reached.ts';
import type { LspContext } from './context.ts';

/** Who reaches a workload, for its hover. */
export function reachedCardOf({ site }: Target, { uri, workspace, chooseChanges }: LspContext, line: number): string | undefined {
  const now = workspace?.();
  if (!now) return undefined;
  const reach = reachIn(now);
  const workload = writtenAt(reach.workloads, uri, site);
  const place: ExplainRequest = { uri, line };
  const links = chooseChanges ? [{ label: 'Why', address: `command:bulkhead.reach?${encodeURIComponent(JSON.stringify([place]))}` }] : [];
  return workload && reachedCard(now.facts, reach, workload, links);
}

/** The page of who reaches the last workload that begins before an offset; of the first one if none does. */
export function reachedAt(snapshot: Snapshot, offset: number, { uri, workspace }: LspContext): ExplainAnswer | null {
  const now = workspace?.();
  const { workloads } = snapshot;
  const asked = workloads.findLast(({ span }) => span.start < offset) ?? workloads[0];
  if (!now || !asked) return null;
  const reach = reachIn(now);
  const workload = writtenAt(reach.workloads, uri, asked.target.site);
  return workload ? { title: visible(`Who reaches ${workload.name}`), page: reachedPage(now.facts, reach, workload) } : null;
}

function writtenAt(workloads: readonly Workload[], uri: string, { document, path }: Target['site']): Workload | undefined {
  return workloads.find(({ at }) => at.file === uri && at.site.document === document && path.every((step, i) => at.site.path[i] === step));
}
