import type { ExceptionsAnswer } from '../../../../schemas/messages.ts';
import { sentence } from '../../engine/message.ts';
import type { Snapshot } from '../../engine/snapshot.ts';
import { visible } from '../harmless.ts';
import type { LspContext } from './context.ts';

/** The `allow` comments of a file, in its order. */
export function exceptionsIn({ allows, allowFaults, file }: Snapshot, { uri }: LspContext): ExceptionsAnswer {
  return allows.map((allow) => {
    const { span, rules, reason, until } = allow;
    return {
      uri,
      line: file.lines.lineOf(span.start),
      rules: rules.map(visible),
      reason: visible([reason, ...(until === undefined ? [] : [`until ${until}`])].join(' ')),
      faults: allowFaults.filter((fault) => fault.allow === allow).map(({ message }) => sentence(visible(message))),
    };
  });
}
