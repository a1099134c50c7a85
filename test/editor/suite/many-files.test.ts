import * as vscode from 'vscode';
import { ok } from './check.ts';
import { DEADLINE, open } from './kit.ts';

const account = (mounts: boolean) => `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: reader }\nautomountServiceAccountToken: ${mounts}\n`;
const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: reads }\nspec:\n  serviceAccountName: reader\n  hostPID: true\n  containers: [{ name: a, image: "a:1" }]\n';

function uriOf(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('No folder is open.');
  return vscode.Uri.joinPath(folder.uri, 'many', name);
}

const all = (uri: vscode.Uri) =>
  vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'bulkhead')
    .map(({ message }) => message);

/** Waits until the diagnostics of a file, open or not, say something, or say it no longer. */
async function until(uri: vscode.Uri, words: string, wanted = true): Promise<void> {
  const isSo = () => all(uri).some((message) => message.includes(words)) === wanted;
  if (isSo()) return;
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => {
      heard.dispose();
      reject(new Error(`"${words}" is ${wanted ? 'not ' : ''}said; what is said: ${all(uri).join('; ')}`));
    }, DEADLINE);
    const heard = vscode.languages.onDidChangeDiagnostics(() => {
      if (!isSo()) return;
      clearTimeout(late);
      heard.dispose();
      resolve();
    });
  });
}

describe('many files', () => {
  before(async () => {
    await vscode.workspace.fs.writeFile(uriOf('pod.yaml'), new TextEncoder().encode(POD));
    await vscode.workspace.fs.writeFile(uriOf('account.yaml'), new TextEncoder().encode(account(false)));
  });
  after(() => vscode.workspace.fs.delete(uriOf('.'), { recursive: true }));

  it('are judged together: an edit in one changes what is said of another, open or not', async () => {
    const pod = uriOf('pod.yaml');
    await until(pod, 'every process');
    const document = await open('many/account.yaml');
    const replace = async (mounts: boolean) => {
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), account(mounts));
      ok(await vscode.workspace.applyEdit(edit), 'The edit was not applied.');
    };
    await replace(true);
    await until(pod, 'token');
    await replace(false);
    await until(pod, 'token', false);
    await open('many/pod.yaml');
    await until(pod, 'every process');
    await replace(true);
    await until(pod, 'token');
  });
});
