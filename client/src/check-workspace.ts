import * as vscode from 'vscode';
import { type BaseLanguageClient, WorkDoneProgress } from 'vscode-languageclient';
import type { CheckWorkspaceAnswer, CheckWorkspaceRequest } from '../../schemas/messages.ts';

/** Tells the progress of one run from that of another. */
let runs = 0;

/** Judges all manifests of the workspace, with progress, and shows what is found. */
export async function checkWorkspace(client: BaseLanguageClient): Promise<void> {
  const options = { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Bulkhead checks the workspace'), cancellable: true };
  const answer = await vscode.window.withProgress(options, async (progress, token) => {
    const workDoneToken = `bulkhead-check-${runs++}`;
    let last = 0;
    const heard = client.onProgress(WorkDoneProgress.type, workDoneToken, (said) => {
      if (said.kind !== 'report') return;
      const { percentage = last, message } = said;
      progress.report({ ...(message === undefined ? {} : { message }), increment: percentage - last });
      last = percentage;
    });
    try {
      const request: CheckWorkspaceRequest = { workDoneToken };
      const found = await client.sendRequest<CheckWorkspaceAnswer>('bulkhead/checkWorkspace', request, token);
      return token.isCancellationRequested ? undefined : found;
    } finally {
      heard.dispose();
    }
  });
  if (!answer) return;
  const { files, findings, withFindings } = answer;
  if (findings === 0) {
    await vscode.window.showInformationMessage(vscode.l10n.t('Nothing found; manifests judged: {0}.', files));
    return;
  }
  const show = vscode.l10n.t('Show Problems');
  const said = vscode.l10n.t('Findings: {0}, in {1} of {2} manifests.', findings, withFindings, files);
  if ((await vscode.window.showInformationMessage(said, show)) === show) await vscode.commands.executeCommand('workbench.actions.view.problems');
}
