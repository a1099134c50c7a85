// What everybody needs, in a narrow window and in high contrast: nothing of it may be cut off.
import assert from 'node:assert/strict';
import { expectUnscrolled, expectWhole } from './seen.mjs';

export const essentials = {
  async squiggles(vscode) {
    await vscode.open('deployment.yaml');
    await vscode.squiggles('error').first().waitFor({ state: 'attached' });
    await vscode.lenses.filter({ hasText: 'Harden…' }).waitFor();
    await vscode.click('hostNetwork');
    await vscode.status.filter({ hasText: 'privileged · ' }).waitFor();
    await expectWhole(vscode.status.locator('a'), 'the item in the status bar');
    await expectWhole(vscode.editor.locator('.codelens-decoration'), 'a lens');
  },

  async 'a hover'(vscode) {
    const text = await vscode.hoverOver('privileged');
    for (const link of ['Fix', 'Explain', 'Allow']) assert.match(text, new RegExp(link));
    await expectWhole(vscode.hover.locator('.rendered-markdown p'), 'a line of the hover');
    await expectUnscrolled(vscode, vscode.hover.getByText('Allow here…'));
  },

  async 'a hover on what is missing'(vscode) {
    await vscode.hoverOver('web');
    await expectUnscrolled(vscode, vscode.hover.getByText('memory limit').last());
  },

  async 'the quick fixes'(vscode) {
    await vscode.quickFixes('hostNetwork', /Remove hostNetwork/);
    await expectWhole(vscode.menu.locator('.title'), 'a title of the menu');
  },

  async 'the list'(vscode) {
    await vscode.lens('Harden…', vscode.row('never as root'));
    await vscode.after('runAsNonRoot').waitFor();
    await expectWhole(vscode.rows.locator('.monaco-icon-name-container'), 'the label of a change');
    await expectWhole(vscode.page.locator('.quick-input-title'), 'the title of the list');
  },

  async 'the page'(vscode) {
    await vscode.leave();
    await vscode.lens('Pod Security: privileged', vscode.tab('Preview shop'));
    await vscode.page.frameLocator('iframe.webview').last().frameLocator('iframe').getByText('What really runs').waitFor();
  },
};
