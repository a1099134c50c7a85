import * as vscode from 'vscode';
import { equal, matches } from './check.ts';
import { open } from './kit.ts';

/** Answers the questions of a command instead of a person, and gives what it said. */
async function answering(pick: string, run: () => PromiseLike<unknown>): Promise<string[]> {
  const { showInformationMessage, showQuickPick } = vscode.window;
  const said: string[] = [];
  Object.assign(vscode.window, {
    showQuickPick: async (items: readonly vscode.QuickPickItem[]) => items.find(({ label }) => label.startsWith(pick)),
    showInformationMessage: async (message: string, ...rest: unknown[]) => {
      said.push(message);
      return rest.find((item) => item === 'Fix');
    },
  });
  try {
    await run();
    return said;
  } finally {
    Object.assign(vscode.window, { showInformationMessage, showQuickPick });
  }
}

describe('Fix Safe Findings in Workspace', () => {
  // The last of the suite: it saves.
  it('fixes open and closed files, and has nothing left to do then', async () => {
    const document = await open('several.yaml');
    const fix = () => vscode.commands.executeCommand('bulkhead.fixWorkspace');
    const said = await answering('Safe fixes', fix);
    equal(said.length, 2, said.join('\n'));
    matches(said.join('\n'), /^Fix \d+ safe findings in \d files\?\nFixed \d+ findings in \d files\.$/);
    matches(document.getText(), /type: RuntimeDefault/);
    matches((await open('deployment.yaml')).getText(), /allowPrivilegeEscalation: false/);
    matches((await open('notes.yaml')).getText(), /privileged: true/);
    await vscode.workspace.saveAll();
    matches((await answering('Safe fixes', fix)).join('\n'), /^Nothing to fix in \d YAML files without review\.$/);
  });
});
