import * as vscode from 'vscode';
import { equal, matches, ok } from './check.ts';
import { actionAt, applyChosen, codeOf, comments, diagnosticOf, hoverAt, open, rangeOf, untilDiagnostics } from './kit.ts';

const REWRITE = vscode.CodeActionKind.RefactorRewrite;

/** Resolves as soon as a tab shows a file; if none does, the timeout of the test ends it. */
async function untilTab(file: string): Promise<void> {
  const shown = () => vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label.includes(file)));
  let listener: vscode.Disposable | undefined;
  await new Promise<void>((resolve) => {
    listener = vscode.window.tabGroups.onDidChangeTabs(() => shown() && resolve());
    if (shown()) resolve();
  });
  listener?.dispose();
}

describe('actions at every scale', () => {
  it('bring a workload to the level "restricted", and say what is left', async () => {
    const document = await open('workloads.yaml');
    await diagnosticOf(document, 'host-pid', 'reads other processes');
    const before = document.getText();
    const { action, all } = await actionAt(document, rangeOf(document, 'Deployment'), /^To Pod Security "restricted"/, REWRITE);
    matches(action.title, /^To Pod Security "restricted": \d+ changes, \d+ to review, 1 left to you$/);
    equal(
      all.map(({ kind }) => kind?.value.split('.').at(-1)),
      ['baseline', 'restricted', 'leastPrivilege'],
      'levels',
    );
    await applyChosen(document, action);
    await untilDiagnostics(document, (left) => !left.some((d) => document.lineAt(d.range.start).text.includes('reads other processes')));
    equal(document.getText().split('---')[1], before.split('---')[1], 'the other workload');
    const lost = comments(before).filter((comment) => !comments(document.getText()).includes(comment));
    equal(lost, ['# reads other processes'], 'comments that went with their line');
    matches(await hoverAt(document, rangeOf(document, 'Deployment').start), /hostPath volumes/);
  });

  it('mend one rule in a whole file', async () => {
    const document = await open('workloads.yaml');
    const { range } = await diagnosticOf(document, 'host-pid', 'reads other processes');
    const { action } = await actionAt(document, range, /^Fix all "host-pid" in this file: 2 changes, 2 to review$/);
    await applyChosen(document, action);
    await untilDiagnostics(document, (left) => left.every((d) => codeOf(d) !== 'host-pid'));
  });

  it('offer a shared value both ways', async () => {
    const document = await open('compose.shared.yaml');
    const { range } = await diagnosticOf(document, 'privileged-container', 'privileged: true');
    const { all } = await actionAt(document, range, /only in "first"/, vscode.CodeActionKind.QuickFix);
    ok(
      all.some(({ title }) => /for both services/.test(title)),
      'It is not offered for all.',
    );
  });

  it('say afterwards what to check, and open the page', async () => {
    const document = await open('workloads.yaml');
    const { range } = await diagnosticOf(document, 'host-pid', 'reads other processes');
    const { action } = await actionAt(document, range, /^Review: Remove hostPID/);
    const { command } = action;
    if (command === undefined) throw new Error('No note follows.');
    const { showInformationMessage } = vscode.window;
    const said: unknown[] = [];
    const answer = async (...all: unknown[]) => {
      said.push(...all);
      return 'Open Page';
    };
    Object.assign(vscode.window, { showInformationMessage: answer });
    try {
      await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
    } finally {
      Object.assign(vscode.window, { showInformationMessage });
    }
    equal(said.slice(1), ['Copy Command', 'Open Page'], 'the buttons');
    matches(String(said[0]), /^Check that the program does not watch other processes/);
    await untilTab('host-pid.md');
  });
});
