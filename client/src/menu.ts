import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { ExceptionsAnswer, ExceptionsRequest, RulesAnswer } from '../../schemas/messages.ts';
import { openPage } from './applied.ts';
import { standingAtCursor } from './status.ts';
import { inBatches, manifests } from './workspace.ts';

interface Entry extends vscode.QuickPickItem {
  /** A command with its arguments. */
  readonly does?: readonly [string, ...unknown[]];
}

/** What can be done here: the menu of the item in the status bar. */
export async function showMenu(client: BaseLanguageClient): Promise<void> {
  const standing = await standingAtCursor(client);
  const model = vscode.workspace.getConfiguration('bulkhead').get<string>('threatModel', '');
  const group = (label: string): Entry => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const entries: Entry[] = [
    group('here'),
    ...(standing?.harden ? [{ label: `$(shield) ${standing.harden.title}…`, does: ['bulkhead.choose', standing.harden] } as const] : []),
    ...(standing?.fixAll ? [{ label: '$(checklist) Fix all in this file…', does: ['bulkhead.choose', standing.fixAll] } as const] : []),
    ...(standing?.workload === undefined ? [] : [{ label: `$(book) Explain ${standing.workload}`, does: ['bulkhead.explain'] } as const]),
    group('workspace'),
    { label: '$(files) Fix safe findings in the workspace…', does: ['bulkhead.fixWorkspace'] },
    { label: '$(mute) List exceptions…', does: ['bulkhead.listExceptions'] },
    { label: '$(question) Explain a rule…', does: ['bulkhead.explainRule'] },
    group('settings'),
    { label: '$(organization) Threat model…', description: model, does: ['bulkhead.threatModel'] },
    { label: '$(gear) Settings', does: ['workbench.action.openSettings', '@ext:bulkhead.bulkhead'] },
    { label: '$(output) Show log', does: ['bulkhead.showOutput'] },
  ];
  const picked = await vscode.window.showQuickPick(entries, { title: standing?.workload ? `Bulkhead: ${standing.workload}, ${standing.summary}` : 'Bulkhead' });
  if (picked?.does) await vscode.commands.executeCommand(...picked.does);
}

/** Asks for a rule, and opens its page. */
export async function explainRule(client: BaseLanguageClient): Promise<void> {
  const rules = (await client.sendRequest<RulesAnswer | null>('bulkhead/rules')) ?? [];
  const items = rules.map(({ rule, title, uri }) => ({ label: rule, detail: title, uri }));
  const picked = await vscode.window.showQuickPick(items, { title: 'Explain a Rule', matchOnDetail: true });
  if (picked) await openPage(picked.uri);
}

/** Shows the exceptions of the workspace, or of the open file if there is no folder, and goes to the chosen one. */
export async function listExceptions(client: BaseLanguageClient): Promise<void> {
  const found: ExceptionsAnswer = [];
  const done = await inBatches(await manifests(), async (files) => {
    const request: ExceptionsRequest = { files };
    found.push(...((await client.sendRequest<ExceptionsAnswer | null>('bulkhead/exceptions', request)) ?? []));
  });
  if (!done) return;
  if (found.length === 0) return void vscode.window.showInformationMessage('No exceptions: no comment "bulkhead: allow" is in this workspace.');
  const items = found.map(({ uri, line, rules, reason }) => {
    const at = client.protocol2CodeConverter.asUri(uri);
    return {
      label: rules.join(', '),
      description: `${vscode.workspace.asRelativePath(at)}:${line + 1}`,
      detail: reason || '$(warning) without a reason: it has no effect',
      at,
      line,
    };
  });
  const options = { title: `Exceptions: ${found.length}`, matchOnDescription: true, matchOnDetail: true };
  const picked = await vscode.window.showQuickPick(items, options);
  if (picked) await vscode.window.showTextDocument(picked.at, { selection: new vscode.Range(picked.line, 0, picked.line, 0) });
}

/** Asks for the threat model, each with what it means, and writes it into the settings of the workspace, or of the user if there is no folder. */
export async function chooseThreatModel(extension: vscode.Extension<unknown>): Promise<void> {
  const { enum: values, enumDescriptions: says } = extension.packageJSON.contributes.configuration.properties['bulkhead.threatModel'] as {
    readonly enum: readonly string[];
    readonly enumDescriptions: readonly string[];
  };
  const configuration = vscode.workspace.getConfiguration('bulkhead');
  const now = configuration.get<string>('threatModel');
  const items = values.map((label, i) => ({ label, description: label === now ? 'now' : '', detail: says[i] ?? '' }));
  const picked = await vscode.window.showQuickPick(items, { title: 'Threat Model', placeHolder: 'Who may run code in these workloads?', matchOnDetail: true });
  const target = vscode.workspace.workspaceFolders ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  if (picked) await configuration.update('threatModel', picked.label, target);
}
