import * as vscode from 'vscode';
import type { BaseLanguageClient, WorkspaceEdit } from 'vscode-languageclient';
import type { AllowCommand, AllowRequest, AllowScope } from '../../schemas/messages.ts';

/** Asks which rules to allow at a place, how far and why, and has the server write the comments. Leaving a question open changes nothing. */
export async function allow(client: BaseLanguageClient, { choices, target, ...place }: AllowCommand): Promise<void> {
  const chosen = await chooseRules(choices);
  if (chosen.length === 0) return;
  const scope = await chooseScope(target, chosen);
  if (scope === undefined) return;
  const rules = chosen.map(({ rule }) => rule);
  const reason = await askReason(rules);
  if (reason === undefined) return;

  const request: AllowRequest = { ...place, rules, reason, scope };
  const answer = await client.sendRequest<WorkspaceEdit | null>('bulkhead/allow', request);
  const edit = answer === null ? undefined : await client.protocol2CodeConverter.asWorkspaceEdit(answer);
  const applied = edit !== undefined && (await vscode.workspace.applyEdit(edit));
  if (!applied) await vscode.window.showWarningMessage(vscode.l10n.t('Nothing was written: the document has changed, or no comment fits there.'));
}

async function chooseRules(choices: AllowCommand['choices']): Promise<AllowCommand['choices']> {
  if (choices.length === 1) return choices;
  const picked = await vscode.window.showQuickPick(
    choices.map((choice) => ({ label: choice.rule, detail: choice.title, choice })),
    { canPickMany: true, matchOnDetail: true, title: vscode.l10n.t('Allow here'), placeHolder: vscode.l10n.t('Which rules should stay silent here?') },
  );
  return (picked ?? []).map(({ choice }) => choice);
}

/** Asks how far the exception goes, where it could go further than this line. */
async function chooseScope(target: string, chosen: AllowCommand['choices']): Promise<AllowScope | undefined> {
  const count = (of: (choice: AllowCommand['choices'][number]) => number) => chosen.reduce((sum, choice) => sum + of(choice), 0);
  const [inTarget, inFile] = [count((choice) => choice.inTarget), count((choice) => choice.inFile)];
  const items: (vscode.QuickPickItem & { scope: AllowScope })[] = [{ label: vscode.l10n.t('Only here'), scope: 'here' }];
  const places = (n: number) => vscode.l10n.t('{0} places, with one comment', n);
  if (inTarget > chosen.length) items.push({ label: vscode.l10n.t('In all of {0}', target), description: places(inTarget), scope: 'target' });
  if (inFile > Math.max(inTarget, chosen.length)) items.push({ label: vscode.l10n.t('In the whole file'), description: places(inFile), scope: 'file' });
  if (items.length === 1) return 'here';
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Allow'), placeHolder: vscode.l10n.t('How far does the exception go?') });
  return picked?.scope;
}

async function askReason(rules: readonly string[]): Promise<string | undefined> {
  const reason = await vscode.window.showInputBox({
    title: vscode.l10n.t('Allow {0}', rules.join(', ')),
    prompt: vscode.l10n.t('Why is this acceptable here? The reason is written into the file. With a last day, as in "until 2027-03-31", the exception ends.'),
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('Without a reason, the comment would not count.') : undefined),
  });
  const text = reason?.trim();
  return text === '' ? undefined : text;
}
