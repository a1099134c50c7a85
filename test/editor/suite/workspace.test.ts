import * as vscode from 'vscode';
import { equal, matches, ok } from './check.ts';
import { actionAt, diagnosticOf, open } from './kit.ts';

/** Answers the questions of a command in place of a user, and returns its messages. */
async function answering(pick: string, run: () => PromiseLike<unknown>): Promise<string[]> {
  const { showInformationMessage, showQuickPick, createQuickPick } = vscode.window;
  const said: string[] = [];
  Object.assign(vscode.window, {
    showQuickPick: async (items: readonly vscode.QuickPickItem[]) => items.find(({ label }) => label.startsWith(pick)),
    showInformationMessage: async (message: string) => void said.push(message),
    // the list of files: everything stays ticked
    createQuickPick: () => {
      const list = createQuickPick();
      return Object.assign(list, {
        onDidAccept: (accept: () => void) => ({ dispose: () => undefined, now: setTimeout(accept) }),
        show: () => undefined,
      });
    },
  });
  try {
    await run();
    return said;
  } finally {
    Object.assign(vscode.window, { showInformationMessage, showQuickPick, createQuickPick });
  }
}

describe('source.fixAll.bulkhead', () => {
  it('runs on save when the settings say so', async () => {
    const document = await open('workloads.yaml');
    const { range } = await diagnosticOf(document, 'missing-protections', 'name: top');
    // After an extension has registered a provider, VS Code returns no actions for a moment.
    await actionAt(document, range, /./, vscode.CodeActionKind.SourceFixAll);
    const editor = vscode.workspace.getConfiguration('editor', document);
    await editor.update('codeActionsOnSave', { 'source.fixAll.bulkhead': 'explicit' }, vscode.ConfigurationTarget.Global);
    try {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, new vscode.Position(0, 0), '# saved\n');
      await vscode.workspace.applyEdit(edit);
      await document.save();
    } finally {
      await editor.update('codeActionsOnSave', undefined, vscode.ConfigurationTarget.Global);
    }
    equal(document.isDirty, false, 'dirty');
    matches(document.getText(), /^# saved\n/);
    matches(document.getText(), /type: RuntimeDefault/);
    matches(document.getText(), /hostPID: true # reads other processes/);
  });
});

describe('Fix Safe Findings in Workspace', () => {
  // This test is the last of the suite, because it saves files.
  it('fixes open and closed files, and a second run has nothing to do', async () => {
    const document = await open('several.yaml');
    const fix = () => vscode.commands.executeCommand('bulkhead.fixWorkspace');
    const before = (await open('compose.yaml')).getText();
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    const said = await answering('Safe fixes', fix);
    const after = (await open('compose.yaml')).getText();
    equal(said.length, 1, said.join('\n'));
    matches(said.join('\n'), /^Changes made: \d+, files: \d\. They are not saved yet\.$/);
    matches(document.getText(), /type: RuntimeDefault/);
    ok(after !== before, 'The closed file is as it was.');
    matches((await open('notes.yaml')).getText(), /privileged: true/);
    await vscode.workspace.saveAll();
    matches((await answering('Safe fixes', fix)).join('\n'), /^Nothing to fix without review; YAML files looked at: \d+\.$/);
  });
});
