// A Deployment from nothing: from a snippet, and by hand.
import assert from 'node:assert/strict';

/** What somebody writes who has never heard of isolation, but for its last line. */
const BY_HAND = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  selector: { matchLabels: { app: shop } }
  template:
    metadata:
      labels: { app: shop }
    spec:
      containers:
        - name: pages
          image: nginx:1.27
`;

export const nothing = {
  async 'the walkthrough, by its command'(vscode) {
    await vscode.run('Bulkhead: Open the Walkthrough');
    await vscode.page.locator('.gettingStartedContainer', { hasText: 'Isolate your first workload' }).getByText('Harden it').first().waitFor();
  },

  async 'what an empty file can become'(vscode) {
    await vscode.open('fresh.yaml');
    await vscode.until(
      async (timeout) => {
        await vscode.editor.locator('.view-line').first().click({ timeout });
        await vscode.page.keyboard.press('Control+Space');
      },
      (timeout) => vscode.suggestions.filter({ hasText: 'bh-deployment' }).waitFor({ timeout }),
    );
  },

  async 'a hardened Deployment, which asks for its image first'(vscode) {
    await vscode.until(
      (timeout) => vscode.suggestions.filter({ hasText: 'bh-deployment' }).click({ timeout }),
      (timeout) => vscode.line('readOnlyRootFilesystem').waitFor({ timeout }),
    );
    await vscode.page.keyboard.type('example.com/web:1');
    await vscode.line('image: example.com/web:1').waitFor();
    await vscode.page.keyboard.press('Tab');
    await vscode.page.keyboard.type('web');
    await vscode.line('name: web').waitFor();
    await vscode.closeOverlays();
    await vscode.status.filter({ hasText: /restricted/ }).waitFor();
    assert.equal(await vscode.squiggles('error').count(), 0);
    assert.equal(await vscode.squiggles('warning').count(), 0);
  },

  async 'one written by hand'(vscode) {
    await vscode.page.keyboard.press('Control+a');
    await vscode.page.keyboard.insertText(BY_HAND);
    await vscode.squiggles('warning').first().waitFor({ state: 'attached' });
  },

  async 'an image that is being typed, which the status bar waits for'(vscode) {
    await vscode.status.filter({ hasText: 'baseline · ' }).waitFor();
    await vscode.status.evaluate((item) => {
      window.said = [];
      new MutationObserver(() => window.said.push(item.textContent)).observe(item, { childList: true, subtree: true, characterData: true });
    });
    await vscode.click('image');
    await vscode.page.keyboard.press('End');
    await vscode.page.keyboard.type('\n        - name: cache\n          image: redis:7', { delay: 180 });
    const before = await vscode.page.evaluate(() => window.said.length);
    assert.equal(before, 0, 'the status changes with letters');
    await vscode.see(
      () => vscode.page.evaluate(() => window.said.length),
      (count) => count > 0,
      'The status does not tell of the new container',
    );
    await vscode.page.keyboard.press('Control+z');
    for (let i = 0; i < 30 && (await vscode.line('cache').isVisible()); i++) await vscode.page.keyboard.press('Control+z');
    await vscode.line('cache').waitFor({ state: 'detached' });
    await vscode.page.keyboard.press('Control+End');
  },

  async 'a weakness that is being typed'(vscode) {
    await vscode.page.keyboard.type('      hostPID: true', { delay: 100 });
    await vscode.squiggles('error').first().waitFor({ state: 'attached' });
  },

  async 'and the line below it, with Enter'(vscode) {
    await vscode.page.keyboard.press('Enter');
    await vscode.page.keyboard.type('# of the node');
    await vscode.line('# of the node').waitFor();
    assert.doesNotMatch((await vscode.line('hostPID').textContent()) ?? '', /node/);
    await vscode.closeOverlays();
  },

  async 'the way out with two keys'(vscode) {
    await vscode.quickFixes('pages', /^Harden "pages"/);
    await vscode.fix('Harden "pages"');
    await vscode.after('readOnlyRootFilesystem').waitFor();
    await vscode.input.press('Enter');
    await vscode.line('readOnlyRootFilesystem').waitFor();
    await vscode.quickFixes('hostPID', /Remove hostPID/);
    await vscode.fix('Remove hostPID');
    await vscode.line('hostPID').waitFor({ state: 'detached' });
    await vscode.saved((text) => text.includes('readOnlyRootFilesystem: true') && !text.includes('hostPID'));
  },
};
