import * as vscode from 'vscode';
import { diagnosticOf, open } from './kit.ts';

describe('restart', () => {
  it('starts a server that knows the open files', async () => {
    const document = await open('deployment.yaml');
    await diagnosticOf(document, 'host-network', 'hostNetwork');
    await vscode.commands.executeCommand('bulkhead.restart');
    await diagnosticOf(document, 'host-network', 'hostNetwork');
  });
});
