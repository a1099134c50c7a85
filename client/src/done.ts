import * as vscode from 'vscode';
import type { ChosenAnswer } from '../../schemas/messages.ts';
import type { VirtualTexts } from './texts.ts';

/** The scheme of the pages that notes open. */
export const PAGE = 'bulkhead-page';

/** What was done, in one note. What to check and what is left is a page; undoing is one step. */
export async function showDone(pages: VirtualTexts, file: vscode.Uri, { note, page }: ChosenAnswer): Promise<void> {
  const [check, undo] = [vscode.l10n.t('Show What to Check'), vscode.l10n.t('Undo')];
  const versionNow = () => vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === file.toString())?.version;
  const version = versionNow();
  const chosen = await vscode.window.showInformationMessage(note, check, undo);
  if (chosen === check) {
    await showPage(pages, vscode.l10n.t('What to check'), page);
  } else if (chosen === undo) {
    if (version === undefined || versionNow() !== version)
      return void vscode.window.showWarningMessage(
        vscode.l10n.t('The document has changed since then; the editor\u2019s own Undo takes it back step by step.'),
      );
    await vscode.window.showTextDocument(file);
    await vscode.commands.executeCommand('undo');
  }
}

/** Opens a page in Markdown, rendered, to the side. */
export async function showPage(pages: VirtualTexts, title: string, page: string): Promise<void> {
  const uri = vscode.Uri.from({ scheme: PAGE, path: `/${title.replaceAll('/', ' ')}.md` });
  pages.set(uri, page);
  await vscode.commands.executeCommand('markdown.showPreviewToSide', uri);
}
