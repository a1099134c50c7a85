import type { FixWorkspaceAnswer, FixWorkspaceRequest } from '../../../../schemas/messages.ts';
import type { RunRequest, Snapshot } from '../../engine/snapshot.ts';
import { applyEdits } from '../../text/text.ts';
import type { LspContext } from './context.ts';
import { workspaceEdit } from './edits.ts';

/** What mends files of the workspace. Each file is changed only for its own findings. */
export function workspaceFix(
  files: readonly { readonly snapshot: Snapshot; readonly context: LspContext }[],
  { safeties, rule }: Pick<FixWorkspaceRequest, 'safeties' | 'rule'>,
): FixWorkspaceAnswer {
  const asked: RunRequest = { kind: 'fix', safeties, rules: rule === undefined ? undefined : [rule] };
  const mended = files.flatMap(({ snapshot, context }): FixWorkspaceAnswer['files'] => {
    const { edits, changes, review } = snapshot.run(asked);
    if (edits.length === 0) return [];
    const text = applyEdits(snapshot.file.text, edits);
    return [{ uri: context.uri, text, edit: workspaceEdit(edits, snapshot, context), changes, review }];
  });
  return { files: mended, rules: counted(files) };
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
