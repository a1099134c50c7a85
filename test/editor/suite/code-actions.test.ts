import * as vscode from 'vscode';
import { equal, matches, ok } from './check.ts';
import { actionAt, apply, codeOf, comments, diagnosticOf, open, untilDiagnostics } from './kit.ts';

const FIX_ALL = vscode.CodeActionKind.SourceFixAll.append('bulkhead');
const without = (code: string) => (diagnostics: vscode.Diagnostic[]) => diagnostics.every((diagnostic) => codeOf(diagnostic) !== code);

const A_FIX = /^(Safe|Review|Manual): /;

/** Applies the fix of a finding, and expects that the finding goes and all comments stay, except those beside removed entries. */
async function expectFix(document: vscode.TextDocument, code: string, at: string, removed: readonly string[] = []): Promise<void> {
  const { range } = await diagnosticOf(document, code, at);
  const before = comments(document.getText());
  const { action } = await actionAt(document, range, A_FIX, vscode.CodeActionKind.QuickFix);
  await apply(action);
  await untilDiagnostics(document, without(code));
  equal(
    comments(document.getText()),
    before.filter((comment) => !removed.includes(comment)),
    'comments',
  );
}

describe('quick fixes', () => {
  it('take host networking from a Deployment', async () => {
    const document = await open('deployment.yaml');
    await expectFix(document, 'host-network', 'hostNetwork', ['# until the gateway is there']);
    ok(!/hostNetwork: true/.test(document.getText()), 'hostNetwork is still there.');
  });

  it('bind a published port of a Compose file to this machine', async () => {
    const document = await open('compose.yaml');
    await expectFix(document, 'port-published-all-interfaces', '8080');
    ok(/127\.0\.0\.1:8080:80/.test(document.getText()), document.getText());
  });

  it('change only their document of the file', async () => {
    const document = await open('several.yaml');
    const before = document.getText();
    await expectFix(document, 'host-ipc', 'hostIPC', ['# shared memory with the database']);
    const unchanged = before.slice(0, before.lastIndexOf('---'));
    equal(document.getText().slice(0, unchanged.length), unchanged, 'the documents before');
  });

  it('begin with Harden, preferred, and end with Allow here', async () => {
    const document = await open('deployment.yaml');
    const { range } = await diagnosticOf(document, 'missing-protections', 'name: web');
    const { all } = await actionAt(document, range, /^Harden "web"/, vscode.CodeActionKind.QuickFix);
    ok(/^Harden "web"/.test(all[0]?.title ?? ''), `The first action is "${all[0]?.title}".`);
    ok(all[0]?.isPreferred === true, 'Harden is not preferred.');
    matches(all.at(-1)?.command?.command ?? '', /^bulkhead\.allow/);
    for (const { title } of all.slice(1, -1)) ok(A_FIX.test(title), `"${title}" does not begin with its grade.`);
  });

  it('harden a container at once, if the settings say so', async () => {
    const settings = vscode.workspace.getConfiguration('bulkhead');
    await settings.update('fix.preview', 'none', vscode.ConfigurationTarget.Global);
    try {
      const document = await open('deployment.yaml');
      const before = comments(document.getText());
      const { range } = await diagnosticOf(document, 'missing-protections', 'name: web');
      const { action } = await actionAt(document, range, /^Harden "web"/, vscode.CodeActionKind.QuickFix);
      await apply(action);
      // the author must decide the memory limit
      const onWeb = (all: vscode.Diagnostic[]) => all.filter(({ range: at }) => document.getText(at) === 'web').map(codeOf);
      await untilDiagnostics(document, (all) => onWeb(all).join() === 'memory-limit-missing');
      equal(comments(document.getText()), before, 'comments');
      ok(/hostNetwork: true/.test(document.getText()), 'The pod was changed, too.');
    } finally {
      await settings.update('fix.preview', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('apply all safe fixes of a file', async () => {
    const document = await open('several.yaml');
    const before = comments(document.getText());
    await diagnosticOf(document, 'host-pid', 'hostPID');
    const whole = new vscode.Range(document.positionAt(0), document.lineAt(document.lineCount - 1).range.end);
    const { action } = await actionAt(document, whole, /./, FIX_ALL);
    await apply(action);
    equal(document.getText().match(/type: RuntimeDefault/g)?.length, 1, 'a seccomp profile where the image was run with it');
    ok(/hostPID: true/.test(document.getText()), 'A fix that needs review was applied, too.');
    equal(comments(document.getText()), before, 'comments');
  });
});
