import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { startClient } from './client.ts';

let stop: (() => Promise<void>) | undefined;

/** Entry of the extension where there is no Node, as on vscode.dev: the server is a web worker. */
export function activate(context: vscode.ExtensionContext): void {
  const script = vscode.Uri.joinPath(context.extensionUri, 'dist/server/browser.js').toString(true);
  // A worker for each start: a stopped client has ended the one before.
  const client = startClient(context, (id, name, options) => new LanguageClient(id, name, async () => new Worker(script, { name }), options));
  stop = () => client.dispose();
}

/** Lets the server end before the extension host does. */
export async function deactivate(): Promise<void> {
  await stop?.();
}
