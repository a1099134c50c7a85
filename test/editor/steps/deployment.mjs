// Reading a Deployment, and hardening it.
import assert from 'node:assert/strict';

export const deployment = {
  async 'squiggles in a Deployment'(vscode) {
    // what the scenario before shows beside the file would halve its width
    await vscode.closeTab('Preview shop');
    await vscode.open('deployment.yaml');
    await vscode.squiggles('error').first().waitFor({ state: 'attached' });
    await vscode.squiggles('warning').first().waitFor({ state: 'attached' });
    await vscode.status.filter({ hasNot: vscode.page.locator('.codicon-sync') }).waitFor();
  },

  async 'the item in the status bar, and its menu'(vscode) {
    await vscode.click('hostNetwork');
    await vscode.status.filter({ hasText: 'privileged · ' }).waitFor();
    await vscode.until(
      (timeout) => vscode.status.click({ timeout }),
      (timeout) => vscode.row('Harden').waitFor({ timeout }),
    );
    await vscode.row('Threat model…').waitFor();
  },

  async 'the list of exceptions'(vscode) {
    await vscode.pick('List exceptions…');
    await vscode.note('No exceptions');
  },

  async 'lenses above the workload, and its page'(vscode) {
    await vscode.closeOverlays();
    await vscode.closeTab('Preview shop');
    await vscode.lenses.filter({ hasText: 'Harden…' }).waitFor();
    await vscode.lens('Pod Security: privileged', vscode.tab('Preview shop'));
    await vscode.page.frameLocator('iframe.webview').last().frameLocator('iframe').getByText('What really runs').waitFor();
  },

  async 'the Problems view'(vscode) {
    await vscode.closeTab('Preview shop');
    await vscode.open('deployment.yaml');
    const panel = vscode.page.locator('.markers-panel');
    const rows = panel.locator('.monaco-list-row');
    await vscode.until(
      async () => (await panel.isVisible()) || vscode.page.keyboard.press('Control+Shift+m'),
      (timeout) => rows.filter({ hasText: 'privileged-container' }).waitFor({ timeout }),
    );
    await rows.filter({ hasText: 'missing-protections' }).first().waitFor();
    await vscode.see(
      () => rows.count(),
      (count) => count >= 6,
      'There is not a row for the file and five for its findings, at least',
    );
  },

  async 'a hover on an explicit weakness'(vscode) {
    const panel = vscode.page.locator('.markers-panel');
    await vscode.until(
      async () => (await panel.isVisible()) && vscode.page.keyboard.press('Control+Shift+m'),
      (timeout) => panel.waitFor({ state: 'hidden', timeout }),
    );
    const text = await vscode.hoverOver('privileged');
    assert.match(text, /runs privileged/);
    assert.match(text, /Risk/);
    assert.doesNotMatch(text, /\$\(/, 'theme icons are drawn');
  },

  async 'a hover on missing protections'(vscode) {
    const text = await vscode.hoverOver('web');
    assert.match(text, /seccomp/);
    assert.doesNotMatch(text, /\$\(/, 'theme icons are drawn');
  },

  async 'the quick-fix menu'(vscode) {
    const actions = await vscode.quickFixes('web', /^Harden "web"/, /Allow here, with a reason…/);
    assert.match(actions[0] ?? '', /^Harden "web"/);
  },

  async 'the changes of Harden, and what they make of the file'(vscode) {
    const problems = vscode.page.locator('#status\\.problems');
    const before = await problems.textContent();
    await vscode.fix('Harden "web"');
    await vscode.row('never as root').waitFor();
    await vscode.after('runAsNonRoot').waitFor();
    // The right side does not count as a second file with findings.
    await vscode.see(
      () => problems.textContent(),
      (now) => now === before,
      `The count of problems is not ${before} as before`,
    );
  },

  async 'a change left out'(vscode) {
    await vscode.tick('never as root', false);
    await vscode.after('runAsNonRoot').waitFor({ state: 'detached' });
    await vscode.after('readOnlyRootFilesystem').waitFor();
  },

  async 'nothing applied'(vscode) {
    await vscode.leave();
    await vscode.line('hostNetwork').waitFor();
    assert.ok(!(await vscode.line('runAsNonRoot').isVisible()));
  },

  async 'a change that needs another one'(vscode) {
    await vscode.lens('Harden…', vscode.row('Remove privileged'));
    await vscode.diff.waitFor();
    await vscode.tick('Remove privileged', false);
    await vscode.row('needs: Remove privileged').locator('[aria-checked="false"]').first().waitFor();
  },

  async 'and is made with it'(vscode) {
    await vscode.tick('Remove privileged', true);
    await vscode.row('needs: Remove privileged').waitFor({ state: 'detached' });
    await vscode.leave();
  },

  async 'a second click while the list opens'(vscode) {
    await vscode.lenses.filter({ hasText: 'Harden…' }).first().dblclick();
    await vscode.row('Remove privileged').waitFor();
    await vscode.after('allowPrivilegeEscalation').waitFor();
    await vscode.tick('Remove privileged', false);
    await vscode.row('needs: Remove privileged').waitFor();
    await vscode.leave();
  },

  async 'a fix applied'(vscode) {
    const [first = ''] = await vscode.quickFixes('hostNetwork', /Remove hostNetwork/);
    assert.match(first, /^Review: Remove hostNetwork/);
    await vscode.fix('Remove hostNetwork');
    await vscode.line('hostNetwork').waitFor({ state: 'detached' });
    const saved = await vscode.saved((text) => !text.includes('hostNetwork'));
    assert.match(saved, /# Serves the pages\./);
  },

  async 'Harden applied, in one step'(vscode) {
    await vscode.quickFixes('web', /^Harden "web"/);
    await vscode.fix('Harden "web"');
    await vscode.after('runAsNonRoot').waitFor();
    // a click on a checkbox leaves Enter what it is
    await vscode.tick('never as root', false);
    await vscode.after('runAsNonRoot').waitFor({ state: 'detached' });
    await vscode.tick('never as root', true);
    await vscode.after('runAsNonRoot').waitFor();
    await vscode.page.keyboard.press('Enter');
    await vscode.diff.waitFor({ state: 'detached' });
    await vscode.line('runAsNonRoot').waitFor();
    const saved = await vscode.saved((text) => text.includes('runAsNonRoot'));
    assert.match(saved, /# watches the node/);
  },

  async 'what was done, what to check, what is left'(vscode) {
    const note = await vscode.note('Hardened "web": 5 changes');
    assert.match(await note.textContent(), /To check: .*1 left to you\./);
    await vscode.until(
      (timeout) => note.getByRole('button', { name: 'Show What to Check' }).click({ timeout }),
      (timeout) => vscode.tab('Preview What to check').waitFor({ timeout }),
    );
  },

  async 'undone in one step'(vscode) {
    await vscode.closeTab('Preview What to check');
    await vscode.undo('web', 'runAsNonRoot', 'detached');
    await vscode.saved((text) => !text.includes('runAsNonRoot') && !text.includes('hostNetwork'));
    await vscode.hoverOver('agent');
  },
};
