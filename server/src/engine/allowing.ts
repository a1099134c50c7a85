import { whyOf } from '../../../schemas/reason.ts';
import { allowComment } from '../config/suppressions.ts';
import { commentAbove } from '../fix/comment.ts';
import { applyEdits } from '../text/text.ts';
import type { Part } from './document-check.ts';
import type { Finding } from './finding.ts';
import { Silence } from './silence.ts';
import type { Allowed, AllowScope, Snapshot } from './snapshot.ts';

/** The findings that no `allow` comment of the file silences, sorted by span, and those that one does. */
export function divided(findings: readonly Finding[], silence: Silence): [left: readonly Finding[], allowed: readonly Finding[]] {
  if (silence.isEmpty) return [findings.toSorted(bySpan), []];
  const allowed = new Set(findings.filter((finding) => silence.silences(finding, finding.span.start)));
  return [findings.filter((finding) => !allowed.has(finding)).sort(bySpan), [...allowed]];
}

/** The order in which findings are told. */
export function bySpan(a: Pick<Finding, 'span'>, b: Pick<Finding, 'span'>): number {
  return a.span.start - b.span.start || a.span.end - b.span.end;
}

const left = new WeakMap<readonly Finding[], { readonly silenced: string; readonly findings: readonly Finding[] }>();

/** What comments leave of a part of a file: the same array as before where nothing changed. */
export function leftOf(part: Part, silence: Silence): Part {
  if (silence.isEmpty) return part;
  const { findings, by, start } = part;
  const isSilenced = findings.map((finding) => silence.silences(finding, by + finding.span.start));
  if (!isSilenced.includes(true)) return part;
  const silenced = isSilenced.join();
  const known = left.get(findings);
  if (known?.silenced === silenced) return { findings: known.findings, by, start };
  const now = findings.filter((_, i) => !isSilenced[i]);
  left.set(findings, { silenced, findings: now });
  return { findings: now, by, start };
}

/** The edit behind {@link Snapshot.allow}. */
export function allowEdit(snapshot: Snapshot, rules: readonly string[], why: string, line: number, scope: AllowScope = 'here'): Allowed {
  if (!snapshot.takesComments) return { ok: false, why: 'odd-syntax' };
  const asked = foundFrom(snapshot, rules, line, scope);
  const at = lineFor(snapshot, asked, line, scope);
  if (at === undefined) return { ok: false, why: 'odd-syntax' };
  const { reason, until } = whyOf(why);
  const compiled = commentAbove(snapshot.file, at, allowComment({ rules, reason, until, wholeFile: scope === 'file' }));
  if (!compiled.ok) return compiled;
  const after = snapshot.again(applyEdits(snapshot.file.text, compiled.edits));
  const isNamed = ({ rule }: Finding) => rules.includes(rule.id);
  const [before, now] = [snapshot.findings, after.findings].map((all) => ({
    named: all.filter(isNamed).length,
    others: all.filter((one) => !isNamed(one)).length,
  }));
  const silenced = (before?.named ?? 0) - (now?.named ?? 0);
  const doubts = after.problems.length - snapshot.problems.length;
  // a draft silences nothing and is reported as one without a reason; above the first line of a container, a comment silences more than that line
  const isRight = reason === '' ? silenced === 0 && doubts === 1 : asked.length > 0 && silenced >= asked.length && doubts === 0;
  return isRight && before?.others === now?.others ? compiled : { ok: false, why: 'odd-syntax' };
}

/** The line that a comment stands above. */
function lineFor({ file }: Snapshot, asked: readonly Finding[], line: number, scope: AllowScope): number | undefined {
  switch (scope) {
    case 'here':
      return line;
    case 'target':
      return asked[0] && new Silence([], file).firstLineOf(asked[0].target.site.path, asked[0].span.start);
    case 'file': {
      const [first] = file.documents;
      return first && file.lines.lineOf(first.span.start + (first.document.root?.span.start ?? 0));
    }
  }
}

/** The findings of rules on a line, or in what that line belongs to. */
export function foundFrom(snapshot: Snapshot, rules: readonly string[], line: number, scope: AllowScope): readonly Finding[] {
  const of = snapshot.findings.filter(({ rule }) => rules.includes(rule.id));
  if (scope === 'file') return of;
  const here = of.filter(({ span }) => snapshot.file.lines.lineOf(span.start) === line);
  if (scope === 'here') return here;
  const targets = new Set(here.map(({ target }) => JSON.stringify([target.kind, target.site])));
  return of.filter(({ target }) => targets.has(JSON.stringify([target.kind, target.site])));
}
