import type { ChangeAnnotation, WorkspaceEdit } from 'vscode-languageserver-types';
import type { FixWorkspaceAnswer, FixWorkspaceRequest } from '../../../../schemas/messages.ts';
import type { Run, RunRequest, Snapshot } from '../../engine/snapshot.ts';
import type { LspContext } from './context.ts';
import { workspaceEdit } from './edits.ts';

/** Changes of many files wait in the preview for a tick, unless the client decides otherwise. */
const SAFE: ChangeAnnotation = { label: 'Bulkhead: safe', needsConfirmation: true, description: 'cannot break a workload that works today' };
const REVIEW: ChangeAnnotation = { label: 'Bulkhead: to review', needsConfirmation: true, description: 'may need a change of the application' };

/** One edit that mends files of the workspace. Each file is changed only for its own findings. */
export function workspaceFix(
  files: readonly { readonly snapshot: Snapshot; readonly context: LspContext }[],
  request: Pick<FixWorkspaceRequest, 'safeties' | 'rule'>,
): FixWorkspaceAnswer {
  const { safeties, rule } = request;
  const asked: RunRequest = { kind: 'fix', safeties, rules: rule === undefined ? undefined : [rule] };
  const plans = files.map((file) => ({ ...file, plan: file.snapshot.run(asked) })).filter(({ plan }) => plan.edits.length > 0);
  const edits = plans.map(({ snapshot, context, plan }) => annotated(snapshot, context, plan));
  return {
    edit: merged(edits),
    changes: plans.reduce((n, { plan }) => n + plan.changes, 0),
    review: plans.reduce((n, { plan }) => n + plan.review, 0),
    changed: plans.map(({ context }) => context.uri),
    rules: counted(files),
  };
}

function annotated(snapshot: Snapshot, context: LspContext, plan: Run): WorkspaceEdit {
  if (!context.changeAnnotations) return workspaceEdit(plan.edits, snapshot, context);
  const safe = plan.review === 0 ? undefined : new Set(plan.safeEdits().map((edit) => JSON.stringify(edit)));
  return workspaceEdit(plan.edits, snapshot, context, (edit) => (!safe || safe.has(edit) ? ['safe', SAFE] : ['review', REVIEW]));
}

function merged(edits: readonly WorkspaceEdit[]): WorkspaceEdit {
  const out: WorkspaceEdit = {};
  for (const { changes, documentChanges, changeAnnotations } of edits) {
    if (changes) out.changes = { ...out.changes, ...changes };
    if (documentChanges) out.documentChanges = [...(out.documentChanges ?? []), ...documentChanges];
    if (changeAnnotations) out.changeAnnotations = { ...out.changeAnnotations, ...changeAnnotations };
  }
  return out;
}

function counted(files: readonly { readonly snapshot: Snapshot }[]): FixWorkspaceAnswer['rules'] {
  const rules = new Map<string, FixWorkspaceAnswer['rules'][number]>();
  for (const { snapshot } of files)
    for (const finding of snapshot.findings) {
      if (snapshot.choice(finding, ['safe', 'review']).left) continue;
      const { id, docs } = finding.rule;
      const known = rules.get(id) ?? { rule: id, title: docs.title, count: 0 };
      rules.set(id, { ...known, count: known.count + 1 });
    }
  return [...rules.values()];
}
