// `npm run pictures`: the pictures of the README, docs/images/<scene>-<theme>.png, taken in the real VS Code.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launchBrowser } from './browser.mjs';
import { installHost, root } from './host.mjs';
import { smallPng } from './small-png.mjs';
import { RUNS } from './steps.mjs';
import { inTheme } from './ui.mjs';

const folder = path.join(root, 'docs/images');

/** Only what the scenes are about, in letters that can be read when the picture is shown smaller. */
const SETTINGS = {
  'breadcrumbs.enabled': false,
  'editor.minimap.enabled': false,
  'editor.cursorBlinking': 'solid',
  'workbench.activityBar.location': 'hidden',
  'workbench.layoutControl.enabled': false,
};

/** The scenes: each leaves the window as its picture shows it. */
const SCENES = {
  async hover(vscode) {
    await vscode.open('web.yaml');
    await vscode.lenses.filter({ hasText: 'Harden…' }).waitFor();
    await vscode.squiggles('error').first().waitFor({ state: 'attached' });
    // the list of files has done its duty
    await vscode.page.keyboard.press('Control+b');
    await vscode.page.locator('.explorer-viewlet').waitFor({ state: 'hidden' });
    await vscode.click('hostNetwork');
    await vscode.status.filter({ hasText: 'privileged · ' }).waitFor();
    await vscode.hoverOver('privileged');
    await vscode.hover.filter({ hasText: 'Quick Fix...' }).first().waitFor();
  },
  async harden(vscode) {
    await vscode.lens('Harden…', vscode.row('never as root'));
    await vscode.after('volumeMounts').waitFor();
  },
  async 'quick-fix'(vscode) {
    await vscode.leave();
    await vscode.quickFixes('hostNetwork', /Remove hostNetwork/);
  },
  async completion(vscode) {
    await vscode.closeOverlays();
    await vscode.click('image');
    await vscode.page.keyboard.press('End');
    await vscode.page.keyboard.type('\n          secu');
    const block = vscode.suggestions.filter({ hasText: 'securityContext, hardened' });
    await vscode.until(
      async () => (await block.isVisible()) || vscode.page.keyboard.press('Control+Space'),
      (timeout) => block.waitFor({ timeout }),
    );
    const details = vscode.page.locator('.suggest-details-container:visible');
    await vscode.until(
      async () => (await details.isVisible()) || vscode.page.keyboard.press('Control+Space'),
      (timeout) => details.waitFor({ timeout }),
    );
  },
};

installHost();
const browser = await launchBrowser();
mkdirSync(folder, { recursive: true });
const reader = await browser.newPage();
const files = mkdtempSync(path.join(tmpdir(), 'bulkhead-pictures-'));
cpSync(path.join(root, 'client/media/walkthrough/weak.yaml'), path.join(files, 'web.yaml'));
try {
  for (const theme of ['dark', 'light']) {
    const take = async (open) => {
      const vscode = await open(files);
      for (const [scene, show] of Object.entries(SCENES)) {
        await show(vscode);
        const file = path.join(folder, `${scene}-${theme}.png`);
        const picture = await smallPng(reader, await vscode.page.screenshot({ animations: 'disabled' }));
        writeFileSync(file, picture);
        console.log(`${path.basename(file).padEnd(24)}${(picture.length / 1024).toFixed(0).padStart(4)} KB`);
      }
    };
    await inTheme(browser, { ...RUNS[theme], width: 1080, height: 680 }, take, SETTINGS);
  }
} finally {
  await browser.close();
  rmSync(files, { recursive: true, force: true });
}
