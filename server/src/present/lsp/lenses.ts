import type { CodeLens, Command } from 'vscode-languageserver-types';
import type { ChooseCommand, ExplainRequest } from '../../../../schemas/messages.ts';
import type { Snapshot, Workload } from '../../engine/snapshot.ts';
import { SEVERITIES } from '../../rules/rule.ts';
import { visible } from '../harmless.ts';
import { targetName } from '../missing.ts';
import { count } from '../words.ts';
import type { LspContext } from './context.ts';

/** Above each workload and service: its Pod Security level and how much is found, which opens its page; and "Harden". */
export function lensesOf(snapshot: Snapshot, context: LspContext): CodeLens[] {
  return snapshot.workloads.flatMap((workload) => {
    const range = snapshot.file.lines.range(workload.span);
    const explain: ExplainRequest = { uri: context.uri, line: range.start.line };
    const plan: ChooseCommand['plan'] = { kind: 'harden', target: workload.target };
    const harden: ChooseCommand = { uri: context.uri, version: context.version, plan, title: visible(`Harden ${targetName(workload.target)}`) };
    const commands: Command[] = [
      { title: summary(workload, context.richMarkdown), command: 'bulkhead.explain', arguments: [explain] },
      ...(workload.findings.length > 0 ? [{ title: 'Harden…', command: 'bulkhead.choose', arguments: [harden] }] : []),
    ];
    return commands.map((command) => ({ range, command }));
  });
}

/** `Pod Security: baseline · 1 high, 2 medium`. */
function summary({ admission, findings }: Workload, rich: boolean): string {
  const counts = SEVERITIES.flatMap((severity) => {
    const n = findings.filter((finding) => finding.severity === severity).length;
    return n > 0 ? [`${n} ${severity}`] : [];
  });
  const level = admission && `Pod Security: ${admission.admission.level}${admission.admission.certain ? '' : '?'}`;
  const found = counts.length > 0 ? `${counts.join(', ')}` : count(0, 'finding');
  return [`${rich ? '$(shield) ' : ''}${level ?? 'Isolation'}`, found].join(' · ');
}
