import type { ExplainAnswer } from '../../../../schemas/messages.ts';
import type { Snapshot } from '../../engine/snapshot.ts';
import { plainName } from '../../manifest/subject-name.ts';
import { visible } from '../harmless.ts';
import { refusalOf } from '../left.ts';
import { workloadPage } from '../markdown/workload.ts';

/** The page of the last workload that begins before an offset; of the first one if none does. */
export function explained(snapshot: Snapshot, offset: number): ExplainAnswer | null {
  const { workloads } = snapshot;
  const workload = workloads.findLast(({ span }) => span.start < offset) ?? workloads[0];
  return workload ? { title: visible(plainName(workload.target.called)), page: workloadPage(workload, (finding) => refusalOf(finding, snapshot)) } : null;
}
