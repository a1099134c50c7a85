// Exceptions, levels and rules in a file of two workloads, and the whole workspace.
import assert from 'node:assert/strict';

export const workloads = {
  async 'how far an exception goes'(vscode) {
    await vscode.open('workloads.yaml');
    await vscode.squiggles('error').first().waitFor({ state: 'attached' });
    await vscode.quickFixes('hostPID', /^Allow here/);
    await vscode.fix('Allow here');
    await vscode.row('In the whole file').waitFor();
    await vscode.row('Only here, at line').waitFor();
    await vscode.text(vscode.page.locator('.quick-input-title'), /^Allow host-pid$/);
  },

  async 'until a day that is over, which the question says'(vscode) {
    await vscode.pick('In the whole file');
    await vscode.text(vscode.page.locator('.quick-input-title'), /^Allow host-pid$/);
    await vscode.input.fill('a trial until 2025-01-01');
    const says = vscode.page.locator('.quick-input-widget:visible');
    await says.filter({ hasText: '2025-01-01 is over' }).waitFor();
    await vscode.input.press('Enter');
    await vscode.input.fill('a trial until 2027-3-31');
    await says.filter({ hasText: '"2027-3-31" is no day of the calendar' }).waitFor();
  },

  async 'and why'(vscode) {
    await vscode.answer('Allow host-pid', 'it watches the node');
    await vscode.line('bulkhead: allow-file host-pid -- it watches the node').waitFor();
    await vscode.undo('Deployment', 'bulkhead: allow-file', 'detached');
  },

  async 'levels on the kind of a workload'(vscode) {
    const levels = ['To Pod Security "baseline"', 'To Pod Security "restricted"', 'To least privilege'];
    const items = await vscode.quickFixes('Deployment', ...levels.map((level) => new RegExp(`^${level}`)));
    assert.deepEqual(
      items.map((item) => item.split(':')[0]),
      levels,
    );
  },

  async 'links to the levels on its name'(vscode) {
    await vscode.hoverOver('collector', /Pod Security/);
    await vscode.until(
      async (timeout) => (await vscode.row('Remove hostPID').isVisible()) || vscode.hover.getByText('To baseline…').first().click({ timeout }),
      (timeout) => vscode.row('Remove hostPID').waitFor({ timeout }),
    );
    await vscode.text(vscode.page.locator('.quick-input-title'), /"collector" to "baseline"/);
    await vscode.diff.waitFor();
    await vscode.leave();
  },

  async 'the changes of restricted'(vscode) {
    await vscode.quickFixes('Deployment', /"restricted"/);
    await vscode.fix('"restricted"');
    await vscode.after('runAsNonRoot').waitFor();
  },

  async 'a rule in the whole file'(vscode) {
    await vscode.leave();
    await vscode.quickFixes('hostPID', /Fix all "host-pid" in this file: 2 changes, 2 to review/, /Review: Remove hostPID/);
  },

  async 'what to check after a fix'(vscode) {
    await vscode.fix('Review: Remove hostPID');
    await vscode.line('reads other processes').waitFor({ state: 'detached' });
    const note = await vscode.note('Check that the program does not watch');
    await vscode.text(note, /Copy Command.*Open Page/);
  },
};

export const workspace = {
  async 'which fixes in the workspace'(vscode) {
    await vscode.run('Fix Safe Findings in Workspace');
    await vscode.row('One rule').waitFor();
  },

  async 'the files of the workspace, and what becomes of the first'(vscode) {
    await vscode.pick('Safe fixes, and those to review');
    await vscode.row('compose.shared.yaml').waitFor();
    await vscode.diff.waitFor();
  },

  async 'one rule in the workspace'(vscode) {
    await vscode.leave();
    await vscode.run('Fix Safe Findings in Workspace');
    await vscode.pick('One rule');
    await vscode.row('seccomp-not-set').waitFor();
  },

  async 'safe fixes in the workspace, without one file'(vscode) {
    await vscode.run('Fix Safe Findings in Workspace');
    await vscode.pick('Restate a default');
    await vscode.row('several.yaml').waitFor();
    await vscode.diff.waitFor();
    await vscode.tick('several.yaml', false);
  },

  async 'and made with Enter'(vscode) {
    await vscode.input.press('Enter');
    await vscode.note('Changes made: ');
    await vscode.diff.waitFor({ state: 'detached' });
    await vscode.open('workloads.yaml');
    await vscode.line('RuntimeDefault').waitFor();
    await vscode.open('several.yaml');
    await vscode.line('hostIPC').waitFor();
    assert.ok(!(await vscode.line('RuntimeDefault').isVisible()));
  },

  async 'the walkthrough, and its example'(vscode) {
    await vscode.run('Welcome: Open Walkthrough');
    await vscode.pick('Isolate your first workload');
    await vscode.until(
      (timeout) => vscode.page.getByText('Open the Example').first().click({ timeout }),
      (timeout) => vscode.status.filter({ hasText: '2 high' }).waitFor({ timeout }),
    );
    await vscode.page.locator('.squiggly-error').first().waitFor({ state: 'attached' });
  },
};
