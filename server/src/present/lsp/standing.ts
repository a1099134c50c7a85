import type { ChooseCommand, StandingAnswer } from '../../../../schemas/messages.ts';
import { UP_TO } from '../../engine/choice.ts';
import type { Snapshot } from '../../engine/snapshot.ts';
import { plainName } from '../../manifest/subject-name.ts';
import { visible } from '../harmless.ts';
import type { LspContext } from './context.ts';
import { bySeverity, hardening, levelOf } from './lenses.ts';

/** How the workload before an offset stands; the file, where there is none. `null` for a file with nothing to judge. */
export function standingAt(snapshot: Snapshot, offset: number, context: LspContext): StandingAnswer | null {
  if (!snapshot.relevant) return null;
  const { uri, version } = context;
  const fixAll: ChooseCommand = { uri, version, plan: { kind: 'fix', safeties: UP_TO.review }, title: 'Fix all in this file' };
  const file = snapshot.findings.length > 0 ? { fixAll } : {};
  const workload = snapshot.workloads.findLast(({ span }) => span.start < offset);
  if (!workload) return { summary: bySeverity(snapshot.findings), ...file };
  return {
    summary: [levelOf(workload), bySeverity(workload.findings)].filter((part) => part !== undefined).join(' · '),
    workload: visible(plainName(workload.target.called)),
    ...(workload.findings.length > 0 ? { harden: hardening(workload, context) } : {}),
    ...file,
  };
}
