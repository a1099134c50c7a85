import type { Settings } from '../config/settings.ts';
import { type Allow, allowComment, readAllows } from '../config/suppressions.ts';
import { commentAbove, commentInstead } from '../fix/comment.ts';
import { RULES } from '../rules/index.ts';
import { documentAt, type SourceFile } from '../syntax/source-file.ts';
import { applyEdits, editSet, type TextEdit } from '../text/text.ts';
import type { Part } from './document-check.ts';
import type { Finding, Problem } from './finding.ts';
import type { Reading } from './reading.ts';
import { isOff } from './report.ts';
import type { Allowed, AllowScope, Snapshot, UnusedAllow } from './snapshot.ts';
import { unjudgedIn } from './unjudged.ts';

/** The findings that no `allow` comment of the file silences, sorted by span, and those that one does. */
export function divided(findings: readonly Finding[], given: readonly Allow[], file: SourceFile): [left: readonly Finding[], allowed: readonly Finding[]] {
  const left = notAllowed(findings, given, file);
  const shown = new Set(left);
  return [left.toSorted(bySpan), left.length === findings.length ? [] : findings.filter((finding) => !shown.has(finding))];
}

/** The order in which findings are told. */
export function bySpan(a: Pick<Finding, 'span'>, b: Pick<Finding, 'span'>): number {
  return a.span.start - b.span.start || a.span.end - b.span.end;
}

/** The findings that no `allow` comment of the file silences. */
function notAllowed(findings: readonly Finding[], given: readonly Allow[], file: SourceFile): readonly Finding[] {
  if (given.length === 0) return findings;
  const byLine = new Map<number, Allow[]>();
  for (const allow of given) {
    const there = byLine.get(allow.line);
    if (there) there.push(allow);
    else byLine.set(allow.line, [allow]);
  }
  return findings.filter(({ rule, span }) => {
    const line = file.lines.lineOf(span.start);
    return !isAllowed(rule.id, line, byLine.get(line) ?? []);
  });
}

const left = new WeakMap<readonly Finding[], { readonly key: string; readonly findings: readonly Finding[] }>();

/**
 * What comments leave of a part of a file: the same array as before where nothing changed.
 * @param allows by line
 */
export function leftOf(part: Part, allows: readonly Allow[], { lines }: SourceFile): Part {
  if (allows.length === 0) return part;
  const { findings, by, start } = part;
  const [first, last] = [findings[0], findings.at(-1)].map((finding) => lines.lineOf(by + (finding?.span.start ?? 0))) as [number, number];
  const here = allows.filter(({ line }) => first <= line && line <= last);
  if (here.length === 0) return part;
  const at = findings.map(({ span }) => lines.lineOf(by + span.start));
  const key = JSON.stringify([here.map(({ line, reason, rules }) => [line - first, reason !== '', rules]), at.map((line) => line - first)]);
  const known = left.get(findings);
  if (known?.key === key) return { findings: known.findings, by, start };
  const now = findings.filter(({ rule }, i) => !isAllowed(rule.id, at[i] as number, here));
  left.set(findings, { key, findings: now });
  return { findings: now, by, start };
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
export function allowEdit(snapshot: Snapshot, rules: readonly string[], reason: string, line: number, scope: AllowScope = 'here'): Allowed {
  if (!snapshot.takesComments) return { ok: false, why: 'odd-syntax' };
  const { file } = snapshot;
  const places = new Map<number, Set<string>>();
  const inScope = foundFrom(snapshot, rules, line, scope);
  for (const { rule, span } of inScope) {
    const at = file.lines.lineOf(span.start);
    places.set(at, (places.get(at) ?? new Set()).add(rule.id));
  }
  const all: TextEdit[] = [];
  for (const [at, named] of places) {
    const compiled = commentAbove(file, at, allowComment([...named], reason));
    if (!compiled.ok) return compiled;
    all.push(...compiled.edits);
  }
  const edits = editSet(all);
  const after = snapshot.again(applyEdits(file.text, edits));
  const silenced = snapshot.findings.length - after.findings.length;
  const asked = inScope.length;
  const doubts = after.problems.length - snapshot.problems.length;
  // a comment silences the asked findings and nothing else; a draft silences nothing and is reported as one without a reason
  const isRight = reason === '' ? silenced === 0 && doubts === 1 : asked > 0 && silenced === asked && doubts === 0;
  return isRight ? { ok: true, edits } : { ok: false, why: 'odd-syntax' };
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

/**
 * The rules that comments name for nothing. Quiet where a finding may be hidden: in templates, in what cannot be read or is not judged as a
 * whole, and where other files take part.
 * @param findings all of them, also silenced ones
 * @param isThere whether another file exists
 */
export function unusedAllows(
  given: readonly Allow[],
  findings: () => readonly Finding[],
  reading: Reading,
  settings: Settings,
  isThere: (file: string) => boolean,
): UnusedAllow[] {
  const { file, checks } = reading;
  if (given.length === 0 || file.templated) return [];
  const known = new Set(findings().map(({ rule, span }) => `${rule.id} ${file.lines.lineOf(span.start)}`));
  const unused = given.flatMap((allow) => {
    const document = documentAt(file, allow.span.start)?.index ?? 0;
    return allow.reason === '' ? [] : allow.rules.filter((rule) => !known.has(`${rule} ${allow.line}`)).map((rule) => ({ allow, rule, document }));
  });
  if (unused.length === 0) return [];
  const unjudged = new Set(unjudgedIn(reading).map(({ document }) => document));
  return unused.filter(({ rule: id, document }) => {
    const rule = RULES.find((one) => one.id === id);
    const check = checks[document];
    const whole = file.documents[document]?.document.problems.length === 0 && !unjudged.has(document);
    const alone = ![...(check?.reads.files ?? [])].some((name) => !name.endsWith('.env') && isThere(name));
    return rule !== undefined && !isOff(rule, settings) && check?.dialect !== undefined && whole && alone;
  });
}

/** The edit that takes a rule out of the comment that names it for nothing; the comment goes with the last one. */
export function unallowEdit(snapshot: Snapshot, { allow, rule }: UnusedAllow): Allowed {
  const rules = allow.rules.filter((one) => one !== rule);
  const compiled = commentInstead(snapshot.file, allow.span, rules.length > 0 ? allowComment(rules, allow.reason) : undefined);
  if (!compiled.ok) return compiled;
  const after = snapshot.again(applyEdits(snapshot.file.text, compiled.edits));
  return after.findings.length === snapshot.findings.length ? compiled : { ok: false, why: 'odd-syntax' };
}

/** The problems of `allow` comments without effect: no rule, no reason, an unknown rule, or nothing that they silence. */
export function allowProblems(allows: readonly Allow[], unused: readonly UnusedAllow[], file: SourceFile): Problem[] {
  if (allows.length === 0) return [];
  const ids = new Set(RULES.map((rule) => rule.id));
  const idle = unused.map(({ allow, rule, document }) => ({
    code: 'allow-unused',
    message: `"${rule}" finds nothing here: it needs no comment`,
    span: allow.span,
    document,
  }));
  const faulty = allows.flatMap((allow): Problem[] => {
    const at = { span: allow.span, document: documentAt(file, allow.span.start)?.index ?? 0 };
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
  return [...faulty, ...idle];
}
