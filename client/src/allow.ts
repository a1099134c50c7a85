import * as vscode from 'vscode';
import type { BaseLanguageClient, WorkspaceEdit } from 'vscode-languageclient';
import type { AllowAnswer, AllowCommand, AllowRequest, AllowScope } from '../../schemas/messages.ts';
import { dateOf, faultOf, whyOf } from '../../schemas/reason.ts';

/** Asks which rules to allow at a place, how far and why, and has the server write the comments. Leaving a question open changes nothing. */
export async function allow(client: BaseLanguageClient, { choices, target, ...place }: AllowCommand): Promise<void> {
  const chosen = await chooseRules(choices);
  if (chosen.length === 0) return;
  const title = vscode.l10n.t('Allow {0}', chosen.map(({ rule }) => rule).join(', '));
  const scope = await chooseScope(title, place.line, target, chosen);
  if (scope === undefined) return;
  const reason = await askReason(title);
  if (reason === undefined) return;

  const request: AllowRequest = { ...place, rules: chosen.map(({ rule }) => rule), reason, scope };
  const answer = await client.sendRequest<AllowAnswer | null>('bulkhead/allow', request);
  if (answer !== null && 'refused' in answer) return void vscode.window.showWarningMessage(vscode.l10n.t('Nothing was written: {0}.', answer.refused));
  const edit = answer === null ? undefined : await client.protocol2CodeConverter.asWorkspaceEdit(answer.edit as WorkspaceEdit);
  const applied = edit !== undefined && (await vscode.workspace.applyEdit(edit));
  if (!applied) void vscode.window.showWarningMessage(vscode.l10n.t('Nothing was written: the document has changed meanwhile. Try again.'));
}

async function chooseRules(choices: AllowCommand['choices']): Promise<AllowCommand['choices']> {
  if (choices.length === 1) return choices;
  const items = choices.map((choice) => ({ label: choice.rule, detail: choice.title, choice }));
  let placeHolder = vscode.l10n.t('Which rules should stay silent here?');
  for (;;) {
    const picked = await vscode.window.showQuickPick(items, { canPickMany: true, matchOnDetail: true, title: vscode.l10n.t('Allow here'), placeHolder });
    if (picked === undefined) return [];
    if (picked.length > 0) return picked.map(({ choice }) => choice);
    placeHolder = vscode.l10n.t('No rule is ticked: tick those that should stay silent here');
  }
}

/** Asks how far the exception goes, where it could go further than this line. */
async function chooseScope(title: string, line: number, target: string, chosen: AllowCommand['choices']): Promise<AllowScope | undefined> {
  const count = (of: (choice: AllowCommand['choices'][number]) => number) => chosen.reduce((sum, choice) => sum + of(choice), 0);
  const [inTarget, inFile] = [count((choice) => choice.inTarget), count((choice) => choice.inFile)];
  const items: (vscode.QuickPickItem & { scope: AllowScope })[] = [{ label: vscode.l10n.t('Only here, at line {0}', line + 1), scope: 'here' }];
  const places = (n: number) => vscode.l10n.t('{0} places, with one comment', n);
  if (inTarget > chosen.length) items.push({ label: vscode.l10n.t('In all of {0}', target), description: places(inTarget), scope: 'target' });
  if (inFile > Math.max(inTarget, chosen.length)) items.push({ label: vscode.l10n.t('In the whole file'), description: places(inFile), scope: 'file' });
  if (items.length === 1) return 'here';
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: vscode.l10n.t('How far does the exception go?') });
  return picked?.scope;
}

async function askReason(title: string): Promise<string | undefined> {
  const reason = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Why is this acceptable here? The reason is written into the file. With a last day, as in "until 2027-03-31", the exception ends.'),
    validateInput: wrongWith,
  });
  const text = reason?.trim();
  return text === '' ? undefined : text;
}

/** What is wrong with a reason, while it is typed: with it, the comment would silence nothing. */
function wrongWith(text: string): string | undefined {
  const why = whyOf(text);
  const until = why.until ?? '';
  switch (faultOf(why, dateOf(new Date()))) {
    case 'no-reason':
      return vscode.l10n.t('Without a reason, the comment would not count.');
    case 'wrong-date':
      return vscode.l10n.t('"{0}" is no day of the calendar: the last day is written as in "until 2027-03-31".', until);
    case 'over':
      return vscode.l10n.t('{0} is over: the comment would not count.', until);
    default:
      return undefined;
  }
}
