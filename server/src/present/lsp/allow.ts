import type { AllowCommand, AllowScope } from '../../../../schemas/messages.ts';
import { foundFrom } from '../../engine/allowing.ts';
import type { Target } from '../../engine/finding.ts';
import type { Snapshot } from '../../engine/snapshot.ts';
import type { Rule } from '../../rules/rule.ts';
import { visible } from '../harmless.ts';
import { targetName } from '../missing.ts';
import type { LspContext } from './context.ts';

/** What the client needs to ask which of these rules to allow, how far, and why. */
export function allowCommandOf(snapshot: Snapshot, line: number, rules: readonly Rule[], target: Target, { uri, version }: LspContext): AllowCommand {
  const { lines } = snapshot.file;
  const linesIn = (rule: string, scope: AllowScope) => new Set(foundFrom(snapshot, [rule], line, scope).map(({ span }) => lines.lineOf(span.start))).size;
  return {
    uri,
    version,
    line,
    target: visible(targetName(target)),
    choices: rules.map(({ id, docs }) => ({ rule: id, title: docs.title, inTarget: linesIn(id, 'target'), inFile: linesIn(id, 'file') })),
  };
}
