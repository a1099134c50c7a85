import { readAllows } from '../../config/suppressions.ts';
import { parseFile } from '../../syntax/parse.ts';
import type { Finding } from '../finding.ts';
import { Silence } from '../silence.ts';
import type { Snapshot } from '../snapshot.ts';
import { type Suggestion, tabStop } from './suggestion.ts';

const START = 'bulkhead: allow ';

/** The rules that an `allow` comment at a cursor can silence: those of what it stands for. */
export function allowSuggestions(snapshot: Snapshot, offset: number): Suggestion[] {
  const { file, findings } = snapshot;
  const { text, lines } = file;
  const line = lines.lineOf(offset);
  const head = text.slice(lines.lineStart(line), offset);
  const comment = head.slice(head.lastIndexOf('#') + 1).trimStart();
  const isWhole = /^bulkhead:[ \t]*allow(?:-file)?[ \t]/.test(comment);
  // a comment that begins like one becomes one
  if (!snapshot.takesComments || !head.includes('#') || comment === '' || !(isWhole || START.startsWith(comment))) return [];
  const names = comment.split(/[\s,]+/);
  if (names.includes('--')) return [];
  const begun = isWhole ? (names.at(-1) ?? '') : comment;
  const rest = /^[\w-]*/.exec(text.slice(offset))?.[0].length ?? 0;
  const span = { start: offset - begun.length, end: offset + rest };
  const tail = /^[^\r\n]*/.exec(text.slice(span.end))?.[0] ?? '';
  if (!isWhole && tail.trim() !== '') return [];
  // as it reads once a rule stands there: also which line it is about
  const front = isWhole ? '' : START;
  const written = parseFile(`${text.slice(0, span.start)}${front}rule${text.slice(span.end)}`, { previous: file });
  const allow = readAllows([written]).find((one) => one.span.start < offset && written.lines.lineOf(one.span.start) === line);
  if (!allow) return [];
  const silencing = new Silence([], file);
  const isHere = (finding: Finding) => {
    const { own, targets } = silencing.linesOf(finding, finding.span.start);
    return allow.line === undefined || [...own, ...targets].includes(allow.line);
  };
  const here = findings.filter((finding) => !allow.rules.includes(finding.rule.id) && isHere(finding));
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
