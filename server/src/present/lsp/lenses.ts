import type { CodeLens, Command } from 'vscode-languageserver-types';
import type { ChooseCommand, ExplainRequest } from '../../../../schemas/messages.ts';
import type { Finding } from '../../engine/finding.ts';
import type { Snapshot, Workload } from '../../engine/snapshot.ts';
import { SEVERITIES } from '../../rules/rule.ts';
import { visible } from '../harmless.ts';
import { targetName } from '../missing.ts';
import { count } from '../words.ts';
import type { LspContext } from './context.ts';
import { reachLenses } from './reached.ts';

/** Above what changed who reaches whom since the last save: what opened and closed. Above each workload and service: "Harden"; and its Pod Security level and how much is found, which opens its page. */
export function lensesOf(snapshot: Snapshot, context: LspContext): CodeLens[] {
  return [...reachLenses(snapshot, context), ...workloadLenses(snapshot, context)];
}

function workloadLenses(snapshot: Snapshot, context: LspContext): CodeLens[] {
  return snapshot.workloads.flatMap((workload) => {
    const range = snapshot.file.lines.range(workload.span);
    const explain: ExplainRequest = { uri: context.uri, line: range.start.line };
    const commands: Command[] = [
      // first, since narrow columns cut the end off
      ...(workload.findings.length > 0 ? [{ title: 'Harden…', command: 'bulkhead.choose', arguments: [hardening(workload, context)] }] : []),
      { title: summary(workload, context.richMarkdown), command: 'bulkhead.explain', arguments: [explain] },
    ];
    return commands.map((command) => ({ range, command }));
  });
}

/** The command that asks which changes of a workload to make. */
export function hardening({ target }: Workload, { uri, version }: LspContext): ChooseCommand {
  return { uri, version, plan: { kind: 'harden', target }, title: visible(`Harden ${targetName(target)}`) };
}

/** `1 high, 2 medium`. */
export function bySeverity(findings: readonly Finding[]): string {
  const counts = SEVERITIES.flatMap((severity) => {
    const n = findings.filter((finding) => finding.severity === severity).length;
    return n > 0 ? [`${n} ${severity}`] : [];
  });
  return counts.length > 0 ? counts.join(', ') : count(0, 'finding');
}

/** `baseline`, with a question mark if not all of it is known; `undefined` where Pod Security has no say. */
export function levelOf({ admission }: Workload): string | undefined {
  return admission && `${admission.admission.level}${admission.admission.certain ? '' : '?'}`;
}

/** VS Code draws a plain space behind an icon in no width. */
const SHIELD = '$(shield)\u00a0';

/** `Pod Security: baseline · 1 high, 2 medium`. */
function summary(workload: Workload, rich: boolean): string {
  const level = levelOf(workload);
  return [`${rich ? SHIELD : ''}${level === undefined ? 'Isolation' : `Pod Security: ${level}`}`, bySeverity(workload.findings)].join(' · ');
}
