import * as vscode from 'vscode';
import { equal } from './check.ts';
import { DEADLINE, rangeOf } from './kit.ts';

/** Our completions at a position, with the documentation of each. Another extension may add words of the file, and as long as it registers, VS Code has none. */
async function completionsAt(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.CompletionItem[]> {
  for (const end = Date.now() + DEADLINE; ; ) {
    const list = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, position, undefined, 50);
    const ours = list.items.filter(({ detail, documentation }) => detail !== undefined && documentation !== undefined);
    if (ours.length > 0 || Date.now() > end) return ours;
  }
}

const labelOf = ({ label }: vscode.CompletionItem) => (typeof label === 'string' ? label : label.label);

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  hostPID: 
  containers:
    - name: web
      image: example.com/web:1
      secu
`;

describe('completion', () => {
  it('has the values of a key, the safe one selected, and the block that Harden would write', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'yaml', content: POD });
    await vscode.window.showTextDocument(document);
    const values = await completionsAt(document, rangeOf(document, 'hostPID: ').end);
    equal(
      values.map((item) => [labelOf(item), item.detail, item.preselect === true]),
      [
        ['false', 'safe: sees its own processes only', true],
        ['true', 'sees every process of the node', false],
      ],
      'values',
    );
    const [block] = await completionsAt(document, rangeOf(document, 'secu').end);
    equal(block && labelOf(block), 'securityContext, hardened', 'block');
  });

  it('has the names of accounts in files of the workspace that are not open', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'yaml', content: POD.replace('  hostPID: \n', '  serviceAccountName: \n') });
    await vscode.window.showTextDocument(document);
    const names = async () => (await completionsAt(document, rangeOf(document, 'serviceAccountName: ').end)).map(labelOf);
    for (const end = Date.now() + DEADLINE; Date.now() < end && !(await names()).includes('pages'); );
    equal(await names(), ['pages'], 'names');
  });
});
