import * as vscode from 'vscode';
import type { BaseLanguageClient, WorkspaceEdit } from 'vscode-languageclient';
import type { FixWorkspaceAnswer } from '../../schemas/messages.ts';
import { AFTER } from './choose.ts';
import type { VirtualTexts } from './texts.ts';

type Mended = FixWorkspaceAnswer['files'][number];

interface Row extends vscode.QuickPickItem {
  readonly file: vscode.Uri;
  readonly mended: Mended;
}

/**
 * Asks which files to mend, with what becomes of the file at the cursor behind the list. Enter mends the ticked ones, Escape none.
 * @returns the files that were mended; `undefined` if none was
 */
export async function chooseFiles(client: BaseLanguageClient, after: VirtualTexts, title: string, files: readonly Mended[]): Promise<Mended[] | undefined> {
  const rows = files.map((mended): Row => {
    const file = client.protocol2CodeConverter.asUri(mended.uri);
    return { label: vscode.workspace.asRelativePath(file), description: sizeOf(mended), file, mended, picked: true };
  });
  const pick = vscode.window.createQuickPick<Row>();
  pick.title = title;
  pick.placeholder = vscode.l10n.t('Enter mends the ticked files; the one at the cursor is shown behind');
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  pick.items = rows;
  pick.selectedItems = rows;
  for (const { file, mended } of rows) after.set(file.with({ scheme: AFTER }), mended.text);
  let shown: Row | undefined;
  const show = async ([row]: readonly Row[]) => {
    if (!row || row === shown) return;
    shown = row;
    const name = vscode.l10n.t('{0}: what changes', row.label);
    await vscode.commands.executeCommand('vscode.diff', row.file, row.file.with({ scheme: AFTER }), name, { preview: true, preserveFocus: true });
  };
  try {
    const accepted = new Promise<boolean>((resolve) => {
      pick.onDidAccept(() => resolve(true));
      pick.onDidHide(() => resolve(false));
    });
    pick.onDidChangeActive((now) => void show(now));
    pick.show();
    await show(rows);
    if (!(await accepted)) return undefined;
    return await mend(client, pick.selectedItems);
  } finally {
    pick.dispose();
    await close(after, rows);
  }
}

function sizeOf({ changes, review }: Mended): string {
  const size = changes === 1 ? vscode.l10n.t('1 change') : vscode.l10n.t('{0} changes', changes);
  return review > 0 ? vscode.l10n.t('{0}, {1} to review', size, review) : vscode.l10n.t('{0}, safe', size);
}

/** Makes the edits of all files, unless one of the open ones has moved on. */
async function mend(client: BaseLanguageClient, rows: readonly Row[]): Promise<Mended[] | undefined> {
  if (rows.length === 0) return undefined;
  const edit = joined(rows.map(({ mended }) => mended.edit as WorkspaceEdit));
  const done = isCurrent(edit) && (await vscode.workspace.applyEdit(await client.protocol2CodeConverter.asWorkspaceEdit(edit)));
  if (done) return rows.map(({ mended }) => mended);
  await vscode.window.showWarningMessage(vscode.l10n.t('A document has changed meanwhile; nothing was fixed. Try again.'));
  return undefined;
}

function joined(edits: readonly WorkspaceEdit[]): WorkspaceEdit {
  return { documentChanges: edits.flatMap(({ documentChanges = [] }) => documentChanges) };
}

function isCurrent({ documentChanges = [] }: WorkspaceEdit): boolean {
  return documentChanges.every((change) => {
    if (!('edits' in change) || change.textDocument.version === null) return true;
    const { uri, version } = change.textDocument;
    return vscode.workspace.textDocuments.find((document) => document.uri.toString() === vscode.Uri.parse(uri).toString())?.version === version;
  });
}

async function close(after: VirtualTexts, rows: readonly Row[]): Promise<void> {
  const ours = new Set(rows.map(({ file }) => file.with({ scheme: AFTER }).toString()));
  const isOurs = ({ input }: vscode.Tab) => input instanceof vscode.TabInputTextDiff && ours.has(input.modified.toString());
  await vscode.window.tabGroups.close(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.filter(isOurs)));
  for (const { file } of rows) after.forget(file.with({ scheme: AFTER }));
}
