import type { ChooseCommand, StandingAnswer } from '../../../../schemas/messages.ts';
import { UP_TO } from '../../engine/choice.ts';
import type { Snapshot, Workload } from '../../engine/snapshot.ts';
import { plainName } from '../../manifest/subject-name.ts';
import { visible } from '../harmless.ts';
import type { LspContext } from './context.ts';
import { bySeverity, hardening, levelOf } from './lenses.ts';

/** How the workload at an offset stands; the file, where there is none. `null` for a file with nothing to judge. */
export function standingAt(snapshot: Snapshot, offset: number, context: LspContext): StandingAnswer | null {
  if (!snapshot.relevant) return null;
  const { uri, version } = context;
  const fixAll: ChooseCommand = { uri, version, plan: { kind: 'fix', safeties: UP_TO.review }, title: 'Fix all in this file' };
  const file = snapshot.findings.length > 0 ? { fixAll } : {};
  const workload = workloadNear(snapshot, offset);
  if (!workload) return { summary: bySeverity(snapshot.findings), ...file };
  return {
    summary: [levelOf(workload), bySeverity(workload.findings)].filter((part) => part !== undefined).join(' · '),
    workload: visible(plainName(workload.target.called)),
    ...(workload.findings.length > 0 ? { harden: hardening(workload, context) } : {}),
    ...file,
  };
}

/** The last workload of its document that begins before an offset. The comment on top of an object belongs to it; of Compose, to all services. */
function workloadNear({ workloads, file }: Snapshot, offset: number): Workload | undefined {
  // the offset is behind a line, and may be where the next document begins
  const document = file.documents.findLastIndex(({ span }) => span.start < offset);
  const own = workloads.filter(({ target }) => target.site.document === document);
  return own.findLast(({ span }) => span.start < offset) ?? own.find(({ target }) => target.kind !== 'service');
}
