/** What other editors say of themselves in `initialize`, as far as this server reads it. */

const FORMATS = ['markdown', 'plaintext'];
const LITERALS = { codeActionKind: { valueSet: ['', 'quickfix', 'refactor', 'refactor.rewrite', 'source', 'source.fixAll'] } };

/** Neovim 0.7, which Debian 12 has: no configuration, no watching, no versioned edits. */
export const NEOVIM_07 = {
  workspace: { applyEdit: true, workspaceFolders: true, workspaceEdit: { resourceOperations: ['rename', 'create', 'delete'] } },
  textDocument: {
    synchronization: { dynamicRegistration: false, didSave: true },
    codeAction: { codeActionLiteralSupport: LITERALS, dataSupport: true, resolveSupport: { properties: ['edit'] } },
    hover: { contentFormat: FORMATS },
    completion: { contextSupport: false, completionItem: { snippetSupport: false, documentationFormat: FORMATS } },
    publishDiagnostics: { relatedInformation: true, tagSupport: { valueSet: [1, 2] } },
  },
  window: { workDoneProgress: true },
};

/** Neovim 0.10 on Linux: it can ask for diagnostics, but cannot be told to ask again. */
export const NEOVIM_010 = {
  general: { positionEncodings: ['utf-8', 'utf-16', 'utf-32'] },
  workspace: {
    ...NEOVIM_07.workspace,
    configuration: true,
    didChangeConfiguration: { dynamicRegistration: false },
    didChangeWatchedFiles: { dynamicRegistration: false, relativePatternSupport: true },
  },
  textDocument: {
    ...NEOVIM_07.textDocument,
    codeAction: { ...NEOVIM_07.textDocument.codeAction, isPreferredSupport: true },
    completion: { contextSupport: false, completionItem: { snippetSupport: true, documentationFormat: FORMATS } },
    diagnostic: { dynamicRegistration: false },
    inlayHint: { dynamicRegistration: true, resolveSupport: { properties: [] } },
  },
  window: { workDoneProgress: true },
};

/** Helix 25: it counts bytes, watches files, and edits carry versions. */
export const HELIX = {
  general: { positionEncodings: ['utf-8', 'utf-32', 'utf-16'] },
  workspace: {
    applyEdit: true,
    configuration: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: false },
    didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: false },
    workspaceEdit: { documentChanges: true, failureHandling: 'abort' },
  },
  textDocument: {
    codeAction: {
      codeActionLiteralSupport: LITERALS,
      isPreferredSupport: true,
      disabledSupport: true,
      dataSupport: true,
      resolveSupport: { properties: ['edit', 'command'] },
    },
    hover: { contentFormat: ['markdown'] },
    completion: { completionItem: { snippetSupport: true, insertReplaceSupport: true, resolveSupport: { properties: ['documentation', 'detail'] } } },
    publishDiagnostics: { versionSupport: true },
    inlayHint: { dynamicRegistration: false },
  },
  window: { workDoneProgress: true },
};

/** Eglot 1.9 in Emacs without `markdown-mode`: plain text, and no edit on demand. */
export const EGLOT = {
  workspace: {
    applyEdit: true,
    configuration: true,
    workspaceFolders: true,
    executeCommand: { dynamicRegistration: false },
    workspaceEdit: { documentChanges: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
  },
  textDocument: {
    synchronization: { didSave: true, willSave: true },
    codeAction: { codeActionLiteralSupport: LITERALS, isPreferredSupport: true },
    hover: { contentFormat: ['plaintext'] },
    completion: { contextSupport: true, completionItem: { snippetSupport: false, documentationFormat: ['plaintext'] } },
    publishDiagnostics: { relatedInformation: false, codeDescriptionSupport: false },
  },
};

/** A client that asks for diagnostics, and can be told to ask again. */
export const PULLING = {
  ...HELIX,
  general: { positionEncodings: ['utf-16'] },
  workspace: { ...HELIX.workspace, diagnostics: { refreshSupport: true } },
  textDocument: { ...HELIX.textDocument, diagnostic: { dynamicRegistration: false, relatedDocumentSupport: true } },
};
