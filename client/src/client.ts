import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import type { InitializationOptions, SyntaxElsewhereNotification } from '../../schemas/messages.ts';
import { AFTER } from './choose.ts';
import { registerCommands, TRUSTED_COMMANDS } from './commands.ts';
import { KeptCommands } from './kept.ts';
import { tellManifests } from './manifests.ts';
import { showStatus } from './status.ts';
import { isSyntaxElsewhere, watchSyntaxElsewhere } from './syntax.ts';

/** Makes the client that this kind of extension host can run: over a process in Node, over a worker in the browser. */
export type MakeClient = (id: string, name: string, options: LanguageClientOptions) => BaseLanguageClient;

const LANGUAGES = ['yaml', 'dockercompose', 'helm'];

/**
 * Schemes of documents that show another state of a file: diffs, timelines, the preview of a refactoring. They are not checked: the
 * weaknesses of the file itself are reported already.
 */
const COPIES = new Set([AFTER, 'git', 'gitlens', 'pr', 'vscode-local-history', 'vscode-bulkeditpreview-editor']);

/**
 * Starts the server and everything around it. Returns at once: a slow start shows in the status bar and never holds up the editor.
 * The client is stopped by the caller, since only `deactivate` can wait for it.
 */
export function startClient(context: vscode.ExtensionContext, makeClient: MakeClient): BaseLanguageClient {
  const output = vscode.window.createOutputChannel('Bulkhead', { log: true });
  const kept = new KeptCommands();
  const client = makeClient('bulkhead', 'Bulkhead', clientOptions(context.extension, output, kept));
  const version: unknown = context.extension.packageJSON.version;
  const status = showStatus(client, String(version));
  const syntax = watchSyntaxElsewhere((syntaxElsewhere) => {
    // a server that starts later is told then
    if (client.isRunning()) void client.sendNotification('bulkhead/syntaxElsewhere', { syntaxElsewhere } satisfies SyntaxElsewhereNotification);
  });
  const settings = vscode.workspace.onDidChangeConfiguration((event) => {
    if (!event.affectsConfiguration('bulkhead') || !client.isRunning()) return;
    void client.sendNotification('workspace/didChangeConfiguration', { settings: { bulkhead: givenSettings(context.extension) } });
  });
  context.subscriptions.push(output, status, kept, syntax, settings, tellManifests(client), registerCommands(context.extension, client, output, kept));
  client.start().catch((error: unknown) => {
    output.error(vscode.l10n.t('The language server did not start.'), error instanceof Error ? error : String(error));
    status.set('error', vscode.l10n.t('The language server did not start: see the output.'));
  });
  return client;
}

function clientOptions(extension: vscode.Extension<unknown>, output: vscode.LogOutputChannel, kept: KeptCommands): LanguageClientOptions {
  return {
    documentSelector: LANGUAGES.map((language) => ({ language })),
    outputChannel: output,
    diagnosticCollectionName: 'bulkhead',
    // Read anew at each start, so that a restarted server begins with the settings of that moment.
    initializationOptions: (): InitializationOptions => ({
      promptForReason: true,
      noteApplied: true,
      chooseChanges: true,
      richMarkdown: true,
      pushDiagnostics: true,
      syntaxElsewhere: isSyntaxElsewhere(),
      docsBase: vscode.Uri.joinPath(extension.extensionUri, 'docs/rules/').toString(),
      settings: givenSettings(extension),
    }),
    markdown: { isTrusted: { enabledCommands: TRUSTED_COMMANDS }, supportThemeIcons: true, supportHtml: false },
    middleware: {
      ...kept.middleware,
      didOpen: async (document, next) => (COPIES.has(document.uri.scheme) ? undefined : next(document)),
      didChange: async (event, next) => (COPIES.has(event.document.uri.scheme) ? undefined : next(event)),
      didSave: async (document, next) => (COPIES.has(document.uri.scheme) ? undefined : next(document)),
      didClose: async (document, next) => (COPIES.has(document.uri.scheme) ? undefined : next(document)),
    },
  };
}

/**
 * The settings that somebody has set. What is as VS Code comes is left out: it would count before the `.bulkhead.yaml` of a project. They are
 * plain values: a message to a worker may not carry the methods that VS Code hands out with them.
 */
function givenSettings(extension: vscode.Extension<unknown>): unknown {
  const { properties } = extension.packageJSON.contributes.configuration as { readonly properties: Readonly<Record<string, unknown>> };
  const configuration = vscode.workspace.getConfiguration();
  const given: Record<string, unknown> = {};
  for (const name of Object.keys(properties)) {
    const { globalValue, workspaceValue, workspaceFolderValue } = configuration.inspect(name) ?? {};
    if ([globalValue, workspaceValue, workspaceFolderValue].every((value) => value === undefined)) continue;
    const [last = '', ...above] = name.split('.').slice(1).reverse();
    let at = given;
    for (const step of above.reverse()) {
      const below = (at[step] ?? {}) as Record<string, unknown>;
      at[step] = below;
      at = below;
    }
    at[last] = configuration.get(name);
  }
  return JSON.parse(JSON.stringify(given));
}
