import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { ExceptionsAnswer, ExceptionsRequest, RulesAnswer, TurnOffCommand } from '../../schemas/messages.ts';
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
    group(vscode.l10n.t('here')),
    ...(standing?.harden ? [{ label: `$(shield) ${standing.harden.title}…`, does: ['bulkhead.choose', standing.harden] } as const] : []),
    ...(standing?.fixAll ? [{ label: `$(checklist) ${vscode.l10n.t('Fix all in this file…')}`, does: ['bulkhead.choose', standing.fixAll] } as const] : []),
    ...(standing?.workload === undefined ? [] : [{ label: `$(book) ${vscode.l10n.t('Explain {0}', standing.workload)}`, does: ['bulkhead.explain'] } as const]),
    group(vscode.l10n.t('workspace')),
    { label: `$(files) ${vscode.l10n.t('Fix safe findings in the workspace…')}`, does: ['bulkhead.fixWorkspace'] },
    { label: `$(mute) ${vscode.l10n.t('List exceptions…')}`, does: ['bulkhead.listExceptions'] },
    { label: `$(question) ${vscode.l10n.t('Explain a rule…')}`, does: ['bulkhead.explainRule'] },
    group(vscode.l10n.t('settings')),
    { label: `$(organization) ${vscode.l10n.t('Threat model…')}`, description: model, does: ['bulkhead.threatModel'] },
    { label: `$(gear) ${vscode.l10n.t('Settings')}`, does: ['workbench.action.openSettings', '@ext:bulkhead.bulkhead'] },
    { label: `$(output) ${vscode.l10n.t('Show log')}`, does: ['bulkhead.showOutput'] },
  ];
  const picked = await vscode.window.showQuickPick(entries, { title: standing?.workload ? `Bulkhead: ${standing.workload}, ${standing.summary}` : 'Bulkhead' });
  if (picked?.does) await vscode.commands.executeCommand(...picked.does);
}

/** Asks for a rule, and opens its page. */
export async function explainRule(client: BaseLanguageClient): Promise<void> {
  const rules = (await client.sendRequest<RulesAnswer | null>('bulkhead/rules')) ?? [];
  const items = rules.map(({ rule, title, uri }) => ({ label: rule, detail: title, uri }));
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Explain a Rule'), matchOnDetail: true });
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
  if (found.length === 0) return void vscode.window.showInformationMessage(vscode.l10n.t('No exceptions: no comment "bulkhead: allow" is in this workspace.'));
  const items = found.map(({ uri, line, rules, reason, faults }) => {
    const at = client.protocol2CodeConverter.asUri(uri);
    return {
      label: rules.join(', '),
      description: `${vscode.workspace.asRelativePath(at)}:${line + 1}`,
      detail: [...faults.map((fault) => `$(warning) ${fault}`), reason].join(' '),
      at,
      line,
    };
  });
  const options = { title: vscode.l10n.t('Exceptions: {0}', found.length), matchOnDescription: true, matchOnDetail: true };
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
  const items = values.map((label, i) => ({ label, description: label === now ? vscode.l10n.t('now') : '', detail: says[i] ?? '' }));
  const words = { title: vscode.l10n.t('Threat Model'), placeHolder: vscode.l10n.t('Who may run code in these workloads?') };
  const picked = await vscode.window.showQuickPick(items, { ...words, matchOnDetail: true });
  if (picked) await configuration.update('threatModel', picked.label, settingsTarget());
}

/** Turns a rule off in the settings of the workspace, or of the user if there is no folder. Its options stay. A note takes it back. */
export async function turnOff({ rule }: TurnOffCommand): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('bulkhead');
  const rules = configuration.get<Record<string, unknown>>('rules', {});
  const now = rules[rule];
  const target = settingsTarget();
  await configuration.update('rules', { ...rules, [rule]: typeof now === 'object' ? { ...now, severity: 'off' } : 'off' }, target);
  const undo = vscode.l10n.t('Undo');
  const said = vscode.workspace.workspaceFolders
    ? vscode.l10n.t('"{0}" is off in the settings of this workspace.', rule)
    : vscode.l10n.t('"{0}" is off in your settings.', rule);
  if ((await vscode.window.showInformationMessage(said, undo)) !== undo) return;
  const { [rule]: _, ...others } = vscode.workspace.getConfiguration('bulkhead').get<Record<string, unknown>>('rules', {});
  const before = now === undefined ? others : { ...others, [rule]: now };
  await vscode.workspace.getConfiguration('bulkhead').update('rules', Object.keys(before).length > 0 ? before : undefined, target);
}

function settingsTarget(): vscode.ConfigurationTarget {
  return vscode.workspace.workspaceFolders ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
}
