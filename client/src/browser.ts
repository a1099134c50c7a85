import * as vscode from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient, type MessageTransports } from 'vscode-languageclient/browser';
import { startClient } from './client.ts';

let stop: (() => Promise<void>) | undefined;

/** Entry of the extension where there is no Node, as on vscode.dev: the server is a web worker. */
export function activate(context: vscode.ExtensionContext): void {
  const script = vscode.Uri.joinPath(context.extensionUri, 'dist/server/browser.js').toString(true);
  let worker: Worker | undefined;
  // The workers of an extension host are its own kind, which the client does not recognise: it gets the two ends instead.
  const connect = async (): Promise<MessageTransports> => {
    worker?.terminate();
    worker = new Worker(script, { name: 'Bulkhead' });
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  const client = startClient(context, (id, name, options) => new LanguageClient(id, name, connect, options));
  stop = async () => {
    await client.dispose();
    worker?.terminate();
  };
}

/** Lets the server end before the extension host does. */
export async function deactivate(): Promise<void> {
  await stop?.();
}
