import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** The operations of the steps on the page. */
export class Workbench {
  constructor(page, folder) {
    this.page = page;
    this.folder = folder;
    this.editor = page.locator('.editor-instance .monaco-editor').first();
    this.status = page.locator('[id="bulkhead.bulkhead.bulkhead.status"]');
    this.menu = page.locator('.action-widget .monaco-list-row');
    this.hover = page.locator('.monaco-hover:visible');
  }

  async open(file) {
    await this.page.getByRole('treeitem', { name: file }).dblclick();
    await this.page.locator('.tab.active', { hasText: file }).waitFor();
  }

  /** Runs a command by its name. */
  async run(title) {
    await this.closeOverlays();
    await this.page.keyboard.press('F1');
    await this.page.locator('.quick-input-widget input').first().fill(`>${title}`);
    await this.pick(title);
  }

  async pick(label) {
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first().click();
  }

  /** The titles of the quick fixes, without the entries of VS Code. */
  static ours(items) {
    return items.filter((item) => !/^(Quick Fix|More Actions|Rewrite|Fix|Modify)$/.test(item));
  }

  /** A row of the list that is open, by some of its words. */
  row(text) {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  }

  checkbox(text) {
    return this.row(text).locator('.monaco-checkbox, .quick-input-list-checkbox').first();
  }

  /** A line of the right side of the open diff. */
  after(text) {
    return this.page.locator('.monaco-diff-editor .editor.modified .view-line', { hasText: text }).first();
  }

  /** A note with these words. This VS Code shows no toasts when it is driven. */
  async note(text) {
    const notes = this.page.locator('.notifications-center .monaco-list-row');
    if (!(await notes.first().isVisible())) await this.page.locator('#status\\.notifications').click();
    const note = notes.filter({ hasText: text }).first();
    await note.waitFor();
    return note;
  }

  /** The token of the open file with exactly this text. */
  token(text) {
    return this.editor.locator('.view-line span span', { hasText: new RegExp(`^\\s*${text}\\s*$`) }).first();
  }

  line(text) {
    return this.editor.locator('.view-line', { hasText: text }).first();
  }

  squiggles(kind) {
    return this.editor.locator(`.squiggly-${kind}`);
  }

  /** Shows the hover of a token, and waits for our text in it: VS Code shows the message of the diagnostic before the server has answered. */
  async hoverOver(text, card = /Risk|Requested isolation/) {
    for (let left = 3; ; left--) {
      await this.closeOverlays();
      await this.token(text).hover();
      const shown = this.hover
        .filter({ hasText: card })
        .first()
        .waitFor({ timeout: left > 0 ? 5000 : 60_000 });
      // a lens that comes late moves the lines below it away from the pointer
      const isShown = await shown.then(
        () => true,
        (error) => (left > 0 ? false : Promise.reject(error)),
      );
      if (isShown) return;
    }
  }

  /** Opens the quick fixes at a token and returns their titles. If no menu appears, which happens while a provider registers, it tries again. */
  async openQuickFixes(text) {
    await this.closeOverlays();
    await this.token(text).click();
    for (let left = 5; ; left--) {
      await this.page.keyboard.press('Control+.');
      const opened = await this.menu
        .first()
        .waitFor({ timeout: 4000 })
        .then(
          () => true,
          () => false,
        );
      if (opened) break;
      if (left === 0) throw new Error(`No quick fixes at ${text}`);
    }
    return (await this.menu.allTextContents()).map((item) => item.trim()).filter((item) => item !== '');
  }

  /** Saves the open file, and returns its text on disk as soon as it is as wanted. */
  async saved(file, wanted) {
    const at = path.join(this.folder, file);
    await this.page.keyboard.press('Control+s');
    // A watcher could start after the last change and wait for ever.
    for (let left = 200; ; left--) {
      const text = readFileSync(at, 'utf8');
      if (text !== '' && wanted(text)) return text;
      if (left === 0) throw new Error(`${file} was not saved as wanted:\n${text}`);
      await setTimeout(50);
    }
  }

  async closeOverlays() {
    await this.page.keyboard.press('Escape');
    await this.page.mouse.move(700, 5);
    await this.hover.first().waitFor({ state: 'hidden' });
  }
}
