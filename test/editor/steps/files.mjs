// Findings and fixes in files of every kind.
import assert from 'node:assert/strict';
import { expectUnscrolled } from './seen.mjs';

/** Opens a file with findings, and waits for them. */
async function openWeak(vscode, file) {
  await vscode.open(file);
  await vscode.squiggles('error').first().waitFor({ state: 'attached' });
}

export const files = {
  async 'squiggles in a Compose file'(vscode) {
    await vscode.open('compose.yaml');
    await vscode.squiggles('error').nth(1).waitFor({ state: 'attached' });
  },

  async 'a hover in a Compose file'(vscode) {
    assert.match(await vscode.hoverOver('network_mode'), /host/);
  },

  async 'a service that is typed, with what Harden would write'(vscode) {
    await vscode.closeOverlays();
    await vscode.click('network_mode');
    await vscode.page.keyboard.press('End');
    await vscode.page.keyboard.press('Enter');
    // nobody asks for the list
    await vscode.page.keyboard.type('hard', { delay: 80 });
    await vscode.suggestions.filter({ hasText: 'hardening' }).waitFor();
  },

  async 'choices for the socket of the engine'(vscode) {
    await vscode.closeOverlays();
    await vscode.undo('web', 'hard', 'detached');
    await vscode.quickFixes(
      '/var/run/docker.sock:/var/run/docker.sock',
      /^Manual: Remove the mount/,
      /^Allow here/,
      /^Explain "container-runtime-socket-mounted"/,
    );
  },

  async 'squiggles in several documents'(vscode) {
    await openWeak(vscode, 'several.yaml');
    await vscode.hoverOver('hostIPC');
  },

  async 'a Compose finding that another file says'(vscode) {
    await openWeak(vscode, 'project/compose.yaml');
    assert.match(await vscode.hoverOver('store'), /Written in compose\.override\.yaml, line 4/);
  },

  async 'its fix, in the other file'(vscode) {
    await vscode.quickFixes('store', /privileged/);
  },

  async 'the two fixes of a shared value'(vscode) {
    await openWeak(vscode, 'compose.shared.yaml');
    await vscode.quickFixes('privileged', /for both services/, /only in "first"/);
  },

  async 'a fix that is refused'(vscode) {
    await openWeak(vscode, 'refused.yaml');
    assert.match(await vscode.hoverOver('hostPID'), /No quick fix here: it is written in a form/);
    await vscode.quickFixes('hostPID');
  },
};

export const agent = {
  async 'choices for a folder of the host, each with what it costs'(vscode) {
    await openWeak(vscode, 'agent.yaml');
    await vscode.quickFixes(
      '/',
      /Manual: Remove the volume and its mounts, if it runs without/,
      /Manual: Mount it read-only, though all there stays readable/,
      /Turn off "host-path-root" in this workspace/,
    );
  },

  async 'the same choices on the key above it'(vscode) {
    await vscode.quickFixes('hostPath', /Manual: Remove the volume and its mounts/, /Manual: Mount it read-only/);
  },

  async 'one of them made'(vscode) {
    await vscode.fix('Mount it read-only');
    await vscode.line('readOnly: true').waitFor();
    const saved = await vscode.saved((text) => text.includes('readOnly: true'));
    assert.match(saved, /^# Reads what the node keeps\./);
  },

  async 'and what is left hardened'(vscode) {
    await vscode.lens('Harden…', vscode.row('API token'));
    await vscode.diff.waitFor();
    await vscode.input.press('Enter');
    await vscode.line('automountServiceAccountToken: false').waitFor();
    await vscode.note(/Hardened .*left to you/);
    // the lens was older than the text: that is no reason to refuse
    assert.equal(await vscode.notes.getByText('has changed meanwhile').count(), 0);
  },

  async 'a second time, which says what is to decide'(vscode) {
    await vscode.closeOverlays();
    await vscode.lenses.filter({ hasText: 'Harden…' }).first().click();
    await vscode.note(/What is left in .* is for you to decide: /);
    assert.ok(await vscode.input.isHidden());
  },
};

export const helm = {
  async 'findings in a Helm template, only of what it says itself'(vscode) {
    await vscode.open('chart/templates/deployment.yaml');
    await vscode.squiggles('warning').first().waitFor({ state: 'attached' });
    assert.match(await vscode.hoverOver('hostPID'), /Risk/);
    await expectUnscrolled(vscode, vscode.hover.getByText('Allow here…'));
    assert.equal(await vscode.squiggles('warning').count(), 1);
    assert.equal(await vscode.squiggles('error').count(), 0);
  },

  async 'a fix that keeps the template'(vscode) {
    await vscode.quickFixes('hostPID', /^Review: Remove hostPID/);
    await vscode.fix('Remove hostPID');
    await vscode.line('hostPID').waitFor({ state: 'detached' });
    const saved = await vscode.saved((text) => !text.includes('hostPID'));
    assert.match(saved, / {4}spec:\n {6}\{\{- with \.Values\.podSecurityContext \}\}\n {6}securityContext:\n {8}\{\{- toYaml \. \| nindent 8 \}\}/);
    assert.match(saved, /image: "\{\{ \.Values\.image \}\}"\n {10}securityContext:\n {12}\{\{- toYaml/);
  },
};
