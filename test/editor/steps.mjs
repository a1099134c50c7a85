// What is done in the workbench, like a user, in this order.
import assert from 'node:assert/strict';
import { Workbench } from './workbench.mjs';

/** Each step by its name, which is that of its picture. */
export const STEPS = {
  async 'squiggles in a Deployment'(vscode) {
    await vscode.open('deployment.yaml');
    await vscode.line('hostNetwork').waitFor();
    await vscode.squiggles('error').first().waitFor({ state: 'attached' });
    await vscode.squiggles('warning').first().waitFor({ state: 'attached' });
    await vscode.status.filter({ hasNot: vscode.page.locator('.codicon-sync') }).waitFor();
  },

  async 'the item in the status bar, and its menu'(vscode) {
    await vscode.line('hostNetwork').click();
    await vscode.status.filter({ hasText: 'privileged · ' }).waitFor();
    await vscode.status.click();
    await vscode.row('Harden').waitFor();
    await vscode.row('Threat model…').waitFor();
  },

  async 'the list of exceptions'(vscode) {
    await vscode.pick('List exceptions…');
    await vscode.note('No exceptions');
  },

  async 'lenses above the workload, and its page'(vscode) {
    const lens = vscode.editor.locator('.codelens-decoration a', { hasText: 'Pod Security: privileged' });
    await lens.waitFor();
    await vscode.editor.locator('.codelens-decoration a', { hasText: 'Harden…' }).waitFor();
    await lens.click();
    await vscode.page.locator('.tab', { hasText: 'Preview shop' }).waitFor();
    await vscode.page.frameLocator('iframe.webview').last().frameLocator('iframe').getByText('What really runs').waitFor();
  },

  async 'the Problems view'(vscode) {
    await vscode.page.locator('.tab', { hasText: 'Preview shop' }).click();
    await vscode.page.keyboard.press('Control+w');
    await vscode.open('deployment.yaml');
    await vscode.page.keyboard.press('Control+Shift+m');
    const rows = vscode.page.locator('.markers-panel .monaco-list-row');
    await rows.filter({ hasText: 'privileged-container' }).waitFor();
    await rows.filter({ hasText: 'missing-protections' }).first().waitFor();
    assert.equal(await rows.count(), 6, 'one row for the file and five for its findings');
  },

  async 'a hover on an explicit weakness'(vscode) {
    await vscode.page.keyboard.press('Control+Shift+m');
    await vscode.page.locator('.markers-panel').waitFor({ state: 'hidden' });
    await vscode.hoverOver('privileged');
    const text = await vscode.hover.first().textContent();
    assert.match(text, /runs privileged/);
    assert.match(text, /Risk/);
    assert.doesNotMatch(text, /\$\(/, 'theme icons are drawn');
  },

  async 'a hover on missing protections'(vscode) {
    await vscode.hoverOver('web');
    const text = await vscode.hover.first().textContent();
    assert.match(text, /seccomp/);
    assert.doesNotMatch(text, /\$\(/, 'theme icons are drawn');
  },

  async 'the quick-fix menu'(vscode) {
    const items = await vscode.openQuickFixes('web');
    const actions = Workbench.ours(items);
    assert.match(actions[0] ?? '', /^Harden "web"/);
    assert.match(items.join('\n'), /Allow here, with a reason…/);
  },

  async 'the changes of Harden, and what they make of the file'(vscode) {
    await vscode.menu.filter({ hasText: 'Harden "web"' }).click();
    await vscode.row('never as root').waitFor();
    await vscode.after('runAsNonRoot').waitFor();
    // The right side does not count as a second file with findings.
    assert.match(await vscode.page.locator('#status\\.problems').textContent(), /^\s*2\s*2\s*1\s*$/);
  },

  async 'a change left out'(vscode) {
    await vscode.checkbox('never as root').click();
    await vscode.after('runAsNonRoot').waitFor({ state: 'detached' });
    await vscode.after('readOnlyRootFilesystem').waitFor();
  },

  async 'nothing applied'(vscode) {
    await vscode.page.keyboard.press('Escape');
    await vscode.page.locator('.monaco-diff-editor').waitFor({ state: 'detached' });
    await vscode.line('hostNetwork').waitFor();
    assert.ok(!(await vscode.line('runAsNonRoot').isVisible()));
  },

  async 'a change that needs another one'(vscode) {
    await vscode.editor.locator('.codelens-decoration a', { hasText: 'Harden…' }).click();
    await vscode.checkbox('Remove privileged').click();
    await vscode.row('needs: Remove privileged').waitFor();
    await vscode.row('needs: Remove privileged').locator('[aria-checked="false"]').first().waitFor();
  },

  async 'and is made with it'(vscode) {
    await vscode.checkbox('Remove privileged').click();
    await vscode.row('needs: Remove privileged').waitFor({ state: 'detached' });
    await vscode.page.keyboard.press('Escape');
    await vscode.page.locator('.monaco-diff-editor').waitFor({ state: 'detached' });
  },

  async 'a fix applied'(vscode) {
    const items = Workbench.ours(await vscode.openQuickFixes('hostNetwork'));
    assert.match(items[0] ?? '', /^Review: Remove hostNetwork/);
    await vscode.menu.filter({ hasText: 'Remove hostNetwork' }).click();
    await vscode.line('hostNetwork').waitFor({ state: 'detached' });
    const saved = await vscode.saved('deployment.yaml', (text) => !text.includes('hostNetwork'));
    assert.match(saved, /# Serves the pages\./);
  },

  async 'Harden applied, in one step'(vscode) {
    await vscode.openQuickFixes('web');
    await vscode.menu.filter({ hasText: 'Harden "web"' }).click();
    await vscode.row('never as root').waitFor();
    await vscode.after('runAsNonRoot').waitFor();
    // a click on a checkbox leaves Enter what it is
    await vscode.checkbox('never as root').click();
    await vscode.after('runAsNonRoot').waitFor({ state: 'detached' });
    await vscode.checkbox('never as root').click();
    await vscode.after('runAsNonRoot').waitFor();
    await vscode.page.keyboard.press('Enter');
    await vscode.page.locator('.monaco-diff-editor').waitFor({ state: 'detached' });
    await vscode.line('runAsNonRoot').waitFor();
    const saved = await vscode.saved('deployment.yaml', (text) => text.includes('runAsNonRoot'));
    assert.match(saved, /# watches the node/);
  },

  async 'what was done, what to check, what is left'(vscode) {
    const note = await vscode.note('Hardened "web": 5 changes');
    assert.match(await note.textContent(), /To check: .*1 left to you\./);
    await note.getByRole('button', { name: 'Show What to Check' }).click();
    await vscode.page.locator('.tab', { hasText: 'Preview What to check' }).waitFor();
  },

  async 'undone in one step'(vscode) {
    await vscode.page.keyboard.press('Control+w');
    await vscode.token('web').click();
    await vscode.page.keyboard.press('Control+z');
    await vscode.line('runAsNonRoot').waitFor({ state: 'detached' });
    await vscode.saved('deployment.yaml', (text) => !text.includes('runAsNonRoot') && !text.includes('hostNetwork'));
    await vscode.hoverOver('agent');
  },

  async 'squiggles in a Compose file'(vscode) {
    await vscode.closeOverlays();
    await vscode.open('compose.yaml');
    await vscode.line('network_mode').waitFor();
    await vscode.squiggles('error').nth(1).waitFor({ state: 'attached' });
  },

  async 'a hover in a Compose file'(vscode) {
    await vscode.hoverOver('network_mode');
    assert.match(await vscode.hover.first().textContent(), /host/);
  },

  async 'squiggles in several documents'(vscode) {
    await vscode.closeOverlays();
    await vscode.open('several.yaml');
    await vscode.line('hostIPC').waitFor();
    await vscode.squiggles('error').first().waitFor({ state: 'attached' });
    await vscode.hoverOver('hostIPC');
  },

  async 'a Compose finding that another file says'(vscode) {
    await vscode.closeOverlays();
    await vscode.page.getByRole('treeitem', { name: 'project' }).click();
    await vscode.page.getByRole('treeitem', { name: 'compose.override.yaml' }).waitFor();
    await vscode.page.getByRole('treeitem', { name: 'compose.yaml' }).first().dblclick();
    await vscode.line('as it runs everywhere').waitFor();
    await vscode.squiggles('error').first().waitFor({ state: 'attached' });
    await vscode.hoverOver('store');
    assert.match(await vscode.hover.first().textContent(), /Written in compose\.override\.yaml, line 4/);
  },

  async 'its fix, in the other file'(vscode) {
    const items = Workbench.ours(await vscode.openQuickFixes('store'));
    assert.match(items.join('\n'), /privileged/);
  },

  async 'the two fixes of a shared value'(vscode) {
    await vscode.closeOverlays();
    await vscode.open('compose.shared.yaml');
    await vscode.squiggles('error').first().waitFor({ state: 'attached' });
    const items = Workbench.ours(await vscode.openQuickFixes('privileged'));
    assert.match(items.join('\n'), /for both services/);
    assert.match(items.join('\n'), /only in "first"/);
  },

  async 'choices for a folder of the host, each with what it costs'(vscode) {
    await vscode.closeOverlays();
    await vscode.open('agent.yaml');
    await vscode.squiggles('error').first().waitFor({ state: 'attached' });
    const items = Workbench.ours(await vscode.openQuickFixes('/'));
    assert.match(items.join('\n'), /Manual: Remove the volume and its mounts, if it runs without/);
    assert.match(items.join('\n'), /Manual: Mount it read-only, though all there stays readable/);
    assert.match(items.join('\n'), /Turn off "host-path-root" in this workspace/);
  },

  async 'how far an exception goes'(vscode) {
    await vscode.closeOverlays();
    await vscode.open('workloads.yaml');
    await vscode.squiggles('error').first().waitFor({ state: 'attached' });
    await vscode.openQuickFixes('hostPID');
    await vscode.menu.filter({ hasText: 'Allow here' }).click();
    await vscode.row('In the whole file').waitFor();
  },

  async 'and why'(vscode) {
    await vscode.pick('In the whole file');
    await vscode.page.locator('.quick-input-widget input').first().fill('it watches the node');
    await vscode.page.keyboard.press('Enter');
    await vscode.line('bulkhead: allow host-pid -- it watches the node').waitFor();
    await vscode.line('reads other processes').click();
    await vscode.page.keyboard.press('Control+z');
    await vscode.line('bulkhead: allow').waitFor({ state: 'detached' });
    await vscode.page.keyboard.press('Control+s');
  },

  async 'levels on the kind of a workload'(vscode) {
    await vscode.closeOverlays();
    await vscode.open('workloads.yaml');
    await vscode.squiggles('error').first().waitFor({ state: 'attached' });
    const items = Workbench.ours(await vscode.openQuickFixes('Deployment'));
    assert.deepEqual(
      items.map((item) => item.split(':')[0]),
      ['To Pod Security "baseline"', 'To Pod Security "restricted"', 'To least privilege'],
    );
  },

  async 'the changes of restricted'(vscode) {
    await vscode.menu.filter({ hasText: '"restricted"' }).click();
    await vscode.after('runAsNonRoot').waitFor();
  },

  async 'a rule in the whole file'(vscode) {
    await vscode.page.keyboard.press('Escape');
    await vscode.page.locator('.monaco-diff-editor').waitFor({ state: 'detached' });
    const items = Workbench.ours(await vscode.openQuickFixes('hostPID'));
    assert.match(items.join('\n'), /Fix all "host-pid" in this file: 2 changes, 2 to review/);
  },

  async 'what to check after a fix'(vscode) {
    await vscode.menu.filter({ hasText: /Review: Remove hostPID/ }).click();
    await vscode.line('reads other processes').waitFor({ state: 'detached' });
    const note = await vscode.note('Check that the program does not watch');
    assert.match(await note.textContent(), /Copy Command.*Open Page/);
  },

  async 'a fix that is refused'(vscode) {
    await vscode.closeOverlays();
    await vscode.open('refused.yaml');
    await vscode.squiggles('error').first().waitFor({ state: 'attached' });
    await vscode.hoverOver('hostPID');
    assert.match(await vscode.hover.first().textContent(), /No quick fix here: it is written in a form/);
    await vscode.openQuickFixes('hostPID');
  },

  async 'which fixes in the workspace'(vscode) {
    await vscode.run('Fix Safe Findings in Workspace');
    await vscode.page.locator('.quick-input-list .monaco-list-row', { hasText: 'One rule' }).waitFor();
  },

  async 'the files of the workspace, and what becomes of the first'(vscode) {
    await vscode.pick('Safe fixes, and those to review');
    await vscode.row('compose.shared.yaml').waitFor();
    await vscode.page.locator('.monaco-diff-editor').waitFor();
  },

  async 'one rule in the workspace'(vscode) {
    await vscode.page.keyboard.press('Escape');
    await vscode.page.locator('.monaco-diff-editor').waitFor({ state: 'detached' });
    await vscode.run('Fix Safe Findings in Workspace');
    await vscode.pick('One rule');
    await vscode.page.locator('.quick-input-list .monaco-list-row', { hasText: 'seccomp-not-set' }).waitFor();
  },

  async 'safe fixes in the workspace'(vscode) {
    await vscode.closeOverlays();
    await vscode.run('Fix Safe Findings in Workspace');
    await vscode.pick('Restate a default');
    await vscode.page.locator('.monaco-diff-editor').waitFor();
    await vscode.page.keyboard.press('Escape');
    await vscode.page.locator('.monaco-diff-editor').waitFor({ state: 'detached' });
  },

  async 'the walkthrough, and its example'(vscode) {
    await vscode.run('Welcome: Open Walkthrough');
    await vscode.pick('Isolate your first workload');
    await vscode.page.getByText('Open the Example').first().click();
    await vscode.status.filter({ hasText: '2 high' }).waitFor();
    await vscode.squiggles('error').first().waitFor({ state: 'attached' });
  },
};
