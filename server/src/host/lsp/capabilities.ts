/** What a client can do, as far as it matters here. */
export interface Capabilities {
  readonly documentChanges: boolean;
  readonly disabledActions: boolean;
  readonly resolveEdits: boolean;
  readonly configuration: boolean;
  readonly watching: boolean;
  /** Watches may be relative to a folder. */
  readonly relativeWatches: boolean;
  /** Completions may have places to fill in. */
  readonly snippets: boolean;
  /** Completions show a few words beside their label. */
  readonly labelDetails: boolean;
}

/** Reads the capabilities of a client from `initialize`. A capability that is missing or of another type counts as absent. */
export function capabilitiesOf(said: unknown): Capabilities {
  const has = (path: string) => at(said, path) === true;
  const properties = at(said, 'textDocument.codeAction.resolveSupport.properties');
  return {
    documentChanges: has('workspace.workspaceEdit.documentChanges'),
    disabledActions: has('textDocument.codeAction.disabledSupport'),
    resolveEdits: Array.isArray(properties) && properties.includes('edit') && has('textDocument.codeAction.dataSupport'),
    configuration: has('workspace.configuration'),
    watching: has('workspace.didChangeWatchedFiles.dynamicRegistration'),
    relativeWatches: has('workspace.didChangeWatchedFiles.relativePatternSupport'),
    snippets: has('textDocument.completion.completionItem.snippetSupport'),
    labelDetails: has('textDocument.completion.completionItem.labelDetailsSupport'),
  };
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce((now, key) => (isObject(now) ? Reflect.get(now, key) : undefined), value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
