import * as vscode from 'vscode';
import { codeOf, diagnosticOf, open, untilDiagnostics } from './kit.ts';

describe('settings', () => {
  it("leave what is wrong with a text to Red Hat's extension, while that validates", async () => {
    const content = 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  hostPID: true\n  containers: [{ name: a, image: b:1 }]\n  dnsPolicy\n';
    const document = await vscode.workspace.openTextDocument({ language: 'yaml', content });
    const isTold = (all: vscode.Diagnostic[]) => all.map(codeOf).includes('yaml-syntax');
    const validate = (value: false | undefined) => vscode.workspace.getConfiguration('yaml').update('validate', value, vscode.ConfigurationTarget.Global);
    await untilDiagnostics(document, (all) => all.length > 1 && !isTold(all));
    await validate(false);
    await untilDiagnostics(document, isTold);
    await validate(undefined);
    await untilDiagnostics(document, (all) => all.length > 1 && !isTold(all));
  });

  const set = (value: string | undefined) =>
    vscode.workspace.getConfiguration('bulkhead').update('diagnostics.missing', value, vscode.ConfigurationTarget.Global);
  afterEach(() => set(undefined));

  it('show missing protections separately, and together again', async () => {
    const document = await open('deployment.yaml');
    await diagnosticOf(document, 'missing-protections', 'name: web');
    await set('separate');
    await untilDiagnostics(document, (all) => {
      const codes = all.map(codeOf);
      return !codes.includes('missing-protections') && codes.includes('allow-privilege-escalation') && codes.includes('seccomp-not-set');
    });
    await set(undefined);
    await diagnosticOf(document, 'missing-protections', 'name: web');
  });
});
