import * as vscode from 'vscode';
import type { CodeActionMiddleware } from 'vscode-languageclient';
import type { AppliedCommand } from '../../schemas/messages.ts';

/** How many notes are kept. A light bulb offers some ten actions, and only the last ones can still be chosen. */
const KEPT = 200;

/**
 * Gives each offered action with a note a command of its own, without arguments. VS Code forgets the arguments of a command together with the
 * list of actions that it belongs to, and on a slow machine it does so before it runs the command.
 */
export class Notes implements vscode.Disposable {
  readonly middleware: CodeActionMiddleware = {
    provideCodeActions: async (document, range, context, token, next) => {
      const actions = await next(document, range, context, token);
      for (const action of actions ?? []) this.#keep(action);
      return actions;
    },
    resolveCodeAction: async (action, token, next) => {
      const resolved = await next(action, token);
      if (resolved) this.#keep(resolved);
      return resolved;
    },
  };
  readonly #kept: vscode.Disposable[] = [];
  #count = 0;

  #keep(action: vscode.Command | vscode.CodeAction): void {
    if (!('command' in action) || typeof action.command !== 'object' || action.command.command !== 'bulkhead.applied') return;
    const note: AppliedCommand = action.command.arguments?.[0];
    const command = `bulkhead.applied.${++this.#count}`;
    this.#kept.push(vscode.commands.registerCommand(command, () => showApplied(note)));
    while (this.#kept.length > KEPT) this.#kept.shift()?.dispose();
    action.command = { title: action.command.title, command };
  }

  dispose(): void {
    for (const one of this.#kept.splice(0)) one.dispose();
  }
}

/** After changes that need review: what to check now, the command that checks it, and the page with the rest. */
async function showApplied({ message, check, pages }: AppliedCommand): Promise<void> {
  const copy = check?.includes('\n') ? 'Copy Commands' : 'Copy Command';
  const chosen = await vscode.window.showInformationMessage(message, ...(check === undefined ? [] : [copy]), 'Open Page');
  if (chosen === copy && check !== undefined) await vscode.env.clipboard.writeText(check);
  if (chosen === 'Open Page') await openPage(pages);
}

async function openPage(pages: AppliedCommand['pages']): Promise<void> {
  const items = pages.map(({ rule, title, uri }) => ({ label: rule, detail: title, uri }));
  const page = items.length > 1 ? await vscode.window.showQuickPick(items, { title: 'Open Page', matchOnDetail: true }) : items[0];
  if (page) await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.parse(page.uri));
}
