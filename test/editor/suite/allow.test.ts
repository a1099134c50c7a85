import * as vscode from 'vscode';
import { equal, matches } from './check.ts';
import { actionAt, codeOf, diagnosticOf, open, untilDiagnostics } from './kit.ts';

/** Answers the questions of a command in place of a user. */
async function answering<T>(reason: string | undefined, run: () => PromiseLike<T>): Promise<T> {
  const { showInputBox, showQuickPick } = vscode.window;
  const pickFirst = async (items: readonly vscode.QuickPickItem[], options?: vscode.QuickPickOptions) => (options?.canPickMany ? items.slice(0, 1) : items[0]);
  Object.assign(vscode.window, { showInputBox: async () => reason, showQuickPick: pickFirst });
  try {
    return await run();
  } finally {
    Object.assign(vscode.window, { showInputBox, showQuickPick });
  }
}

async function allowAt(document: vscode.TextDocument, range: vscode.Range, reason: string | undefined): Promise<void> {
  const { action } = await actionAt(document, range, /^Allow here/, vscode.CodeActionKind.QuickFix);
  const { command } = action;
  if (command === undefined) throw new Error(`"${action.title}" runs no command.`);
  await answering(reason, () => vscode.commands.executeCommand(command.command, ...(command.arguments ?? [])));
}

describe('Allow here, with a reason', () => {
  it('writes a comment that silences the finding', async () => {
    const document = await open('deployment.yaml');
    const { range } = await diagnosticOf(document, 'host-network', 'hostNetwork');
    await allowAt(document, range, 'the node exporter needs it');
    await untilDiagnostics(document, (all) => all.every((diagnostic) => codeOf(diagnostic) !== 'host-network'));
    matches(document.getText(), /# bulkhead: allow host-network -- the node exporter needs it/);
  });

  it('silences one of the missing protections of a container', async () => {
    const document = await open('compose.yaml');
    const { range } = await diagnosticOf(document, 'missing-protections', 'web:');
    await allowAt(document, range, 'a demonstration');
    await untilDiagnostics(document, () => /# bulkhead: allow [a-z-]+ -- a demonstration/.test(document.getText()));
  });

  it('changes nothing without a reason', async () => {
    const document = await open('deployment.yaml');
    const before = document.getText();
    const { range } = await diagnosticOf(document, 'host-network', 'hostNetwork');
    await allowAt(document, range, undefined);
    equal(document.getText(), before, 'text');
  });
});
