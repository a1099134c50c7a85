import type { CodeLens } from 'vscode-languageserver-types';
import type { ExplainAnswer, ExplainRequest } from '../../../../schemas/messages.ts';
import type { Target } from '../../engine/finding.ts';
import type { Snapshot } from '../../engine/snapshot.ts';
import type { Facts, Workload } from '../../workspace/facts.ts';
import { changesBetween } from '../../workspace/reach/changes.ts';
import { reachIn } from '../../workspace/reach/questions.ts';
import { visible } from '../harmless.ts';
import { changesPage, reachedCard, reachedPage } from '../markdown/reached.ts';
import { changesTitle } from '../reach/changes.ts';
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

/** Above the first object of the file that changes who reaches whom since it was saved: what opened and what closed. */
export function reachLenses(snapshot: Snapshot, context: LspContext): CodeLens[] {
  const changed = changedSince(context);
  if (!changed) return [];
  const { uri } = context;
  const index = firstChanged(changed.before.facts, changed.now.facts, uri);
  const placed = snapshot.file.documents.find((one) => one.index === index) ?? snapshot.file.documents[0];
  // below the separator and comments, where the lenses of workloads are
  const start = placed ? placed.span.start + Math.max(0, placed.document.text.search(/^["'{\w]/m)) : 0;
  const range = snapshot.file.lines.range({ start, end: start });
  const place: ExplainRequest = { uri, line: range.start.line };
  return [{ range, command: { title: changesTitle(changed.changes), command: 'bulkhead.reachChanges', arguments: [place] } }];
}

/** The page of what opened and closed since a file was saved; null if nothing did. */
export function reachChangesAt(_snapshot: Snapshot, _offset: number, context: LspContext): ExplainAnswer | null {
  const changed = changedSince(context);
  return changed ? { title: 'Who reaches whom since the last save', page: changesPage(changed.changes) } : null;
}

function changedSince({ workspace, savedWorkspace }: LspContext) {
  const [now, before] = [workspace?.(), savedWorkspace?.()];
  if (!now || !before || now === before) return undefined;
  const changes = changesBetween(reachIn(before), reachIn(now));
  return changes.length > 0 ? { now, before, changes } : undefined;
}

/** The document of a file with the first policy, workload or namespace that is not as it was. */
function firstChanged(before: Facts, now: Facts, uri: string): number | undefined {
  const own = (facts: Facts) =>
    [facts.policies, facts.clusterPolicies, facts.workloads, facts.namespaces].flatMap((all) => all.filter(({ at }) => at.file === uri));
  const known = new Set(own(before).map((one) => JSON.stringify(one)));
  return own(now)
    .flatMap((one) => (known.has(JSON.stringify(one)) ? [] : [one.at.site.document]))
    .sort((a, b) => a - b)[0];
}

function writtenAt(workloads: readonly Workload[], uri: string, { document, path }: Target['site']): Workload | undefined {
  return workloads.find(({ at }) => at.file === uri && at.site.document === document && path.every((step, i) => at.site.path[i] === step));
}
