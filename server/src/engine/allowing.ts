import { type Allow, allowComment, readAllows } from '../config/suppressions.ts';
import { commentAbove } from '../fix/comment.ts';
import { RULES } from '../rules/index.ts';
import type { SourceFile } from '../syntax/source-file.ts';
import { applyEdits } from '../text/text.ts';
import type { Finding, Problem } from './finding.ts';
import type { Allowed, Snapshot } from './snapshot.ts';

/** The findings that no `allow` comment of the file silences. */
export function notAllowed(findings: readonly Finding[], given: readonly Allow[], file: SourceFile): readonly Finding[] {
  if (given.length === 0) return findings;
  return findings.filter(({ rule, span }) => !isAllowed(rule.id, file.lines.lineOf(span.start), given));
}

/** Whether a comment silences a rule at a zero-based line. */
export function isAllowed(rule: string, line: number, given: readonly Allow[]): boolean {
  return given.some((allow) => allow.line === line && allow.reason !== '' && allow.rules.includes(rule));
}

/** Whether an `allow` comment of a file silences a rule at an offset of that file. */
export function isAllowedIn(file: SourceFile, rule: string, offset: number): boolean {
  return isAllowed(rule, file.lines.lineOf(offset), readAllows([file]));
}

/** The edit behind {@link Snapshot.allow}. */
export function allowEdit(snapshot: Snapshot, rules: readonly string[], reason: string, line: number): Allowed {
  if (!snapshot.takesComments) return { ok: false, why: 'odd-syntax' };
  const { lines, text } = snapshot.file;
  const compiled = commentAbove(snapshot.file, line, allowComment(rules, reason));
  if (!compiled.ok) return compiled;
  const { edits } = compiled;
  const after = snapshot.again(applyEdits(text, edits));
  const silenced = snapshot.findings.length - after.findings.length;
  const asked = snapshot.findings.filter(({ rule, span }) => rules.includes(rule.id) && lines.lineOf(span.start) === line).length;
  const doubts = after.problems.length - snapshot.problems.length;
  // a comment silences the asked findings and nothing else; a draft silences nothing and is reported as one without a reason
  const isRight = reason === '' ? silenced === 0 && doubts === 1 : asked > 0 && silenced === asked && doubts === 0;
  return isRight ? { ok: true, edits } : { ok: false, why: 'odd-syntax' };
}

/** The problems of `allow` comments without effect: no rule, no reason, an unknown rule. */
export function allowProblems(allows: readonly Allow[], file: SourceFile): Problem[] {
  const ids = new Set(RULES.map((rule) => rule.id));
  const document = (at: number) => file.documents.findLast((d) => d.span.start <= at)?.index ?? 0;
  return allows.flatMap((allow): Problem[] => {
    const at = { span: allow.span, document: document(allow.span.start) };
    const unknown = allow.rules.filter((rule) => !ids.has(rule));
    if (allow.rules.length === 0)
      return [{ ...at, code: 'allow-without-rule', message: 'this comment allows nothing: name a rule, as in "# bulkhead: allow host-pid -- reason"' }];
    if (allow.reason === '')
      return [
        {
          ...at,
          code: 'allow-without-reason',
          message: `this does not count without a reason: "# bulkhead: allow ${allow.rules.join(', ')} -- why it is acceptable"`,
        },
      ];
    return unknown.map((rule) => ({ ...at, code: 'allow-unknown-rule', message: `there is no rule "${rule}" to allow` }));
  });
}
