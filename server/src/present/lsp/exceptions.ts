import type { ExceptionsAnswer } from '../../../../schemas/messages.ts';
import type { Snapshot } from '../../engine/snapshot.ts';
import { visible } from '../harmless.ts';
import type { LspContext } from './context.ts';

/** The `allow` comments of a file, in its order. */
export function exceptionsIn({ allows, file }: Snapshot, { uri }: LspContext): ExceptionsAnswer {
  return allows.map(({ span, rules, reason }) => ({ uri, line: file.lines.lineOf(span.start), rules: rules.map(visible), reason: visible(reason) }));
}
