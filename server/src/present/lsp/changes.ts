import type { ChangesAnswer, ChosenAnswer } from '../../../../schemas/messages.ts';
import { madeIn, unmadeIn } from '../../engine/changes.ts';
import { ALL } from '../../engine/choice.ts';
import { entriesByWeight } from '../../engine/groups.ts';
import { sentence } from '../../engine/message.ts';
import type { Change, Run, RunRequest, Snapshot, Unmade } from '../../engine/snapshot.ts';
import { isSameTarget } from '../../engine/workload.ts';
import { quotedName } from '../../manifest/subject-name.ts';
import { visible } from '../harmless.ts';
import { reasonLeft } from '../left.ts';
import { afterwards, type Left } from '../markdown/afterwards.ts';
import { targetName } from '../missing.ts';
import { plainTitle, provisos } from '../titles.ts';
import { count, lower } from '../words.ts';
import type { LspContext } from './context.ts';
import { BREAKS_YAML } from './diagnostics.ts';
import { workspaceEdit } from './edits.ts';

/** How many changes to review a note names, and how many that were not made. */
const NAMED = 2;

/** Whether what a run acts on is where it was when the run was offered, for another version of the file. */
export function isStillThere(snapshot: Snapshot, request: RunRequest): boolean {
  const target = request.kind === 'fix' ? undefined : request.target;
  if (!target) return true;
  return [...snapshot.workloads, ...snapshot.findings].some((one) => isSameTarget(one.target, target));
}

/** What a run would change in a version of the file, a row each, for the user to choose from. */
export function changesAnswer(snapshot: Snapshot, request: RunRequest, version: number): ChangesAnswer {
  const changes = snapshot.changesOf(request);
  const chosen = changes.flatMap(({ ids, proposed }) => (proposed ? ids : []));
  const waiting = new Map(unmadeIn(snapshot, { ...request, chosen }).map((one) => [one.change.ids[0], waits(one)]));
  const subjects = new Set(changes.map(({ subject }) => subject));
  // what the author can decide in the list is no more left then
  const run = snapshot.run(request.kind === 'level' ? { ...request, safeties: ALL } : request);
  const left = leftOf(run).flatMap(({ subject, said, why }) => (subjects.has(subject) ? [] : [visible(why === undefined ? said : `${said}: ${why}`)]));
  return {
    version,
    changes: changes.map((change) => ({ ...row(change), waits: waiting.get(change.ids[0]) })),
    left,
    ...(chosen.length > 0 ? {} : { none: visible(noneWords(snapshot, request, changes, left)) }),
  };
}

/** Why a run proposes nothing: the text has to be mended first, or all that is left is for the author. */
function noneWords({ problems, file }: Snapshot, request: RunRequest, changes: readonly Change[], left: readonly string[]): string {
  const target = request.kind === 'fix' ? undefined : request.target;
  const broken = problems.find(({ code, document }) => BREAKS_YAML.has(code) && (target?.site.document ?? document) === document);
  if (broken && changes.length === 0)
    return `Nothing can be changed before line ${file.lines.lineOf(broken.span.start) + 1} is mended: ${lower(broken.message)}.`;
  const where = target ? targetName(target) : 'this file';
  // of several ways to mend one finding, the first: what is left is counted by findings
  const ways = new Map(changes.toReversed().map(({ subject, does }) => [subject, lower(titleOf(does))]));
  const open = new Set([...ways.values()].reverse());
  if (open.size + left.length === 0) return `Nothing is left to do in ${where}.`;
  return [
    ...(open.size > 0 ? [`What is left in ${where} is for you to decide: ${some(open)}.`] : [`No change mends what is left in ${where}.`]),
    ...(left.length > 0 ? [`${left.length} left to you, without a fix: ${some(new Set(left))}.`] : []),
  ].join(' ');
}

function row({ ids, subject, does, proposed }: Change): ChangesAnswer['changes'][number] {
  const common = { ids: [...ids], subject, proposed, label: visible(titleOf(does)) };
  if ('fix' in does) {
    const { finding, fix } = does;
    const detail = [...(provisos(fix).length > 0 ? [sentence(provisos(fix).join(', '))] : []), finding.message].join(' · ');
    return { ...common, of: visible(targetName(finding.target)), grade: fix.safety, rule: finding.rule.id, detail: visible(detail) };
  }
  const { resource, verdict } = does.pod;
  return { ...common, of: visible(quotedName(resource)), grade: 'review', rule: does.check, detail: `Pod Security "${verdict.level}" forbids it.` };
}

function titleOf(does: Change['does']): string {
  if ('fix' in does) return plainTitle(does.fix);
  return does.pod.verdict.violations.find(({ check }) => check === does.check)?.reason ?? does.check;
}

/** What a change that is not made waits for. */
function waits({ needs, why = '' }: Unmade): string {
  return visible(needs ? `needs: ${titleOf(needs.does)}` : `not with these: ${why}`);
}

/** What the chosen changes make of the file, and what to say then. */
export function chosenAnswer(snapshot: Snapshot, request: RunRequest, context: LspContext): ChosenAnswer {
  const run = snapshot.run(request);
  const unmade = unmadeIn(snapshot, request);
  const done = doneWords(run, request);
  return {
    text: run.after.file.text,
    edit: workspaceEdit(run.edits, snapshot, context),
    made: [...madeIn(run)],
    unmade: unmade.map((one) => ({ ids: [...one.change.ids], waits: waits(one) })),
    note: visible(noteOf(run, done, unmade)),
    page: afterwards(run, done, leftOf(run)),
  };
}

/** `Hardened "web": 5 changes. To check: run as user 101 · make the root filesystem read-only. 1 left to you.` */
function noteOf({ changes, reviewed, left, leftOver }: Run, done: string, unmade: readonly Unmade[]): string {
  const titles = new Set(entriesByWeight(reviewed).map(({ fix: { title } }) => lower(title)));
  const missed = new Set(unmade.map((one) => `${lower(titleOf(one.change.does))} (${waits(one)})`));
  const reasons = new Set(left.flatMap(({ verdict }) => verdict.violations.map(({ reason }) => reason)));
  return [
    `${done}: ${count(changes, 'change')}.`,
    ...(titles.size > 0 ? [`To check: ${some(titles)}.`] : []),
    ...(missed.size > 0 ? [`Not made: ${some(missed)}.`] : []),
    ...(leftOver > 0 ? [`${leftOver} left to you${reasons.size > 0 ? `: ${[...reasons].join(', ')}` : ''}.`] : []),
  ].join(' ');
}

function some(words: ReadonlySet<string>): string {
  return [...[...words].slice(0, NAMED), ...(words.size > NAMED ? [`${words.size - NAMED} more`] : [])].join(' · ');
}

/** A run as what was done. */
function doneWords(run: Run, request: RunRequest): string {
  switch (request.kind) {
    case 'harden':
      return `Hardened ${targetName(request.target)}`;
    case 'level':
      return levelWords(run, request);
    case 'fix':
      return request.rules ? `Fixed ${request.rules.map((rule) => `"${rule}"`).join(', ')}` : 'Fixed';
  }
}

/** A run towards a level as what was reached. */
function levelWords({ left, after }: Run, { level, target }: RunRequest & { kind: 'level' }): string {
  const who = target ? quotedName(target.called) : 'all pods';
  if (left.length === 0) return `Brought ${who} to "${level}"`;
  const [first] = left;
  const path = JSON.stringify(first?.path);
  const reached = after.podAdmissions().find((pod) => pod.document === first?.document && JSON.stringify(pod.path) === path)?.admission.level;
  return left.length === 1 && reached !== undefined && target
    ? `${sentence(who)} is "${reached}", not yet "${level}"`
    : `Brought ${who} nearer to "${level}", not all are there yet`;
}

/** What the run leaves. Several services may share one weakness. */
function leftOf({ refused, left, applied }: Run): (Left & { readonly subject: string })[] {
  const findings = refused.map((one) => {
    const { fingerprint, rule, message } = one.finding;
    return [fingerprint, { subject: fingerprint, rule: rule.id, said: message, why: reasonLeft(one, applied) }] as const;
  });
  const violations = left.flatMap(({ resource, verdict }) =>
    verdict.violations.map(({ check, reason, detail }) => {
      const said = `Pod Security "${verdict.level}" rejects ${quotedName(resource)}, ${reason}${detail === '' ? '' : ` (${detail})`}`;
      return { subject: check, rule: check, said };
    }),
  );
  return [...new Map(findings).values(), ...violations];
}
