/** What a client can do, as far as it matters here. Source: LSP 3.17, "ClientCapabilities". */
export interface Capabilities {
  readonly documentChanges: boolean;
  readonly disabledActions: boolean;
  readonly resolveEdits: boolean;
  readonly configuration: boolean;
  readonly watching: boolean;
  /** Watches may be relative to a folder. */
  readonly relativeWatches: boolean;
  /** It tells of changed settings when it is asked to. */
  readonly configurationChanges: boolean;
  /** It tells of folders that come and go. */
  readonly folders: boolean;
  /** It asks for diagnostics, and asks again when it is told to: they are not pushed then. */
  readonly pulls: boolean;
  /** It can be told to ask for code lenses again. */
  readonly refreshingLenses: boolean;
  /** Hovers and documentation may be Markdown. */
  readonly markdown: boolean;
  /** Completions may have places to fill in. */
  readonly snippets: boolean;
  /** Completions show a few words beside their label. */
  readonly labelDetails: boolean;
}

/** Reads the capabilities of a client from `initialize`. A capability that is missing or of another type counts as absent. */
export function capabilitiesOf(said: unknown): Capabilities {
  const has = (path: string) => at(said, path) === true;
  // a client that names no format takes Markdown, as clients did before they could name one
  const takes = (path: string) => at(said, path) === undefined || listOf(said, path).includes('markdown');
  const properties = listOf(said, 'textDocument.codeAction.resolveSupport.properties');
  return {
    documentChanges: has('workspace.workspaceEdit.documentChanges'),
    disabledActions: has('textDocument.codeAction.disabledSupport'),
    resolveEdits: properties.includes('edit') && has('textDocument.codeAction.dataSupport'),
    configuration: has('workspace.configuration'),
    watching: has('workspace.didChangeWatchedFiles.dynamicRegistration'),
    relativeWatches: has('workspace.didChangeWatchedFiles.relativePatternSupport'),
    configurationChanges: has('workspace.didChangeConfiguration.dynamicRegistration'),
    folders: has('workspace.workspaceFolders'),
    pulls:
      at(said, 'textDocument.diagnostic') !== undefined &&
      (has('workspace.diagnostics.refreshSupport') || at(said, 'textDocument.publishDiagnostics') === undefined),
    refreshingLenses: has('workspace.codeLens.refreshSupport'),
    markdown: takes('textDocument.hover.contentFormat') && takes('textDocument.completion.completionItem.documentationFormat'),
    snippets: has('textDocument.completion.completionItem.snippetSupport'),
    labelDetails: has('textDocument.completion.completionItem.labelDetailsSupport'),
  };
}

function listOf(value: unknown, path: string): readonly unknown[] {
  const found = at(value, path);
  return Array.isArray(found) ? found : [];
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce((now, key) => (isObject(now) ? Reflect.get(now, key) : undefined), value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
