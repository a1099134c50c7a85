import { CodeLensRefreshRequest, type Connection, type TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Engine } from '../../engine/engine.ts';
import type { Folder } from '../../workspace/folder.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { Capabilities } from './capabilities.ts';

/** What the files say that belong together with an open document. */
export interface Workspaces {
  readonly now: (uri: string) => Workspace;
  /** With its text as it was opened or saved last; `undefined` if it is as it was. */
  readonly saved: (uri: string) => Workspace | undefined;
}

/**
 * Keeps the texts of open documents as they are on disk, to compare with.
 * @param onSaved is called when something that was said of a comparison is not so any more
 */
export function workspacesOf(engine: Engine, folder: Folder, documents: TextDocuments<TextDocument>, onSaved: () => void): Workspaces {
  const texts = new Map<string, string>();
  const made = new Map<string, { readonly text: string; readonly version: number; readonly workspace: Workspace }>();
  documents.onDidOpen(({ document }) => texts.set(document.uri, document.getText()));
  documents.onDidSave(({ document }) => {
    texts.set(document.uri, document.getText());
    if (made.delete(document.uri)) onSaved();
  });
  documents.onDidClose(({ document: { uri } }) => {
    texts.delete(uri);
    made.delete(uri);
  });
  return {
    now: (uri) => engine.workspaceOf(uri),
    saved: (uri) => {
      const text = texts.get(uri);
      if (text === undefined || text === documents.get(uri)?.getText()) return undefined;
      const known = made.get(uri);
      if (known?.text === text && known.version === folder.version) return known.workspace;
      const workspace = engine.workspaceOf(uri, text);
      made.set(uri, { text, version: folder.version, workspace });
      return workspace;
    },
  };
}

/** Lets a client ask for the code lenses again: it does so by itself only where a text changes. */
export function refreshLenses(connection: Connection, { refreshingLenses }: Pick<Capabilities, 'refreshingLenses'>): void {
  if (refreshingLenses) connection.sendRequest(CodeLensRefreshRequest.type).catch(() => undefined);
}
