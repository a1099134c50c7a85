import { dateOf, faultOf, whyOf } from '../../../schemas/reason.ts';
import type { Settings } from '../config/settings.ts';
import { suggestion } from '../config/suggestion.ts';
import { type Allow, type AllowWords, allowComment, misspeltAllows } from '../config/suppressions.ts';
import { commentAbove, commentInstead } from '../fix/comment.ts';
import { RULES } from '../rules/index.ts';
import { OTHER_TOOLS, rulesNamed } from '../rules/other-tools.ts';
import { documentAt, type SourceFile } from '../syntax/source-file.ts';
import { applyEdits, type EditSet, editSet } from '../text/text.ts';
import type { AllowFault, AllowMend } from './allow-fault.ts';
import type { Finding, Problem } from './finding.ts';
import type { ForeignAllow } from './foreign-allow.ts';
import type { Reading } from './reading.ts';
import { isOff } from './report.ts';
import { coversPlace, Silence } from './silence.ts';
import type { Snapshot, UnallowOffer } from './snapshot.ts';
import { unjudgedIn } from './unjudged.ts';

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
  const misspelt = misspeltAllows(reading.file).map((allow): AllowFault => {
    const document = documentAt(reading.file, allow.span.start)?.index ?? 0;
    return {
      code: 'allow-misspelt',
      message: `this allows nothing: it is written "# bulkhead: allow ${allow.rules[0]} -- reason"`,
      allow,
      rule: undefined,
      document,
    };
  });
  if (given.length === 0) return misspelt;
  return [...misspelt, ...given.flatMap((allow) => faultsOf(allow, reading.file, settings.today)), ...unused(given, findings, reading, settings, isThere)];
}

/** What is wrong with a comment by itself. */
function faultsOf(allow: Allow, file: SourceFile, today: string | undefined): AllowFault[] {
  const { rules, until } = allow;
  const wrong = faultOf(allow, today);
  const fault = (code: string, message: string, rule?: string): AllowFault => ({
    code,
    message,
    allow,
    rule,
    document: documentAt(file, allow.span.start)?.index ?? 0,
  });
  if (rules.length === 0) return [fault('allow-without-rule', 'this comment allows nothing: name a rule, as in "# bulkhead: allow host-pid -- reason"')];
  if (wrong === 'no-reason')
    return [fault('allow-without-reason', `this does not count without a reason: "# bulkhead: allow ${rules.join(', ')} -- why it is acceptable"`)];
  const unknown = rules.filter((rule) => rulesNamed(rule).length === 0).map((rule) => fault('allow-unknown-rule', `there is no rule "${rule}" to allow`, rule));
  if (wrong === 'wrong-date') return [...unknown, fault('allow-wrong-date', `this does not count: ${until} is no day of the calendar`)];
  if (wrong === 'over') return [...unknown, fault('allow-expired', `this ended on ${until}: what it allowed is reported again`)];
  return unknown;
}

const IDS: ReadonlySet<string> = new Set(RULES.map(({ id }) => id));

function unused(...[given, findings, reading, settings, isThere]: Parameters<typeof allowFaults>): AllowFault[] {
  const { file, checks } = reading;
  const counting = given.filter((allow) => faultOf(allow, settings.today) === undefined);
  if (counting.length === 0 || file.templated) return [];
  const named = new Set(counting.flatMap(({ rules }) => rules).flatMap(rulesNamed));
  const lines = new Silence([], file);
  const known = new Set<string>();
  for (const finding of findings().filter(({ rule }) => named.has(rule.id))) {
    const { own, targets } = lines.linesOf(finding, finding.span.start);
    for (const line of [...own, ...targets, undefined]) known.add(`${finding.rule.id} ${line}`);
  }
  const idle = counting.flatMap((allow) => {
    const document = documentAt(file, allow.span.start)?.index ?? 0;
    return allow.rules.filter((name) => !rulesNamed(name).some((rule) => known.has(`${rule} ${allow.line}`))).map((rule) => ({ allow, rule, document }));
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
      const rules = RULES.filter((one) => rulesNamed(id).includes(one.id));
      return (
        rules.length > 0 &&
        !rules.every((rule) => isOff(rule, settings)) &&
        (allow.line === undefined ? file.documents.every(({ index }) => isSure(index)) : isSure(document))
      );
    })
    .map(({ rule, ...at }) => ({ ...at, rule, code: 'allow-unused', message: `"${rule}" finds nothing here: it needs no comment` }));
}

/** A way to mend, as an edit. */
type Mended = Pick<UnallowOffer, 'mend' | 'edits'>;

/** The ways to mend a comment that does nothing, as edits. Without a reason or a rule it can only go; what is over can go on. */
export function allowMends(snapshot: Snapshot, { allow, code, rule }: AllowFault): readonly Mended[] {
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
    case 'allow-misspelt':
      return [];
    default:
      return instead({ kind: 'remove' }, undefined);
  }
}

/**
 * The edit that writes an exception for another tool as a comment of ours, with the rules that find something there: in the place of its
 * comment, or above its resource, from which the annotation goes. None where a reason has its place and is missing, which only its author
 * knows, and where no comment of ours says the same.
 */
export function adoption(snapshot: Snapshot, allow: ForeignAllow): readonly Mended[] {
  const { file } = snapshot;
  const { tool, check, reason, until, mute, document, covers, path, span } = allow;
  const found = new Set(
    snapshot.allowed
      .filter((finding) => coversPlace(allow, { document: documentAt(file, finding.span.start)?.index, path: finding.path, offset: finding.span.start }))
      .map(({ rule }) => rule.id),
  );
  const named = allow.rules.filter((rule) => found.has(rule));
  const why = reason === '' && mute ? `taken over from ${OTHER_TOOLS[tool]}` : reason;
  if (why === '' || !snapshot.takesComments || named.length === 0) return [];
  const words = { ...whyOf(why), ...(until === undefined ? {} : { until }), rules: named };
  const edits = path === undefined ? inPlace() : aboveResource();
  if (!edits) return [];
  const after = snapshot.again(applyEdits(file.text, edits));
  const isSame = after.findings.length === snapshot.findings.length && after.problems.length === snapshot.problems.length;
  return isSame ? [{ mend: { kind: 'adopt', tool, check }, edits }] : [];

  function inPlace(): EditSet | undefined {
    // a comment with several ids is several exceptions: they are written as one, which the first stands for
    const others = snapshot.foreign.filter((one) => one.span.start === span.start);
    if (others[0] !== allow) return undefined;
    const all = [...new Set(others.flatMap((one) => one.rules.filter((rule) => found.has(rule))))];
    const compiled = commentInstead(file, span, allowComment({ ...words, rules: all, wholeFile: covers === 'file' }));
    return compiled.ok ? compiled.edits : undefined;
  }

  function aboveResource(): EditSet | undefined {
    const placed = file.documents[document];
    const resource = typeof covers === 'object' && 'resource' in covers ? covers.resource : [];
    const at = placed && new Silence([], file).firstLineOf(resource, placed.span.start);
    if (at === undefined || path === undefined) return undefined;
    const comment = commentAbove(file, at, allowComment(words));
    const gone = snapshot.compileOps([{ op: 'remove', at: { document, path, part: 'pair' }, prune: true }], false);
    return comment.ok && gone.ok ? editSet([...comment.edits, ...gone.edits]) : undefined;
  }
}

/** For how many days an exception that is over can be allowed again. */
const EXTENSION = 90;
const DAY = 86_400_000;

/** A fault as a problem of the file. */
export function problemOf({ code, message, allow, document }: AllowFault): Problem {
  return { code, message, span: allow.span, document };
}
