import type { Fix, FixWords } from '../fix/ops.ts';
import type { Span } from '../text/text.ts';
import { adoption, allowMends } from './allow-faults.ts';
import { findingsAt } from './at-cursor.ts';
import { UP_TO } from './choice.ts';
import type { Finding, Target } from './finding.ts';
import { byWeight, groups } from './groups.ts';
import { servesLevel } from './levels.ts';
import type { AboutOffer, AllowOffer, FixOffer, Offer, OfferKind, RunOffer, RunRequest, Snapshot, UnallowOffer } from './snapshot.ts';
import { workloadAt } from './workload.ts';

/** How many targets "harden" is offered for at once. */
const HARDENED = 2;

/** An editor asks with every move of the cursor: a run over more findings of a rule than these, about 3 ms each, is not worked out for an offer. */
const SOON = 20;

/**
 * What the light bulb of a span offers, in the order in which it is shown. Runs without an edit are not offered.
 * @param wants whether a kind is asked for; other kinds are not worked out
 */
export function offersAt(snapshot: Snapshot, span: Span, wants: (kind: OfferKind) => boolean): Offer[] {
  const here = findingsAt(snapshot, span);
  const ordered = [...here.filter(({ missing }) => !missing), ...byWeight(here.filter(({ missing }) => missing))];
  const fixes = wants('fix') ? fixOffers(snapshot, ordered) : [];
  const harden = wants('harden') ? hardenOffers(snapshot, ordered, span, !fixes.some(({ preferred }) => preferred)) : [];
  return [
    // who looks at one explicit weakness wants that mended; protections that are missing are set together
    ...(here.some(({ missing }) => !missing) ? [...fixes, ...harden] : [...harden, ...fixes]),
    ...(wants('rule') ? ruleOffers(snapshot, here) : []),
    ...(wants('allow') ? allowOffers(snapshot, ordered) : []),
    ...(wants('about') ? aboutOffers(snapshot, here) : []),
    ...(wants('unallow') ? unallowOffers(snapshot, span) : []),
    ...levelOffers(snapshot, here, span, wants),
    ...(wants('fix-all') ? fixAllOffer(snapshot) : []),
  ];
}

/** The offer of a run; none if the run makes fewer changes than `atLeast`. */
function runOffer(snapshot: Snapshot, kind: RunOffer['kind'], request: RunRequest, { preferred = false, atLeast = 1 } = {}): RunOffer[] {
  const run = snapshot.run(request);
  return run.edits.length > 0 && run.changes >= atLeast ? [{ kind, request, run, preferred }] : [];
}

/** The offer of all safe fixes of the file. */
function fixAllOffer(snapshot: Snapshot): RunOffer[] {
  const request: RunRequest = { kind: 'fix', safeties: UP_TO.safe };
  let taken = 0;
  for (const finding of snapshot.findings) {
    if (!snapshot.choice(finding, UP_TO.safe).left) taken++;
    if (taken > SOON) return [{ kind: 'fix-all', request, run: undefined, preferred: false }];
  }
  return runOffer(snapshot, 'fix-all', request);
}

/**
 * Offers to harden the containers, pods and services of the findings; without findings, the innermost one around the cursor.
 * @param preferred whether the first that mends one of the findings is preferred
 */
function hardenOffers(snapshot: Snapshot, findings: readonly Finding[], span: Span, preferred: boolean): RunOffer[] {
  const around = findings.length > 0 ? findings : snapshot.targetsAt(span.start).slice(0, 1);
  const targets = new Map(around.map(({ target }) => [JSON.stringify([target.kind, target.site]), target]));
  return [...targets.values()]
    .slice(0, HARDENED)
    .flatMap((target) => runOffer(snapshot, 'harden', { kind: 'harden', target }))
    .map((offer) => ({ ...offer, preferred: preferred && mends(offer, findings) }));
}

function mends({ run }: RunOffer, findings: readonly Finding[]): boolean {
  return run?.applied.some(({ finding }) => findings.some(({ fingerprint }) => fingerprint === finding.fingerprint)) ?? false;
}

/** Every fix of every finding. Of fixes with the same words only one is offered, if possible one that compiles. */
function fixOffers(snapshot: Snapshot, findings: readonly Finding[]): FixOffer[] {
  const offers = new Map<string, FixOffer>();
  for (const finding of findings)
    for (const fix of snapshot.fixesOf(finding)) {
      const key = JSON.stringify(wordsOf(fix));
      if (offers.get(key)?.compiled.ok) continue;
      const offer: FixOffer = { kind: 'fix', finding, fix, compiled: snapshot.compileFix(finding, fix), preferred: false };
      if (!offers.has(key) || offer.compiled.ok) offers.set(key, offer);
    }
  const all = [...offers.values()];
  const first = all.find(({ finding, fix, compiled }) => !finding.missing && fix.safety !== 'manual' && compiled.ok);
  return all.map((offer) => (offer === first ? { ...offer, preferred: true } : offer));
}

function wordsOf({ title, condition, objection, reach, safety }: FixWords & Pick<Fix, 'safety'>): unknown {
  return [title, condition, objection, reach, safety];
}

/** Offers to mend all findings of a rule in the file, for rules with a diagnostic of their own here. A run with one change would double the single fix. */
function ruleOffers(snapshot: Snapshot, here: readonly Finding[]): RunOffer[] {
  const { explicit } = groups(here, snapshot.settings.diagnostics.missing === 'grouped');
  const alone = explicit.filter((finding) => !finding.missing || explicit.length === 1);
  const isTaken = (finding: Finding) => !snapshot.choice(finding, UP_TO.review).left;
  return [...new Set(alone.filter(isTaken).map(({ rule }) => rule))].flatMap((rule): RunOffer[] => {
    const request: RunRequest = { kind: 'fix', safeties: UP_TO.review, rules: [rule.id] };
    const taken = snapshot.findings.filter((finding) => finding.rule === rule && isTaken(finding));
    return taken.length > SOON ? [{ kind: 'rule', request, run: undefined, preferred: false }] : runOffer(snapshot, 'rule', request, { atLeast: 2 });
  });
}

/** The offer to allow the rules of the line of the first finding. */
function allowOffers(snapshot: Snapshot, findings: readonly Finding[]): AllowOffer[] {
  const lineOf = ({ span }: Finding) => snapshot.file.lines.lineOf(span.start);
  const [first] = findings;
  if (!first || !snapshot.takesComments) return [];
  const line = lineOf(first);
  const others = findings.filter((finding) => finding.rule !== first.rule && lineOf(finding) === line);
  return [{ kind: 'allow', line, rules: [first.rule, ...new Set(others.map(({ rule }) => rule))], target: first.target }];
}

/** The first rule with a diagnostic of its own here. */
function aboutOffers(snapshot: Snapshot, here: readonly Finding[]): AboutOffer[] {
  const [first] = groups(here, snapshot.settings.diagnostics.missing === 'grouped').explicit;
  return first ? [{ kind: 'about', rule: first.rule }] : [];
}

/** Offers to mend the comments of the span that do nothing, and to write exceptions for other tools as ours. */
function unallowOffers(snapshot: Snapshot, { start, end }: Span): UnallowOffer[] {
  const here = snapshot.allowFaults.filter(({ allow }) => start <= allow.span.end && allow.span.start <= end);
  const foreign = snapshot.foreign.filter(({ span }) => start <= span.end && span.start <= end);
  return [...here.flatMap((fault) => allowMends(snapshot, fault)), ...foreign.flatMap((allow) => adoption(snapshot, allow))].map(
    (way): UnallowOffer => ({ kind: 'unallow', ...way }),
  );
}

/** Offers to bring a workload to a level: each level on its kind and name, only `restricted` on a weakness that `restricted` forbids. */
function levelOffers(snapshot: Snapshot, here: readonly Finding[], span: Span, wants: (kind: OfferKind) => boolean): RunOffer[] {
  if (!wants('baseline') && !wants('restricted') && !wants('least-privilege')) return [];
  const workload = workloadAt(snapshot, span.start);
  const target = workload?.target ?? rejectedPod(snapshot, here);
  if (!target) return [];
  const levels = workload ? (['baseline', 'restricted'] as const) : (['restricted'] as const);
  return [
    // on a weakness, a run with one change would double the single fix
    ...levels.filter(wants).flatMap((level) => runOffer(snapshot, level, { kind: 'level', level, target, nearer: true }, { atLeast: workload ? 1 : 2 })),
    // on a weakness, this would double "harden" for the pod
    ...(workload && wants('least-privilege') ? runOffer(snapshot, 'least-privilege', { kind: 'harden', target }) : []),
  ];
}

/** The pod of a weakness here that `restricted` forbids; missing protections do not count. */
function rejectedPod(snapshot: Snapshot, here: readonly Finding[]): Target | undefined {
  const finding = here.find(({ rule, missing, target }) => target.kind !== 'service' && !missing && servesLevel(rule, 'restricted'));
  if (!finding || finding.target.kind === 'pod') return finding?.target;
  return snapshot.targetsAt(finding.span.start).find(({ target }) => target.kind === 'pod')?.target;
}
