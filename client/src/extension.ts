import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { startClient } from './client.ts';

let stop: (() => Promise<void>) | undefined;

/** Entry of the extension on the desktop and on remote machines: the server is a Node process. */
export function activate(context: vscode.ExtensionContext): void {
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist/server/node.js').fsPath;
  const run = { module, transport: TransportKind.stdio };
  const debug = { ...run, options: { execArgv: ['--enable-source-maps'] } };
  const client = startClient(context, (id, name, options) => new LanguageClient(id, name, { run, debug }, options));
  stop = () => client.dispose();
}

/** Lets the server end before the extension host does. */
export async function deactivate(): Promise<void> {
  await stop?.();
}
