import * as vscode from 'vscode';
import { type BaseLanguageClient, State } from 'vscode-languageclient';
import type { ManifestsNotification } from '../../schemas/messages.ts';
import { FILES, manifests, textOf } from './workspace.ts';

/** How many files are looked through. */
const MOST = 1_000;

/** How many are read at once. */
const BATCH = 10;

/** What every Kubernetes object has: files without it say nothing to others, and are not sent. */
const SAYS = /\bkind\b/;

/** Tells the server what stands in manifests of folders that it cannot read itself: it reads only those on disk. */
export function tellManifests(client: BaseLanguageClient): vscode.Disposable {
  const isOurs = ({ scheme }: vscode.Uri) => scheme !== 'file';
  const tell = (files: ManifestsNotification['files']) =>
    files.length > 0 && client.isRunning() ? client.sendNotification('bulkhead/manifests', { files } satisfies ManifestsNotification) : undefined;
  const read = async (uri: vscode.Uri) => ({ uri: client.code2ProtocolConverter.asUri(uri), text: await textOf(uri) });
  const lookThrough = async () => {
    if (!vscode.workspace.workspaceFolders?.some(({ uri }) => isOurs(uri))) return;
    const uris = (await manifests(MOST)).filter(isOurs);
    for (let at = 0; at < uris.length && client.isRunning(); at += BATCH) {
      const files = await Promise.all(uris.slice(at, at + BATCH).map(read));
      await tell(files.filter(({ text }) => text !== undefined && SAYS.test(text)));
    }
  };
  const changed = async (uri: vscode.Uri) => {
    if (isOurs(uri)) await tell([await read(uri)]);
  };
  const watcher = vscode.workspace.createFileSystemWatcher(FILES);
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(changed),
    watcher.onDidCreate(changed),
    watcher.onDidDelete((uri) => isOurs(uri) && tell([{ uri: client.code2ProtocolConverter.asUri(uri) }])),
    client.onDidChangeState(({ newState }) => void (newState === State.Running && lookThrough())),
  );
}
