import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DEADLINE, PATIENCE, Patient } from './patience.mjs';

/** The operations of the steps on the page. Each waits until it has had its effect; none relies on what was open before. */
export class Workbench extends Patient {
  /** The file that was opened last, as its path in the workspace. */
  #file = '';

  constructor(page, folder) {
    super();
    this.page = page;
    this.folder = folder;
    this.status = page.locator('[id="bulkhead.bulkhead.bulkhead.status"]');
    this.menu = page.locator('.action-widget .monaco-list-row');
    this.hover = page.locator('.monaco-hover:visible');
    this.diff = page.locator('.monaco-diff-editor');
    this.input = page.locator('.quick-input-widget input').first();
    this.rows = page.locator('.quick-input-list .monaco-list-row');
    this.suggestions = page.locator('.suggest-widget.visible .monaco-list-row');
    this.notes = page.locator('.notifications-center.visible');
  }

  /** The editor of the open file. While another file opens, VS Code shows its tab before its text. */
  get editor() {
    return this.page.locator(`.editor-instance > .monaco-editor[data-uri$="/${this.#file}"]`).first();
  }

  get lenses() {
    return this.editor.locator('.codelens-decoration a');
  }

  /** The text of something on the page, as soon as it matches. */
  async text(locator, pattern, time) {
    const look = () => locator.textContent({ timeout: time ?? DEADLINE }).catch(() => '');
    return this.see(look, (text) => pattern.test(text), `The text is not ${pattern}`, time);
  }

  /** Opens a file of the workspace, and the folder that it is in. */
  async open(file) {
    await this.closeOverlays();
    const folders = file.split('/');
    const item = (name, level) => this.page.locator(`.explorer-viewlet [role="treeitem"][aria-level="${level}"][aria-label^="${name}"]`).first();
    for (const [i, name] of folders.slice(0, -1).entries()) {
      const folder = item(name, i + 1);
      const isOpen = (time) =>
        this.see(
          () => folder.getAttribute('aria-expanded'),
          (is) => is === 'true',
          `${name} is not open`,
          time,
        );
      await this.until(async (timeout) => (await folder.getAttribute('aria-expanded', { timeout })) === 'true' || folder.click({ timeout }), isOpen);
    }
    this.#file = file;
    await this.until(
      (timeout) => item(folders.at(-1), folders.length).dblclick({ timeout }),
      (timeout) => this.editor.locator('.view-line').first().waitFor({ timeout }),
    );
  }

  /** Runs a command by its name. */
  async run(title) {
    await this.closeOverlays();
    await this.until(
      () => this.page.keyboard.press('F1'),
      (timeout) => this.input.waitFor({ timeout }),
    );
    await this.until(
      (timeout) => this.input.fill(`>${title}`, { timeout }),
      (timeout) => this.row(title).waitFor({ timeout }),
    );
    await this.pick(title);
  }

  /** Picks a row of the list that is open, which closes it. */
  async pick(label) {
    await this.row(label).waitFor();
    await this.until(
      async (timeout) => (await this.row(label).isHidden()) || this.row(label).click({ timeout }),
      (timeout) => this.row(label).waitFor({ state: 'hidden', timeout }),
    );
  }

  /** Answers a question with these words in its title or prompt. */
  async answer(question, text) {
    const asked = this.page.locator('.quick-input-widget:visible', { hasText: question });
    await asked.waitFor();
    await this.until(
      (timeout) => this.input.fill(text, { timeout }),
      (time) =>
        this.see(
          () => this.input.inputValue(),
          (value) => value === text,
          'The answer is not written',
          time,
        ),
    );
    await this.input.press('Enter');
    await asked.waitFor({ state: 'hidden' });
  }

  /** A row of the list that is open, by some of its words. What it says of itself counts: VS Code reuses rows, with old words hidden in them. */
  row(text) {
    return this.page.locator(`.quick-input-list .monaco-list-row[aria-label*=${JSON.stringify(text)}]`).first();
  }

  /** Ticks a row of the list that is open, or unticks it. */
  async tick(text, wanted) {
    const box = this.row(text).locator('[aria-checked]').first();
    const state = () => box.getAttribute('aria-checked', { timeout: PATIENCE });
    await this.until(
      async (timeout) =>
        (await state()) === String(wanted) || this.row(text).locator('.monaco-checkbox, .quick-input-list-checkbox').first().click({ timeout }),
      (time) => this.see(state, (is) => is === String(wanted), `"${text}" is not ${wanted ? 'ticked' : 'unticked'}`, time),
    );
  }

  /** A line of the right side of the open diff. */
  after(text) {
    return this.diff.locator('.editor.modified .view-line', { hasText: text }).first();
  }

  /**
   * A note with these words. This VS Code shows no toasts when it is driven, so the list of notes is opened; one that comes while it is open may
   * stand above what is seen of it.
   */
  async note(text) {
    const note = this.notes.locator('.monaco-list-row', { hasText: text }).first();
    await this.until(
      async (timeout) => {
        await this.hideNotes(timeout);
        await this.page.locator('#status\\.notifications').click({ timeout });
      },
      (timeout) => note.waitFor({ timeout }),
    );
    return note;
  }

  async hideNotes(timeout) {
    if (!(await this.notes.isVisible())) return;
    await this.notes.locator('.codicon-notifications-hide').click({ timeout });
    await this.notes.waitFor({ state: 'hidden', timeout });
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
    const ours = this.hover.filter({ hasText: card }).first();
    await this.until(
      async () => {
        await this.closeOverlays();
        // a lens that comes late moves the lines below it away from the pointer
        const { x, y } = await this.middle(text);
        await this.page.mouse.move(x, y, { steps: 3 });
      },
      (timeout) => ours.waitFor({ timeout }),
    );
    return ours.textContent();
  }

  /** The middle of a token, in pixels. */
  async middle(text) {
    const { x, y, width, height } = await this.token(text).boundingBox({ timeout: PATIENCE });
    return { x: x + width / 2, y: y + height / 2 };
  }

  /** Puts the cursor on a token. */
  async click(text) {
    const row = async () => {
      const [token, cursor] = await Promise.all([this.token(text), this.editor.locator('.cursors-layer .cursor').first()].map((at) => at.boundingBox()));
      return token !== null && cursor !== null && Math.abs(token.y - cursor.y) < 4;
    };
    await this.until(
      async () => {
        const { x, y } = await this.middle(text);
        await this.page.mouse.click(x, y);
      },
      async (time) => {
        await this.see(row, (is) => is, `The cursor is not at ${text}`, time);
        await this.editor.and(this.page.locator('.focused')).waitFor({ timeout: time });
      },
    );
  }

  /** Opens the quick fixes at a token and returns their titles, as soon as all that are wanted are there. */
  async quickFixes(text, ...wanted) {
    let titles = [];
    await this.until(
      async () => {
        await this.closeOverlays();
        await this.click(text);
        await this.page.keyboard.press('Control+.');
      },
      async (timeout) => {
        await this.menu.first().waitFor({ timeout });
        const items = (await this.menu.allTextContents()).map((item) => item.trim());
        titles = items.filter((item) => item !== '' && !/^(Quick Fix|More Actions|Rewrite|Fix|Modify)$/.test(item));
        const missing = wanted.filter((pattern) => !titles.some((title) => pattern.test(title)));
        if (missing.length > 0) throw new Error(`At ${text} nothing is ${missing.join(', ')}:\n${titles.join('\n')}`);
      },
    );
    return titles;
  }

  /** Picks an entry of the menu that is open. */
  async fix(title) {
    await this.menu.filter({ hasText: title }).first().waitFor();
    await this.until(
      async (timeout) => (await this.menu.first().isHidden()) || this.menu.filter({ hasText: title }).first().click({ timeout }),
      (timeout) => this.menu.first().waitFor({ state: 'hidden', timeout }),
    );
  }

  /** Clicks a lens until something is there. */
  async lens(text, then) {
    await this.closeOverlays();
    await this.until(
      async (timeout) => (await then.isVisible()) || this.lenses.filter({ hasText: text }).first().click({ timeout }),
      (timeout) => then.waitFor({ timeout }),
    );
  }

  /** Leaves a list with Escape, and waits until its diff is gone. */
  async leave() {
    await this.closeOverlays();
    await this.diff.waitFor({ state: 'detached' });
  }

  /** Undoes one step in the open file, which takes this line away or brings it back. */
  async undo(token, line, state) {
    await this.click(token);
    await this.page.keyboard.press('Control+z');
    await this.line(line).waitFor({ state });
  }

  tab(text) {
    return this.page.locator('.tab', { hasText: text });
  }

  async closeTab(text) {
    await this.until(
      async (timeout) => (await this.tab(text).isHidden()) || this.tab(text).click({ button: 'middle', timeout }),
      (timeout) => this.tab(text).waitFor({ state: 'detached', timeout }),
    );
  }

  /** Saves the open file, and returns its text on disk as soon as it is as wanted. */
  async saved(wanted) {
    const at = path.join(this.folder, this.#file);
    return this.until(
      () => this.page.keyboard.press('Control+s'),
      (time) =>
        this.see(
          () => readFileSync(at, 'utf8'),
          (text) => text !== '' && wanted(text),
          `${this.#file} was not saved as wanted`,
          time,
        ),
    );
  }

  /** Closes every list, menu, hover and note. */
  async closeOverlays() {
    const { page } = this;
    await page.mouse.move(700, 5);
    const open = [this.menu.first(), this.suggestions.first(), this.hover.first()];
    const isOpen = async (locators) => (await Promise.all(locators.map((at) => at.isVisible()))).includes(true);
    await this.until(
      async (timeout) => {
        // a list that stays when it loses the focus only closes from within
        if (await this.input.isVisible()) await this.input.press('Escape', { timeout });
        await this.hideNotes(timeout);
        if (await isOpen(open)) await page.keyboard.press('Escape');
      },
      (time) =>
        this.see(
          () => isOpen([this.input, this.notes, ...open]),
          (is) => !is,
          'Something stays open',
          time,
        ),
    );
  }
}
