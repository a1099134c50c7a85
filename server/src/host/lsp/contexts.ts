import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { InitializationOptions } from '../../../../schemas/messages.ts';
import type { LspContext } from '../../present/lsp/context.ts';
import type { capabilitiesOf } from './capabilities.ts';
import type { Workspaces } from './saved.ts';

/** What a client is told with an answer about a version of a document. */
export function contextFor(
  { uri, version }: Pick<TextDocument, 'uri' | 'version'>,
  options: InitializationOptions,
  can: ReturnType<typeof capabilitiesOf>,
  docsBase: string,
  find: (uri: string) => TextDocument | undefined,
  workspaces: Workspaces,
): LspContext {
  return {
    uri,
    version,
    docsUrl: (rule) => `${options.docsBase ?? docsBase}${rule}.md`,
    richMarkdown: options.richMarkdown,
    promptForReason: options.promptForReason,
    noteApplied: options.noteApplied,
    chooseChanges: options.chooseChanges,
    workspace: () => workspaces.now(uri),
    savedWorkspace: () => workspaces.saved(uri),
    documentOf: (other) => {
      const document = find(other);
      return { uri: document?.uri ?? other, version: document?.version ?? null };
    },
    ...can,
  };
}
