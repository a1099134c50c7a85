import type { ChangesAnswer, ChosenAnswer } from '../../../../schemas/messages.ts';
import { beyondId, changeId } from '../../engine/choice.ts';
import { entriesByWeight } from '../../engine/groups.ts';
import type { Change, FixPlan, Run, RunRequest, Snapshot } from '../../engine/snapshot.ts';
import { quotedName } from '../../manifest/subject-name.ts';
import { visible } from '../harmless.ts';
import { reasonLeft } from '../left.ts';
import { afterwards } from '../markdown/afterwards.ts';
import { targetName } from '../missing.ts';
import { fullTitle } from '../titles.ts';
import { count } from '../words.ts';
import type { LspContext } from './context.ts';
import { workspaceEdit } from './edits.ts';

/** How many changes to review a note names. */
const NAMED = 2;

/** What a run would change, a row each, for the user to choose from. */
export function changesAnswer(snapshot: Snapshot, request: RunRequest): ChangesAnswer {
  return {
    changes: snapshot.changesOf(request).map(row),
    left: leftOf(snapshot.run(request)).map(({ finding, why }) => visible(`${finding.message}: ${why}`)),
  };
}

function row({ ids, subject, does, proposed }: Change): ChangesAnswer['changes'][number] {
  const common = { ids: [...ids], subject, proposed };
  if ('fix' in does) {
    const { finding, fix } = does;
    return { ...common, label: visible(fullTitle(fix)), grade: fix.safety, rule: finding.rule.id, detail: visible(finding.message) };
  }
  const { level, violations } = does.pod.verdict;
  const reason = violations.find(({ check }) => check === does.check)?.reason ?? does.check;
  return { ...common, label: visible(reason), grade: 'review', rule: does.check, detail: `Pod Security "${level}" forbids it.` };
}

/** What the chosen changes make of the file, and what to say then. */
export function chosenAnswer(snapshot: Snapshot, request: RunRequest, context: LspContext): ChosenAnswer {
  const run = snapshot.run(request);
  const left = leftOf(run);
  const done = doneWords(request);
  return {
    text: run.after.file.text,
    edit: workspaceEdit(run.edits, snapshot, context),
    made: [...run.applied.map(({ finding, fix }) => changeId(finding, fix)), ...run.beyond.map(beyondId)],
    note: visible(noteOf(run, done, left.length)),
    page: afterwards(run, done, left),
  };
}

/** `Hardened "web": 5 changes. Check: run as user 101 · make the root filesystem read-only.` */
function noteOf({ changes, reviewed }: Run, done: string, left: number): string {
  const titles = [...new Set(entriesByWeight(reviewed).map(({ fix: { title } }) => title.charAt(0).toLowerCase() + title.slice(1)))];
  const more = titles.length > NAMED ? ` · ${titles.length - NAMED} more` : '';
  const check = titles.length > 0 ? ` To check: ${titles.slice(0, NAMED).join(' · ')}${more}.` : '';
  return `${done}: ${count(changes, 'change')}.${check}${left > 0 ? ` ${left} left to you.` : ''}`;
}

/** A run as what was done. */
function doneWords(request: RunRequest): string {
  switch (request.kind) {
    case 'harden':
      return `Hardened ${targetName(request.target)}`;
    case 'level':
      return `Brought ${request.target ? quotedName(request.target.called) : 'all pods'} to "${request.level}"`;
    case 'fix':
      return request.rules ? `Fixed ${request.rules.map((rule) => `"${rule}"`).join(', ')}` : 'Fixed';
  }
}

/** What the run leaves. Several services may share one weakness. */
function leftOf({ refused, applied }: Run): { readonly finding: FixPlan['refused'][number]['finding']; readonly why: string }[] {
  const seen = new Map(refused.map((one) => [one.finding.fingerprint, { finding: one.finding, why: reasonLeft(one, applied) }]));
  return [...seen.values()];
}
