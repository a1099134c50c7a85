import { readAllows } from '../../config/suppressions.ts';
import { parseFile } from '../../syntax/parse.ts';
import type { Snapshot } from '../snapshot.ts';
import { type Suggestion, tabStop } from './suggestion.ts';

/** The beginning of a comment that may become one that allows rules, up to the cursor; what it has already of the rules. */
const BEGUN = /(?:^|[ \t])#[ \t]*(?:(bulkhead:[ \t]*allow[ \t]+(?:[\w-]+[\s,]+)*)([\w-]*)|(b[a-z]*:?[ \t]*[a-z]*))$/;

const START = 'bulkhead: allow ';

/** The rules that an `allow` comment at a cursor can silence: those of the line that it stands for. */
export function allowSuggestions(snapshot: Snapshot, offset: number): Suggestion[] {
  const { file, findings } = snapshot;
  const { text, lines } = file;
  const line = lines.lineOf(offset);
  const [, said, name = '', begun] = BEGUN.exec(text.slice(lines.lineStart(line), offset)) ?? [];
  if (!snapshot.takesComments || (said === undefined && !START.startsWith(begun ?? '-'))) return [];
  const rest = /^[\w-]*/.exec(text.slice(offset))?.[0].length ?? 0;
  const span = { start: offset - (said === undefined ? (begun ?? '') : name).length, end: offset + rest };
  const tail = /^[^\r\n]*/.exec(text.slice(span.end))?.[0] ?? '';
  if (said === undefined && tail.trim() !== '') return [];
  // as it reads once a rule stands there: also which line it is about
  const front = said === undefined ? START : '';
  const written = parseFile(`${text.slice(0, span.start)}${front}rule${text.slice(span.end)}`, { previous: file });
  const allow = readAllows([written]).find((one) => one.span.start < offset && written.lines.lineOf(one.span.start) === line);
  if (!allow) return [];
  const here = findings.filter((finding) => lines.lineOf(finding.span.start) === allow.line && !allow.rules.includes(finding.rule.id));
  const hasReason = tail.trim() !== '';
  return [...new Set(here.map(({ rule }) => rule))].map((rule): Suggestion => {
    const newText = `${front}${rule.id}${hasReason ? '' : ' -- '}`;
    return {
      kind: 'rule',
      label: `${front}${rule.id}`,
      brief: rule.docs.title,
      safe: false,
      edit: { span, newText },
      ...(hasReason ? {} : { snippet: newText + tabStop(1, 'why it is acceptable') }),
      about: { kind: 'rule', rule: rule.id },
    };
  });
}
