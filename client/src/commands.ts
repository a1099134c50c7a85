import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { AllowCommand, ChooseCommand, ExplainAnswer, ExplainRequest, QuickFixCommand } from '../../schemas/messages.ts';
import { allow } from './allow.ts';
import { openPage, showApplied } from './applied.ts';
import { checkWorkspace } from './check-workspace.ts';
import { AFTER, choose } from './choose.ts';
import { PAGE, showPage } from './done.ts';
import type { KeptCommands } from './kept.ts';
import { chooseThreatModel, explainRule, listExceptions, showMenu, turnOff } from './menu.ts';
import { VirtualTexts } from './texts.ts';
import { fixWorkspace } from './workspace.ts';

/** The commands that links in the server's hovers may run. */
export const TRUSTED_COMMANDS = [
  'bulkhead.allow',
  'bulkhead.choose',
  'bulkhead.explain',
  'bulkhead.openPage',
  'bulkhead.quickFix',
  'bulkhead.reach',
  'bulkhead.showOutput',
];

/** Registers the commands that package.json contributes. */
export function registerCommands(
  extension: vscode.Extension<unknown>,
  client: BaseLanguageClient,
  output: vscode.OutputChannel,
  kept: KeptCommands,
): vscode.Disposable {
  const texts = { after: new VirtualTexts(AFTER), pages: new VirtualTexts(PAGE) };
  return vscode.Disposable.from(
    texts.after,
    texts.pages,
    kept.handle({
      'bulkhead.applied': showApplied,
      'bulkhead.choose': (command: ChooseCommand) => choose(client, texts, command),
      'bulkhead.allow': (command: AllowCommand) => allow(client, command),
      'bulkhead.openPage': openPage,
      'bulkhead.turnOff': turnOff,
    }),
    vscode.commands.registerCommand('bulkhead.quickFix', (place: QuickFixCommand) => quickFix(client, place)),
    vscode.commands.registerCommand('bulkhead.explain', (place?: ExplainRequest) => openPageOf('bulkhead/explain', client, texts.pages, place)),
    vscode.commands.registerCommand('bulkhead.reach', (place?: ExplainRequest) => openPageOf('bulkhead/reach', client, texts.pages, place)),
    vscode.commands.registerCommand('bulkhead.reachChanges', (place: ExplainRequest) =>
      openPageOf('bulkhead/reachChanges', client, texts.pages, place, vscode.l10n.t('Nothing opened or closed since the last save.')),
    ),
    vscode.commands.registerCommand('bulkhead.openExample', () => openExample(extension.extensionUri)),
    vscode.commands.registerCommand('bulkhead.openWalkthrough', () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', `${extension.id}#start`, false),
    ),
    vscode.commands.registerCommand('bulkhead.menu', () => showMenu(client)),
    vscode.commands.registerCommand('bulkhead.explainRule', () => explainRule(client)),
    vscode.commands.registerCommand('bulkhead.listExceptions', () => listExceptions(client)),
    vscode.commands.registerCommand('bulkhead.threatModel', () => chooseThreatModel(extension)),
    vscode.commands.registerCommand('bulkhead.checkWorkspace', () => checkWorkspace(client)),
    vscode.commands.registerCommand('bulkhead.fixWorkspace', () => fixWorkspace(client, texts.after)),
    vscode.commands.registerCommand('bulkhead.showOutput', () => output.show()),
    vscode.commands.registerCommand('bulkhead.restart', () => restart(client)),
  );
}

/** Opens the light bulb at a place. */
async function quickFix(client: BaseLanguageClient, { uri, line, character }: QuickFixCommand): Promise<void> {
  const at = new vscode.Position(line, character);
  await vscode.window.showTextDocument(client.protocol2CodeConverter.asUri(uri), { selection: new vscode.Range(at, at) });
  await vscode.commands.executeCommand('editor.action.quickFix');
}

/** Opens a page about the workload at a place, or at the cursor. */
async function openPageOf(
  request: string,
  client: BaseLanguageClient,
  pages: VirtualTexts,
  given: ExplainRequest | undefined,
  nothing = vscode.l10n.t('No workload or Compose service is at the cursor.'),
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const place = given ?? (editor && { uri: client.code2ProtocolConverter.asUri(editor.document.uri), line: editor.selection.active.line });
  const answer = place && (await client.sendRequest<ExplainAnswer | null>(request, place));
  if (answer) await showPage(pages, answer.title, answer.page);
  else await vscode.window.showInformationMessage(nothing);
}

/** Opens a weak Deployment as a new file, to try things on. */
async function openExample(folder: vscode.Uri): Promise<void> {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, 'client/media/walkthrough/weak.yaml'));
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'yaml', content: new TextDecoder().decode(bytes) }));
}

async function restart(client: BaseLanguageClient): Promise<void> {
  // A server that never came up has nothing to stop.
  if (client.needsStop()) await client.stop();
  await client.start();
}
