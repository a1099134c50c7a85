import type { ExceptionsAnswer } from '../../../../schemas/messages.ts';
import { sentence } from '../../engine/message.ts';
import type { Snapshot } from '../../engine/snapshot.ts';
import { OTHER_TOOLS } from '../../rules/other-tools.ts';
import { visible } from '../harmless.ts';
import type { LspContext } from './context.ts';

/** The `allow` comments of a file, and its exceptions for other tools, in its order. */
export function exceptionsIn({ allows, allowFaults, foreign, file }: Snapshot, { uri }: LspContext): ExceptionsAnswer {
  const others = foreign.map(({ tool, check, rules, reason, until, span }) => {
    const why = [...(reason === '' ? [] : [reason]), ...(until === undefined ? [] : [`until ${until}`])].join(' ');
    const what = check === '*' ? 'all checks' : check;
    const text = visible(`${what} of ${OTHER_TOOLS[tool]}${why === '' ? '' : `: ${why}`}`);
    return { uri, line: file.lines.lineOf(span.start), rules: [...rules], reason: text, faults: [] };
  });
  const own = allows.map((allow) => {
    const { span, rules, reason, until } = allow;
    return {
      uri,
      line: file.lines.lineOf(span.start),
      rules: rules.map(visible),
      reason: visible([reason, ...(until === undefined ? [] : [`until ${until}`])].join(' ')),
      faults: allowFaults.filter((fault) => fault.allow === allow).map(({ message }) => sentence(visible(message))),
    };
  });
  return [...own, ...others].sort((a, b) => a.line - b.line);
}
