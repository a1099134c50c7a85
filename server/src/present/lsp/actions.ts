import { type ChangeAnnotation, type CodeAction, CodeActionKind, type WorkspaceEdit } from 'vscode-languageserver-types';
import type { ActionData, AllowCommand, PlanRequest } from '../../../../schemas/messages.ts';
import type { Finding, Target } from '../../engine/finding.ts';
import { servesLevel } from '../../engine/levels.ts';
import { guessOf } from '../../engine/run.ts';
import type { Run, Snapshot } from '../../engine/snapshot.ts';
import type { Fix } from '../../fix/ops.ts';
import type { Span } from '../../text/text.ts';
import { byWeight, groups, quoted } from '../missing.ts';
import { fullTitle, menuTitle } from '../titles.ts';
import { appliedNote } from './applied.ts';
import type { LspContext } from './context.ts';
import { projectEdit, workspaceEdit } from './edits.ts';
import { inWords, runRequest, targetIn } from './plans.ts';
import { count, sentence } from './words.ts';
import { workloadAt } from './workload.ts';

/** The kind of "fix all safe findings", which editors run on save. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.bulkhead`;
/** The kind of what brings a whole workload to a level; the level follows. */
export const TO_LEVEL = `${CodeActionKind.RefactorRewrite}.bulkhead`;

/**
 * The light bulb of a range, short: "Harden …" first, then single fixes, the same rule in the whole file, and one way to allow; below
 * them, as a rewriting, what brings the workload to a level. `only` as in the protocol.
 */
export function actionsAt(snapshot: Snapshot, span: Span, only: readonly string[] | undefined, context: LspContext): CodeAction[] {
  const wants = (kind: string) => only === undefined || only.some((o) => kind === o || kind.startsWith(`${o}.`));
  const here = snapshot.findings.filter((f) => f.span.start <= span.end && span.start <= f.span.end);
  const actions: CodeAction[] = [];
  if (wants(CodeActionKind.QuickFix)) actions.push(...quickFixes(snapshot, here, span, context));
  actions.push(...levelActions(snapshot, here, span, wants, context));
  // "fix all" is for those who ask for it: in every light bulb it would be noise
  if (only !== undefined && wants(FIX_ALL)) {
    const request: PlanRequest = { kind: 'safe' };
    const plan = snapshot.run(runRequest(request));
    if (plan.edits.length > 0) actions.push(planned(`Fix ${count(plan.changes, 'safe finding')}`, FIX_ALL, request, plan, snapshot, context));
  }
  return actions;
}

/** What an action that was offered without its edit does: the edit, and the note on what to check. `undefined` when nothing would change. */
export function resolved(snapshot: Snapshot, request: PlanRequest, context: LspContext): Pick<CodeAction, 'edit' | 'command'> | undefined {
  const plan = snapshot.run(runRequest(request));
  return plan.edits.length > 0 ? effect(plan, request, snapshot, context) : undefined;
}

function quickFixes(snapshot: Snapshot, here: readonly Finding[], span: Span, context: LspContext): CodeAction[] {
  const explicit = here.filter((f) => !f.missing);
  const missing = byWeight(here.filter((f) => f.missing));
  const ordered = [...explicit, ...missing];
  const actions: CodeAction[] = [];
  actions.push(...hardenActions(snapshot, ordered, span, context));
  const titles = new Set<string>();
  for (const finding of ordered) {
    for (const fix of snapshot.fixesOf(finding)) {
      const action = fixAction(snapshot, finding, fix, context);
      if (!action || titles.has(action.title)) continue;
      titles.add(action.title);
      actions.push(action);
    }
  }
  actions.push(...ruleActions(snapshot, here, context));
  const allow = allowAction(snapshot, ordered, context);
  if (allow) actions.push(allow);
  return actions;
}

/** "Harden" for the container, pod or service of the findings here; on its name even when nothing is underlined. */
function hardenActions(snapshot: Snapshot, findings: readonly Finding[], span: Span, context: LspContext): CodeAction[] {
  const targets: Target[] = [];
  const add = (target: Target) => {
    if (!targets.some((t) => t.kind === target.kind && JSON.stringify(t.site) === JSON.stringify(target.site))) targets.push(target);
  };
  for (const finding of findings) add(finding.target);
  if (targets.length === 0) {
    const around = snapshot.targetsAt(span.start)[0];
    if (around) add(around.target);
  }
  return targets.slice(0, 2).flatMap((target) => {
    const request: PlanRequest = { kind: 'harden', target: targetIn(target) };
    const plan = snapshot.run(runRequest(request));
    if (plan.edits.length === 0) return [];
    const name = target.kind === 'pod' ? `the pod of ${quoted(target.name)}` : `"${target.name}"`;
    const action = planned(`Harden ${name}: ${inWords(plan)}`, CodeActionKind.QuickFix, request, plan, snapshot, context);
    // without findings under the cursor it is an offer, not an answer
    return [findings.length > 0 ? { ...action, isPreferred: true } : action];
  });
}

/** "Fix all of this rule in this file", for what is underlined by itself, where it would mend more than what stands here. */
function ruleActions(snapshot: Snapshot, here: readonly Finding[], context: LspContext): CodeAction[] {
  const { explicit } = groups(here, context.settings.diagnostics.missing === 'grouped');
  const alone = explicit.filter((finding) => !finding.missing || explicit.length === 1);
  return [...new Set(alone.filter((finding) => !snapshot.choice(finding, ['safe', 'review']).left).map(({ rule }) => rule))].flatMap((rule) => {
    const guess = guessOf(snapshot, rule.id);
    if (guess.changes < 2) return [];
    const request: PlanRequest = { kind: 'rule', rule: rule.id };
    // a long file takes long to mend: where the edit may come later, so does the plan
    const plan = context.resolveEdits ? undefined : snapshot.run(runRequest(request));
    if (plan && plan.changes < 2) return [];
    const title = `Fix all "${rule.id}" in this file: ${inWords(plan ?? guess)}`;
    return [plan ? planned(title, CodeActionKind.QuickFix, request, plan, snapshot, context) : offered(title, CodeActionKind.QuickFix, request, context)];
  });
}

/** What brings a workload to a level: on its kind and name each level, on a weakness that a level forbids the strictest one. */
function levelActions(snapshot: Snapshot, here: readonly Finding[], span: Span, wants: (kind: string) => boolean, context: LspContext): CodeAction[] {
  if (!wants(`${TO_LEVEL}.baseline`) && !wants(`${TO_LEVEL}.restricted`) && !wants(`${TO_LEVEL}.leastPrivilege`)) return [];
  const workload = workloadAt(snapshot, span.start);
  const target = workload?.target ?? podOf(snapshot, here);
  if (!target) return [];
  const at = targetIn(target);
  const actions: CodeAction[] = [];
  for (const level of workload ? (['baseline', 'restricted'] as const) : (['restricted'] as const)) {
    if (!wants(`${TO_LEVEL}.${level}`)) continue;
    const request: PlanRequest = { kind: 'level', level, target: at };
    const plan = snapshot.run(runRequest(request));
    // at a weakness, one change would be the fix that stands above already
    if (plan.edits.length > 0 && (workload || plan.changes > 1))
      actions.push(planned(`To Pod Security "${level}": ${inWords(plan)}`, `${TO_LEVEL}.${level}`, request, plan, snapshot, context));
  }
  // elsewhere it is "Harden the pod"
  if (workload && wants(`${TO_LEVEL}.leastPrivilege`)) {
    const request: PlanRequest = { kind: 'harden', target: at };
    const plan = snapshot.run(runRequest(request));
    if (plan.edits.length > 0) actions.push(planned(`To least privilege: ${inWords(plan)}`, `${TO_LEVEL}.leastPrivilege`, request, plan, snapshot, context));
  }
  return actions;
}

/** The pod of what is underlined here by itself and is against "restricted". */
function podOf(snapshot: Snapshot, here: readonly Finding[]): Target | undefined {
  const finding = here.find(({ rule, missing, target }) => target.kind !== 'service' && !missing && servesLevel(rule, 'restricted'));
  if (!finding || finding.target.kind === 'pod') return finding?.target;
  return snapshot.targetsAt(finding.span.start).find(({ target }) => target.kind === 'pod')?.target;
}

/** An action with its edit, or without one where the client asks for it when the action is chosen. */
function planned(title: string, kind: string, request: PlanRequest, plan: Run, snapshot: Snapshot, context: LspContext): CodeAction {
  return context.resolveEdits ? offered(title, kind, request, context) : { title, kind, ...effect(plan, request, snapshot, context) };
}

function offered(title: string, kind: string, plan: PlanRequest, { uri, version }: LspContext): CodeAction {
  return { title, kind, data: { uri, version, plan } satisfies ActionData };
}

function effect(plan: Run, request: PlanRequest, snapshot: Snapshot, context: LspContext): Pick<CodeAction, 'edit' | 'command'> {
  const note = appliedNote(plan.reviewed, context);
  return { edit: planEdit(plan, request, snapshot, context), ...(note ? { command: note } : {}) };
}

/** Edits that safe fixes alone would make, too, are applied at once; the others wait for a confirmation in the preview. */
function planEdit(plan: Run, request: PlanRequest, snapshot: Snapshot, context: LspContext): WorkspaceEdit {
  if (plan.review === 0 || !context.changeAnnotations) return workspaceEdit(plan.edits, snapshot, context);
  const safe = new Set(plan.safeEdits().map((edit) => JSON.stringify(edit)));
  const annotation: ChangeAnnotation = {
    label: `${intent(request)}: tick what you reviewed`,
    needsConfirmation: true,
    description: [...new Set(plan.reviewed.map(({ fix }) => fullTitle(fix)))].join('; '),
  };
  return workspaceEdit(plan.edits, snapshot, context, (edit) => (safe.has(edit) ? undefined : ['review', annotation]));
}

function intent(request: PlanRequest): string {
  if (request.kind === 'harden') return `Harden ${quoted(request.target.name)}`;
  if (request.kind === 'level') return `${quoted(request.target.name)} to "${request.level}"`;
  return request.kind === 'rule' ? `Fix all "${request.rule}"` : 'Fix all';
}

function fixAction(snapshot: Snapshot, finding: Finding, fix: Fix, context: LspContext): CodeAction | undefined {
  const title = `${menuTitle(fix)} (${fix.safety})`;
  const compiled = snapshot.compileFix(finding, fix);
  if (!compiled.ok) return context.disabledActions ? { title, kind: CodeActionKind.QuickFix, disabled: { reason: sentence(compiled.why) } } : undefined;
  const note = appliedNote([{ finding, fix }], context);
  return { title, kind: CodeActionKind.QuickFix, edit: projectEdit(compiled, snapshot, context), ...(note ? { command: note } : {}) };
}

function allowAction(snapshot: Snapshot, findings: readonly Finding[], context: LspContext): CodeAction | undefined {
  const first = findings[0];
  if (!first || !snapshot.takesComments) return undefined;
  const line = snapshot.file.lines.lineOf(first.span.start);
  const rules = [...new Map(findings.filter((f) => snapshot.file.lines.lineOf(f.span.start) === line).map((f) => [f.rule.id, f.rule])).values()];
  const title = 'Allow here, with a reason…';
  if (!context.promptForReason) {
    // an editor that can't ask gets the comment to complete; until then it does not count, and says so
    const start = snapshot.file.lines.lineStart(line);
    const indent = /^[ \t]*/.exec(snapshot.file.text.slice(start))?.[0] ?? '';
    const newText = `${indent}# bulkhead: allow ${first.rule.id} -- \n`;
    return { title, kind: CodeActionKind.QuickFix, edit: workspaceEdit([{ span: { start, end: start }, newText }], snapshot, context) };
  }
  const command: AllowCommand = {
    uri: context.uri,
    version: context.version,
    line,
    rules: rules.map((r) => r.id),
    choices: rules.map((r) => ({ rule: r.id, title: r.docs.title })),
  };
  return { title, kind: CodeActionKind.QuickFix, command: { title, command: 'bulkhead.allow', arguments: [command] } };
}
