import * as vscode from 'vscode';
import { codeOf, diagnosticOf, open, untilDiagnostics } from './kit.ts';

describe('settings', () => {
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
