import * as vscode from 'vscode';

/** How long anything may take on a machine that has much else to do, in milliseconds. */
export const DEADLINE = 90_000;

/** Opens a file of the workspace in an editor. */
export async function open(name: string): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('No folder is open.');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, name));
  await vscode.window.showTextDocument(document);
  return document;
}

/** Reverts every changed file and closes all editors, so that each test begins in the same state. */
export async function closeAll(): Promise<void> {
  // VS Code may have its own unsaved files, such as settings that it is about to write.
  const changed = vscode.workspace.textDocuments.filter(({ isDirty, uri }) => isDirty && vscode.workspace.getWorkspaceFolder(uri) !== undefined);
  // The command that reverts a file takes the active editor, which on a slow machine may still be another one.
  for (const document of changed) {
    const saved = new TextDecoder().decode(await vscode.workspace.fs.readFile(document.uri));
    // VS Code refuses an edit if something else changes the document meanwhile: what was not taken back must not be saved
    while (!document.isClosed && document.getText() !== saved) {
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), saved);
      await vscode.workspace.applyEdit(edit);
    }
    // One that no editor shows may have been closed as soon as it was as saved.
    if (!document.isClosed && document.isDirty) await document.save();
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** Our diagnostics of a document, in the order of the text. */
export function ours(document: vscode.TextDocument): vscode.Diagnostic[] {
  const all = vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'bulkhead');
  return all.sort((a, b) => a.range.start.compareTo(b.range.start) || a.range.end.compareTo(b.range.end) || codeOf(a).localeCompare(codeOf(b)));
}

/** The rule, or `missing-protections`. */
export function codeOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

/** A diagnostic as text: `code «underlined text» in «its line»`. */
export function describeDiagnostic(document: vscode.TextDocument, diagnostic: vscode.Diagnostic): string {
  const { range } = diagnostic;
  return `${codeOf(diagnostic)} «${document.getText(range)}» in «${document.lineAt(range.start).text}»`;
}

/** Waits until our diagnostics of a document are as wanted, and returns them. If that does not happen, the error shows the last ones. */
export async function untilDiagnostics(document: vscode.TextDocument, wanted: (diagnostics: vscode.Diagnostic[]) => boolean): Promise<vscode.Diagnostic[]> {
  const listeners: vscode.Disposable[] = [];
  let deadline: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise((resolve, reject) => {
      const look = () => {
        const now = ours(document);
        if (wanted(now)) resolve(now);
      };
      listeners.push(vscode.languages.onDidChangeDiagnostics(look));
      look();
      deadline = setTimeout(() => {
        const found = ours(document).map((diagnostic) => `  ${describeDiagnostic(document, diagnostic)}: ${diagnostic.message}`);
        reject(new Error(`The diagnostics of ${document.uri.path} did not become as expected. There are:\n${found.join('\n')}`));
      }, DEADLINE);
    });
  } finally {
    clearTimeout(deadline);
    for (const listener of listeners) listener.dispose();
  }
}

/** Waits for exactly these diagnostics, written as by `describeDiagnostic`. */
export async function expectDiagnostics(document: vscode.TextDocument, expected: readonly string[]): Promise<vscode.Diagnostic[]> {
  const wanted = [...expected].sort().join('\n');
  return untilDiagnostics(
    document,
    (diagnostics) =>
      diagnostics
        .map((diagnostic) => describeDiagnostic(document, diagnostic))
        .sort()
        .join('\n') === wanted,
  );
}

/** Waits for the diagnostic with this code on a line that contains the text. */
export async function diagnosticOf(document: vscode.TextDocument, code: string, text: string): Promise<vscode.Diagnostic> {
  const matches = (diagnostic: vscode.Diagnostic) => codeOf(diagnostic) === code && document.lineAt(diagnostic.range.start).text.includes(text);
  const [diagnostic] = (await untilDiagnostics(document, (all) => all.some(matches))).filter(matches);
  if (diagnostic === undefined) throw new Error(`No ${code} at ${text}`);
  return diagnostic;
}

/** The range of a text in a document. */
export function rangeOf(document: vscode.TextDocument, text: string): vscode.Range {
  const at = document.getText().indexOf(text);
  if (at < 0) throw new Error(`${document.uri.path} has no ${text}`);
  return new vscode.Range(document.positionAt(at), document.positionAt(at + text.length));
}

/**
 * Asks for the code actions at a range until the title of one matches. While an extension registers a provider, VS Code returns no actions for a
 * moment, and there is no event for the end of that.
 */
export async function actionAt(
  document: vscode.TextDocument,
  range: vscode.Range,
  title: RegExp,
  kind?: vscode.CodeActionKind,
): Promise<{ action: vscode.CodeAction; all: vscode.CodeAction[] }> {
  const end = Date.now() + DEADLINE;
  for (;;) {
    // VS Code cancels the request if a provider registers or the document changes in the meantime: then ask again.
    const all = await Promise.resolve(
      vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        range,
        kind?.value,
        // VS Code resolves the first actions, as if they were applied.
        20,
      ),
    ).catch((error: unknown) => {
      if (error instanceof Error && error.message === 'Canceled') return [];
      throw error;
    });
    const action = all.find((candidate) => title.test(candidate.title));
    if (action !== undefined) return { action, all };
    if (Date.now() > end) throw new Error(`No code action ${title}. There are:\n${all.map((candidate) => `  ${candidate.title}`).join('\n')}`);
  }
}

/** Applies the edit of a code action. */
export async function apply({ edit, title }: vscode.CodeAction): Promise<void> {
  if (edit === undefined) throw new Error(`"${title}" has no edit.`);
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error(`The edit of "${title}" was not applied.`);
}

/** Chooses an action that shows its changes as a list, and accepts the list as it comes. */
export async function applyChosen(document: vscode.TextDocument, { command, title }: vscode.CodeAction): Promise<void> {
  if (command === undefined) throw new Error(`"${title}" has no command.`);
  const { version } = document;
  // It ends with a note that nobody answers here.
  void vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
  const isDiff = () => vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ input }) => input instanceof vscode.TabInputTextDiff));
  await until(vscode.window.tabGroups.onDidChangeTabs, isDiff, `"${title}" shows no diff.`);
  await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
  await until(vscode.workspace.onDidChangeTextDocument, () => document.version > version, `"${title}" was not applied.`);
}

/** Waits until something is so, looking after each event. */
async function until<T>(event: vscode.Event<T>, isSo: () => boolean, otherwise: string): Promise<void> {
  let listener: vscode.Disposable | undefined;
  let deadline: ReturnType<typeof setTimeout> | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      listener = event(() => isSo() && resolve());
      if (isSo()) resolve();
      deadline = setTimeout(() => reject(new Error(otherwise)), DEADLINE);
    });
  } finally {
    clearTimeout(deadline);
    listener?.dispose();
  }
}

/** The comments of a text, for comparing before and after. */
export function comments(text: string): string[] {
  return text.split(/\r?\n/).flatMap((line) => /(?:^|\s)(#.*)$/.exec(line)?.[1] ?? []);
}

/** The hovers at a place, as one Markdown text. */
export async function hoverAt(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, position);
  const contents = hovers.flatMap((hover) => hover.contents);
  return contents.map((content) => (typeof content === 'string' ? content : content.value)).join('\n');
}
