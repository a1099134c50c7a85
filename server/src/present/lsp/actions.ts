import { type ChangeAnnotation, type CodeAction, CodeActionKind, type TextDocumentEdit, type TextEdit, type WorkspaceEdit } from 'vscode-languageserver-types';
import type { AllowCommand } from '../../../../schemas/messages.ts';
import type { CompiledFix, FileAnalysis, FixPlan } from '../../engine/analysis.ts';
import type { Finding, Target } from '../../engine/finding.ts';
import type { Fix } from '../../fix/ops.ts';
import type { EditSet, Span } from '../../text/text.ts';
import { byWeight, quoted } from '../missing.ts';
import type { LspContext } from './context.ts';

/** The kind of "fix all safe findings", which editors run on save. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.bulkhead`;

/** The light bulb of a range, short: "Harden …" first, then single fixes, then one way to allow. `only` as in the protocol. */
export function actionsAt(analysis: FileAnalysis, span: Span, only: readonly string[] | undefined, context: LspContext): CodeAction[] {
  const wants = (kind: string) => only === undefined || only.some((o) => kind === o || kind.startsWith(`${o}.`));
  const actions: CodeAction[] = [];
  if (wants(CodeActionKind.QuickFix)) actions.push(...quickFixes(analysis, span, context));
  // "fix all" is for those who ask for it: in every light bulb it would be noise
  if (only !== undefined && wants(FIX_ALL)) {
    const plan = analysis.fixAll(['safe']);
    if (plan.applied.length > 0)
      actions.push({ title: `Fix ${count(plan.applied.length, 'safe finding')}`, kind: FIX_ALL, edit: workspaceEdit(plan.edits, analysis, context) });
  }
  return actions;
}

function quickFixes(analysis: FileAnalysis, span: Span, context: LspContext): CodeAction[] {
  const here = analysis.findings.filter((f) => f.span.start <= span.end && span.start <= f.span.end);
  const explicit = here.filter((f) => !f.missing);
  const missing = byWeight(here.filter((f) => f.missing));
  const ordered = [...explicit, ...missing];
  const actions: CodeAction[] = [];
  const hardened = hardenActions(analysis, ordered, span, context);
  actions.push(...hardened);
  const titles = new Set<string>();
  for (const finding of ordered) {
    for (const fix of analysis.fixesOf(finding)) {
      const action = fixAction(analysis, finding, fix, context);
      if (!action || titles.has(action.title)) continue;
      titles.add(action.title);
      actions.push(action);
    }
  }
  const allow = allowAction(analysis, ordered, context);
  if (allow) actions.push(allow);
  return actions;
}

/** "Harden" for the container, pod or service of the findings here; on its name even when nothing is underlined. */
function hardenActions(analysis: FileAnalysis, findings: readonly Finding[], span: Span, context: LspContext): CodeAction[] {
  const targets: Target[] = [];
  const add = (target: Target) => {
    if (!targets.some((t) => t.kind === target.kind && JSON.stringify(t.site) === JSON.stringify(target.site))) targets.push(target);
  };
  for (const finding of findings) add(finding.target);
  if (targets.length === 0) {
    const around = analysis.targetsAt(span.start)[0];
    if (around) add(around.target);
  }
  return targets.slice(0, 2).flatMap((target) => {
    const plan = analysis.harden(target);
    if (plan.applied.length === 0) return [];
    const review = plan.applied.filter(({ fix }) => fix.safety !== 'safe').length;
    const name = target.kind === 'pod' ? `the pod of ${quoted(target.name)}` : `"${target.name}"`;
    const title = `Harden ${name}: ${count(plan.applied.length, 'change')}${review > 0 ? `, ${review} to review` : ' (safe)'}`;
    return [
      {
        title,
        kind: CodeActionKind.QuickFix,
        // without findings under the cursor it is an offer, not an answer
        ...(findings.length > 0 ? { isPreferred: true } : {}),
        edit: hardenEdit(analysis, target, plan, context),
      },
    ];
  });
}

/** Edits that safe fixes alone would make too are applied at once; the others wait for a confirmation in the preview. */
function hardenEdit(analysis: FileAnalysis, target: Target, plan: FixPlan, context: LspContext): WorkspaceEdit {
  const review = plan.applied.filter(({ fix }) => fix.safety !== 'safe');
  if (review.length === 0 || !context.changeAnnotations) return workspaceEdit(plan.edits, analysis, context);
  const safe = new Set(analysis.harden(target, ['safe']).edits.map((e) => JSON.stringify(e)));
  const annotation: ChangeAnnotation = {
    label: `Harden ${quoted(target.name)}: tick what you reviewed`,
    needsConfirmation: true,
    description: review.map(({ fix }) => fix.title).join('; '),
  };
  return workspaceEdit(plan.edits, analysis, context, (edit) => (safe.has(edit) ? undefined : annotation));
}

function fixAction(analysis: FileAnalysis, finding: Finding, fix: Fix, context: LspContext): CodeAction | undefined {
  const title = `${fix.title} (${fix.safety})`;
  const compiled = analysis.compileFix(finding, fix);
  if (compiled.ok) return { title, kind: CodeActionKind.QuickFix, edit: projectEdit(compiled, analysis, context) };
  return context.disabledActions ? { title, kind: CodeActionKind.QuickFix, disabled: { reason: sentence(compiled.why) } } : undefined;
}

function allowAction(analysis: FileAnalysis, findings: readonly Finding[], context: LspContext): CodeAction | undefined {
  const first = findings[0];
  if (!first) return undefined;
  const line = analysis.file.lines.lineOf(first.span.start);
  const rules = [...new Map(findings.filter((f) => analysis.file.lines.lineOf(f.span.start) === line).map((f) => [f.rule.id, f.rule])).values()];
  const title = 'Allow here, with a reason…';
  if (!context.promptForReason) {
    // an editor that can't ask gets the comment to complete; until then it does not count, and says so
    const start = analysis.file.lines.lineStart(line);
    const indent = /^[ \t]*/.exec(analysis.file.text.slice(start))?.[0] ?? '';
    const newText = `${indent}# bulkhead: allow ${first.rule.id} -- \n`;
    return { title, kind: CodeActionKind.QuickFix, edit: workspaceEdit([{ span: { start, end: start }, newText }], analysis, context) };
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

/** Edits of a file and of others of its project, each with its document's version. */
function projectEdit({ edits, others }: CompiledFix & { ok: true }, analysis: FileAnalysis, context: LspContext): WorkspaceEdit {
  const own = workspaceEdit(edits, analysis, context);
  if (others.length === 0) return own;
  const changes = others.map(({ file, source, edits: theirs }) => ({
    uri: file,
    edits: theirs.map(({ span, newText }) => ({ range: source.lines.range(span), newText })),
  }));
  if (!context.documentChanges)
    return { changes: { ...(edits.length > 0 ? own.changes : {}), ...Object.fromEntries(changes.map((change) => [change.uri, change.edits])) } };
  const documents = changes.map(
    (change): TextDocumentEdit => ({ textDocument: { uri: change.uri, version: context.versionOf(change.uri) }, edits: change.edits }),
  );
  return { documentChanges: [...(edits.length > 0 ? (own.documentChanges ?? []) : []), ...documents] };
}

/** Edits as the client takes them: with the document's version where it can, so that stale ones are refused. */
export function workspaceEdit(
  edits: EditSet | readonly { readonly span: Span; readonly newText: string }[],
  analysis: FileAnalysis,
  context: LspContext,
  annotate?: (edit: string) => ChangeAnnotation | undefined,
): WorkspaceEdit {
  const annotations: Record<string, ChangeAnnotation> = {};
  const textEdits = edits.map((edit): TextEdit => {
    const plain = { range: analysis.file.lines.range(edit.span), newText: edit.newText };
    const annotation = annotate?.(JSON.stringify(edit));
    if (!annotation) return plain;
    annotations.review = annotation;
    return { ...plain, annotationId: 'review' } as TextEdit;
  });
  if (!context.documentChanges) return { changes: { [context.uri]: textEdits } };
  const change: TextDocumentEdit = { textDocument: { uri: context.uri, version: context.version }, edits: textEdits };
  return { documentChanges: [change], ...(Object.keys(annotations).length > 0 ? { changeAnnotations: annotations } : {}) };
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
