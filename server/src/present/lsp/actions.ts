import { type CodeAction, CodeActionKind, type Command } from 'vscode-languageserver-types';
import type { ActionData, ChooseCommand, TurnOffCommand } from '../../../../schemas/messages.ts';
import type { AllowMend } from '../../engine/allow-fault.ts';
import { sentence } from '../../engine/message.ts';
import type { AboutOffer, AllowOffer, FixOffer, Offer, OfferKind, Run, RunOffer, RunRequest, Snapshot } from '../../engine/snapshot.ts';
import { quotedName } from '../../manifest/subject-name.ts';
import { OTHER_TOOLS } from '../../rules/other-tools.ts';
import type { Span } from '../../text/text.ts';
import { visible } from '../harmless.ts';
import { targetName } from '../missing.ts';
import { cut, fitting, MAX_TITLE, menuTitle } from '../titles.ts';
import { count } from '../words.ts';
import { allowCommandOf } from './allow.ts';
import { appliedNote } from './applied.ts';
import type { LspContext } from './context.ts';
import { projectEdit, workspaceEdit } from './edits.ts';

/** The kind of "fix all safe findings", which editors run on save. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.bulkhead`;
/** The kind of what brings a whole workload to a level; the level follows. */
export const TO_LEVEL = `${CodeActionKind.RefactorRewrite}.bulkhead`;

const KINDS: Readonly<Record<OfferKind, CodeActionKind>> = {
  harden: CodeActionKind.QuickFix,
  fix: CodeActionKind.QuickFix,
  rule: CodeActionKind.QuickFix,
  allow: CodeActionKind.QuickFix,
  unallow: CodeActionKind.QuickFix,
  about: CodeActionKind.QuickFix,
  baseline: `${TO_LEVEL}.baseline`,
  restricted: `${TO_LEVEL}.restricted`,
  'least-privilege': `${TO_LEVEL}.leastPrivilege`,
  'fix-all': FIX_ALL,
};

/**
 * The code actions of a range: the offers of the engine in words.
 * @param only kinds as in the protocol. If it is `undefined`: all kinds but "fix all", which would be noise in every light bulb
 */
export function actionsAt(snapshot: Snapshot, span: Span, only: readonly string[] | undefined, context: LspContext): CodeAction[] {
  const wants = (kind: OfferKind) => only?.some((one) => KINDS[kind] === one || KINDS[kind].startsWith(`${one}.`)) ?? kind !== 'fix-all';
  return snapshot
    .offersAt(span, wants)
    .flatMap((offer) => (offer.kind === 'about' ? aboutActions(offer, context) : (actionOf(offer, snapshot, context) ?? [])));
}

/** The edit of an action that was offered without one, and the note on what to check. `undefined` if nothing would change. */
export function resolved(snapshot: Snapshot, request: RunRequest, context: LspContext): Pick<CodeAction, 'edit' | 'command'> | undefined {
  const run = snapshot.run(request);
  return run.edits.length > 0 ? effect(run, snapshot, context) : undefined;
}

function actionOf(offer: Exclude<Offer, AboutOffer>, snapshot: Snapshot, context: LspContext): CodeAction | undefined {
  switch (offer.kind) {
    case 'fix':
      return fixAction(offer, snapshot, context);
    case 'allow':
      return allowAction(offer, snapshot, context);
    case 'unallow':
      return { title: fitting([mendTitle(offer.mend)]), kind: KINDS.unallow, edit: workspaceEdit(offer.edits, snapshot, context) };
    default:
      return runAction(offer, snapshot, context);
  }
}

function mendTitle(mend: AllowMend): string {
  switch (mend.kind) {
    case 'remove':
      return 'Remove the exception';
    case 'drop':
      return `Allow "${visible(mend.rule)}" no longer`;
    case 'rename':
      return `Allow "${mend.to}"`;
    case 'adopt':
      return `Write this exception for ${OTHER_TOOLS[mend.tool]} as one for Bulkhead`;
    case 'extend':
      return `Allow until ${mend.until}`;
  }
}

/** An action with its edit, or without one if the client asks for the edit when the action is chosen. */
function runAction(offer: RunOffer, snapshot: Snapshot, context: LspContext): CodeAction | undefined {
  const { kind, request, preferred } = offer;
  const action = { kind: KINDS[kind], ...(preferred ? { isPreferred: true } : {}) };
  const data: ActionData = { uri: context.uri, version: context.version, plan: request };
  if (context.chooseChanges && snapshot.settings.fix.preview === 'list' && kind !== 'fix-all') {
    const command: ChooseCommand = { ...data, title: intent(request) };
    return { ...action, title: titleOf(kind, request, offer.run), command: { title: command.title, command: 'bulkhead.choose', arguments: [command] } };
  }
  if (context.resolveEdits) return { ...action, title: titleOf(kind, request, offer.run), data };
  const run = offer.run ?? snapshot.run(request);
  return run.edits.length > 0 ? { ...action, title: titleOf(kind, request, run), ...effect(run, snapshot, context) } : undefined;
}

function titleOf(kind: RunOffer['kind'], request: RunRequest, run: Run | undefined): string {
  const size = run ? `: ${inWords(run)}` : '';
  switch (kind) {
    case 'fix-all':
      return run ? `Fix ${count(run.changes, 'safe finding')}` : 'Fix what is safe';
    case 'least-privilege':
      return `To least privilege${size}`;
    case 'baseline':
    case 'restricted':
      return `To Pod Security "${kind}"${size}`;
    case 'harden':
      return visible(sized(intent(request), size));
    case 'rule':
      return visible(sized(`${intent(request)} in this file`, size));
  }
}

/** Words and a size. Where there is no room for both, the size first loses what the list says, too; then the words are cut. */
function sized(words: string, size: string): string {
  const sizes = [size, size.replace(' left to you', ' left'), size.replace(/, \d+ left to you$/, ''), size.replace(/(?:, \d+ to review| \(safe\)).*$/, '')];
  const fits = sizes.find(({ length }) => words.length + length <= MAX_TITLE);
  const least = sizes.at(-1) ?? '';
  return fits === undefined ? `${cut(words, MAX_TITLE - least.length)}${least}` : `${words}${fits}`;
}

/** `3 changes, 2 to review, 1 left to you`. */
function inWords({ changes, review, leftOver }: Run): string {
  return `${count(changes, 'change')}${review > 0 ? `, ${review} to review` : ' (safe)'}${leftOver > 0 ? `, ${leftOver} left to you` : ''}`;
}

/** A run as the user asks for it. */
export function intent(request: RunRequest): string {
  switch (request.kind) {
    case 'harden':
      return `Harden ${targetName(request.target)}`;
    case 'level':
      return `${request.target ? quotedName(request.target.called) : 'All pods'} to "${request.level}"`;
    case 'fix':
      return request.rules ? `Fix all ${request.rules.map((rule) => `"${rule}"`).join(', ')}` : 'Fix all';
  }
}

function effect(run: Run, snapshot: Snapshot, context: LspContext): Pick<CodeAction, 'edit' | 'command'> {
  return { edit: workspaceEdit(run.edits, snapshot, context), ...noted(appliedNote(run.reviewed, context)) };
}

function noted(command: Command | undefined): Pick<CodeAction, 'command'> {
  return command ? { command } : {};
}

/** A fix that cannot be made is shown disabled, with the reason, if the client can show that. */
function fixAction({ finding, fix, compiled, preferred }: FixOffer, snapshot: Snapshot, context: LspContext): CodeAction | undefined {
  const action = { title: visible(menuTitle(fix)), kind: KINDS.fix, ...(preferred ? { isPreferred: true } : {}) };
  if (!compiled.ok) return context.disabledActions ? { ...action, disabled: { reason: visible(sentence(compiled.why)) } } : undefined;
  return { ...action, edit: projectEdit(compiled, snapshot, context), ...noted(appliedNote([{ finding, fix }], context)) };
}

/** An editor that cannot ask for the reason gets the comment to complete; until then it does not count, and says so. */
function allowAction({ line, rules, target }: AllowOffer, snapshot: Snapshot, context: LspContext): CodeAction | undefined {
  const action = { title: 'Allow here, with a reason…', kind: KINDS.allow };
  if (!context.promptForReason) {
    const draft = snapshot.allow([rules[0].id], '', line);
    return draft.ok ? { ...action, edit: workspaceEdit(draft.edits, snapshot, context) } : undefined;
  }
  const command = allowCommandOf(snapshot, line, rules, target, context);
  return { ...action, command: { title: action.title, command: 'bulkhead.allow', arguments: [command] } };
}

/** What reads about a rule, and turns it off. Only our own client has the commands. */
function aboutActions({ rule }: AboutOffer, context: LspContext): CodeAction[] {
  if (!context.chooseChanges) return [];
  const [explain, off] = [fitting([`Explain "${rule.id}"`]), fitting([`Turn off "${rule.id}" in this workspace`, `Turn off "${rule.id}"`])];
  const turnOff: TurnOffCommand = { rule: rule.id };
  return [
    { title: explain, kind: KINDS.about, command: { title: explain, command: 'bulkhead.openPage', arguments: [context.docsUrl(rule.id)] } },
    { title: off, kind: KINDS.about, command: { title: off, command: 'bulkhead.turnOff', arguments: [turnOff] } },
  ];
}
