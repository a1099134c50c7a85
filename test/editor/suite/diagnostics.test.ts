import * as vscode from 'vscode';
import { equal, ok } from './check.ts';
import { codeOf, diagnosticOf, expectDiagnostics, open, ours, untilDiagnostics } from './kit.ts';

const DEPLOYMENT = [
  'missing-protections «spec» in «    spec:»',
  'host-network «hostNetwork: true» in «      hostNetwork: true # until the gateway is there»',
  'missing-protections «web» in «        - name: web»',
  'missing-protections «agent» in «        - name: agent # watches the node»',
  'privileged-container «privileged: true» in «            privileged: true # was quicker»',
];

describe('diagnostics', () => {
  it('underline the weaknesses of a Deployment', async () => {
    const document = await open('deployment.yaml');
    const diagnostics = await expectDiagnostics(document, DEPLOYMENT);
    for (const diagnostic of diagnostics) {
      const { code, message } = diagnostic;
      const target = typeof code === 'object' ? code.target : undefined;
      ok(target?.path.endsWith(`/docs/rules/${codeOf(diagnostic)}.md`) === true, `"${message}" links to ${target}.`);
      // In the web-worker host the pages come over HTTP, which VS Code opens but does not read.
      if (target?.scheme === 'file') await vscode.workspace.fs.stat(target);
      ok(!message.includes('\n'), `"${message}" has several lines.`);
    }
  });

  it('underline the weaknesses of a Compose file', async () => {
    const document = await open('compose.yaml');
    await expectDiagnostics(document, [
      'missing-protections «web» in «  web: # the front end»',
      'port-published-all-interfaces «"8080:80"» in «      - "8080:80" # for the laptop»',
      'missing-protections «agent» in «  agent:»',
      'container-runtime-socket-mounted «/var/run/docker.sock:/var/run/docker.sock» in «      - /var/run/docker.sock:/var/run/docker.sock»',
      'host-network «network_mode: host» in «    network_mode: host»',
    ]);
  });

  it('underline the weaknesses of each document in a file', async () => {
    const document = await open('several.yaml');
    await expectDiagnostics(document, [
      'missing-protections «spec» in «spec:»',
      'host-pid «hostPID: true» in «  hostPID: true # to see the others»',
      'missing-protections «shell» in «    - name: shell»',
      'missing-protections «spec» in «        spec:»',
      'host-ipc «hostIPC: true» in «          hostIPC: true # shared memory with the database»',
      'missing-protections «dump» in «            - name: dump # nightly»',
    ]);
  });

  it('follow typing and undoing', async () => {
    const document = await open('notes.yaml');
    const edit = new vscode.WorkspaceEdit();
    const pod = ['---', 'apiVersion: v1', 'kind: Pod', 'metadata: { name: typed }', 'spec:', '  hostPID: true', '  containers: []', ''];
    edit.insert(document.uri, document.lineAt(document.lineCount - 1).range.end, pod.join('\n'));
    ok(await vscode.workspace.applyEdit(edit), 'The edit was not applied.');
    await diagnosticOf(document, 'host-pid', 'hostPID');
    await vscode.commands.executeCommand('undo');
    await untilDiagnostics(document, (diagnostics) => diagnostics.length === 0);
  });

  it('exist in a file that was never saved', async () => {
    const content = 'apiVersion: v1\nkind: Pod\nmetadata: { name: draft }\nspec:\n  hostPID: true\n';
    const document = await vscode.workspace.openTextDocument({ language: 'yaml', content });
    await vscode.window.showTextDocument(document);
    await diagnosticOf(document, 'host-pid', 'hostPID');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('do not exist in other languages and other YAML', async () => {
    const [pod, notes] = [await open('pod.json'), await open('notes.yaml')];
    // The server answers in the order of opening: after these diagnostics, the files before are analysed too.
    await expectDiagnostics(await open('deployment.yaml'), DEPLOYMENT);
    equal(
      [...ours(pod), ...ours(notes)].map(({ message }) => message),
      [],
      'diagnostics',
    );
  });
});
