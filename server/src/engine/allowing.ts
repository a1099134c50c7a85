import type { Settings } from '../config/settings.ts';
import { suggestion } from '../config/suggestion.ts';
import { type Allow, type AllowWords, allowComment, counts, dateOf, isDate, whyOf } from '../config/suppressions.ts';
import { commentAbove, commentInstead } from '../fix/comment.ts';
import { RULES } from '../rules/index.ts';
import { documentAt, type SourceFile } from '../syntax/source-file.ts';
import { applyEdits, type EditSet } from '../text/text.ts';
import type { Part } from './document-check.ts';
import type { Finding, Problem } from './finding.ts';
import type { Reading } from './reading.ts';
import { isOff } from './report.ts';
import { Silence } from './silence.ts';
import type { Allowed, AllowFault, AllowMend, AllowScope, Snapshot } from './snapshot.ts';
import { unjudgedIn } from './unjudged.ts';

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

/**
 * The `allow` comments of a file that do nothing: without a rule or a reason, of an unknown rule, over, or with nothing to silence. The last is
 * told only where nothing may be hidden: not in templates, in what cannot be read or is not judged as a whole, and where other files take part.
 * @param findings all of them, also silenced ones
 * @param isThere whether another file exists
 */
export function allowFaults(
  given: readonly Allow[],
  findings: () => readonly Finding[],
  reading: Reading,
  settings: Settings,
  isThere: (file: string) => boolean,
): AllowFault[] {
  if (given.length === 0) return [];
  return [...given.flatMap((allow) => faultsOf(allow, reading.file, settings.today)), ...unused(given, findings, reading, settings, isThere)];
}

/** What is wrong with a comment by itself. */
function faultsOf(allow: Allow, file: SourceFile, today: string | undefined): AllowFault[] {
  const { rules, reason, until } = allow;
  const fault = (code: string, message: string, rule?: string): AllowFault => ({
    code,
    message,
    allow,
    rule,
    document: documentAt(file, allow.span.start)?.index ?? 0,
  });
  if (rules.length === 0) return [fault('allow-without-rule', 'this comment allows nothing: name a rule, as in "# bulkhead: allow host-pid -- reason"')];
  if (reason === '')
    return [fault('allow-without-reason', `this does not count without a reason: "# bulkhead: allow ${rules.join(', ')} -- why it is acceptable"`)];
  const unknown = rules.filter((rule) => !IDS.has(rule)).map((rule) => fault('allow-unknown-rule', `there is no rule "${rule}" to allow`, rule));
  if (until !== undefined && !isDate(until)) return [...unknown, fault('allow-wrong-date', `this does not count: ${until} is no day of the calendar`)];
  if (until !== undefined && today !== undefined && until < today)
    return [...unknown, fault('allow-expired', `this ended on ${until}: what it allowed is reported again`)];
  return unknown;
}

const IDS: ReadonlySet<string> = new Set(RULES.map(({ id }) => id));

function unused(
  given: readonly Allow[],
  findings: () => readonly Finding[],
  reading: Reading,
  settings: Settings,
  isThere: (file: string) => boolean,
): AllowFault[] {
  const { file, checks } = reading;
  const counting = given.filter((allow) => counts(allow, settings.today));
  if (counting.length === 0 || file.templated) return [];
  const named = new Set(counting.flatMap(({ rules }) => rules));
  const lines = new Silence([], file);
  const known = new Set<string>();
  for (const finding of findings().filter(({ rule }) => named.has(rule.id))) {
    const { own, targets } = lines.linesOf(finding, finding.span.start);
    for (const line of [...own, ...targets, undefined]) known.add(`${finding.rule.id} ${line}`);
  }
  const idle = counting.flatMap((allow) => {
    const document = documentAt(file, allow.span.start)?.index ?? 0;
    return allow.rules.filter((rule) => !known.has(`${rule} ${allow.line}`)).map((rule) => ({ allow, rule, document }));
  });
  if (idle.length === 0) return [];
  const unjudged = new Set(unjudgedIn(reading).map(({ document }) => document));
  const isSure = (document: number) => {
    const check = checks[document];
    const whole = file.documents[document]?.document.problems.length === 0 && !unjudged.has(document);
    return check?.dialect !== undefined && whole && ![...check.reads.files].some((name) => !name.endsWith('.env') && isThere(name));
  };
  return idle
    .filter(({ allow, rule: id, document }) => {
      const rule = RULES.find((one) => one.id === id);
      return rule !== undefined && !isOff(rule, settings) && (allow.line === undefined ? file.documents.every(({ index }) => isSure(index)) : isSure(document));
    })
    .map(({ rule, ...at }) => ({ ...at, rule, code: 'allow-unused', message: `"${rule}" finds nothing here: it needs no comment` }));
}

/** The ways to mend a comment that does nothing, as edits. Without a reason or a rule it can only go; what is over can go on. */
export function allowMends(snapshot: Snapshot, { allow, code, rule }: AllowFault): readonly { readonly mend: AllowMend; readonly edits: EditSet }[] {
  const instead = (mend: AllowMend, words: AllowWords | undefined) => {
    const wholeFile = allow.line === undefined;
    const text = words && words.rules.length > 0 ? allowComment({ ...words, wholeFile }) : undefined;
    const compiled = commentInstead(snapshot.file, allow.span, text);
    if (!compiled.ok) return [];
    const after = snapshot.again(applyEdits(snapshot.file.text, compiled.edits));
    // only what is allowed again, or under its right name, may silence something
    const isSame = after.findings.length === snapshot.findings.length;
    return isSame || mend.kind === 'extend' || mend.kind === 'rename' ? [{ mend, edits: compiled.edits }] : [];
  };
  switch (code) {
    case 'allow-unused':
      return instead({ kind: 'drop', rule: rule ?? '' }, { ...allow, rules: allow.rules.filter((one) => one !== rule) });
    case 'allow-unknown-rule': {
      const near = suggestion(rule ?? '', [...IDS]);
      return [
        ...(near === undefined
          ? []
          : instead({ kind: 'rename', rule: rule ?? '', to: near }, { ...allow, rules: allow.rules.map((one) => (one === rule ? near : one)) })),
        ...instead({ kind: 'drop', rule: rule ?? '' }, { ...allow, rules: allow.rules.filter((one) => one !== rule) }),
      ];
    }
    case 'allow-expired': {
      const until = dateOf(new Date(Date.parse(`${snapshot.settings.today}T00:00:00Z`) + EXTENSION * DAY));
      return [...instead({ kind: 'remove' }, undefined), ...instead({ kind: 'extend', until }, { ...allow, until })];
    }
    default:
      return instead({ kind: 'remove' }, undefined);
  }
}

/** For how many days an exception that is over can be allowed again. */
const EXTENSION = 90;
const DAY = 86_400_000;

/** A fault as a problem of the file. */
export function problemOf({ code, message, allow, document }: AllowFault): Problem {
  return { code, message, span: allow.span, document };
}
