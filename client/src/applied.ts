import * as vscode from 'vscode';
import type { AppliedCommand } from '../../schemas/messages.ts';

/** After changes that need review: what to check now, the command that checks it, and the page with the rest. */
export async function showApplied({ message, check, pages }: AppliedCommand): Promise<void> {
  const copy = check?.includes('\n') ? vscode.l10n.t('Copy Commands') : vscode.l10n.t('Copy Command');
  const open = vscode.l10n.t('Open Page');
  const chosen = await vscode.window.showInformationMessage(message, ...(check === undefined ? [] : [copy]), open);
  if (chosen === copy && check !== undefined) await vscode.env.clipboard.writeText(check);
  if (chosen === open) await choosePage(pages);
}

async function choosePage(pages: AppliedCommand['pages']): Promise<void> {
  const items = pages.map(({ rule, title, uri }) => ({ label: rule, detail: title, uri }));
  const page = items.length > 1 ? await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Open Page'), matchOnDetail: true }) : items[0];
  if (page) await openPage(page.uri);
}

/** Opens the page of a rule, rendered, to the side. */
export async function openPage(uri: string): Promise<void> {
  await vscode.commands.executeCommand('markdown.showPreviewToSide', vscode.Uri.parse(uri));
}
