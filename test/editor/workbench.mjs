/** What a person does in VS Code's window and sees there, as functions of a page. */

export class Workbench {
  constructor(page, workspace) {
    this.page = page;
    this.workspace = workspace;
  }

  /** Opens a fresh copy of `folder`, with `file` of it in the editor. */
  static async open(session, { file, folder, viewport } = {}) {
    const workspace = session.copyWorkspace(folder);
    const page = await session.newPage(viewport);
    const payload = [['skipWelcome', 'true']];
    if (file !== undefined) payload.push(['openFile', session.remote(`${workspace}/${file}`)]);
    await page.goto(session.server.address(workspace, payload));
    await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    const workbench = new Workbench(page, workspace);
    if (file !== undefined) await workbench.lines().first().waitFor({ timeout: 60_000 });
    return workbench;
  }

  async close() {
    await this.page.context().close();
  }

  lines() {
    return this.page.locator('.editor-instance .view-line');
  }

  /** The painted line that holds `text`, inlay hints included (they come with no-break spaces). */
  line(text) {
    return this.lines()
      .filter({ hasText: spaced(text) })
      .first();
  }

  /** Waits until the line that holds `text` also shows `hint`. */
  async waitForHint(text, hint, timeout = 60_000) {
    await this.lines()
      .filter({ hasText: spaced(text) })
      .filter({ hasText: spaced(hint) })
      .first()
      .waitFor({ timeout });
  }

  /** By its whole path: the server build lacks the program that searches for files. */
  async openFile(name) {
    await this.page.keyboard.press('Control+P');
    await this.quickInput().fill(`${this.workspace}/${name}`);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
  }

  async runCommand(title) {
    await this.page.keyboard.press('F1');
    await this.quickInput().fill(`>${title}`);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().waitFor();
    await this.page.keyboard.press('Enter');
  }

  quickInput() {
    return this.page.locator('.quick-input-widget input.input');
  }

  /** Hovers over `word` in the line that holds `text`, and returns what the hover says. */
  async hover(text, word) {
    const token = this.line(text).locator('span span', { hasText: word }).first();
    const hover = this.page.locator('.monaco-hover:not(.hidden)').filter({ visible: true }).first();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await this.page.mouse.move(1, 1);
      await token.hover();
      const shown = await hover.waitFor({ timeout: 4000 }).then(
        () => true,
        () => false,
      );
      if (shown) return (await hover.innerText()).replaceAll('\u00a0', ' ');
    }
    throw new Error(`No hover appeared over '${word}' in '${text}'.`);
  }

  /** Puts the cursor at the end of the line that holds `text`. */
  async placeCursor(text) {
    await this.line(text).click();
    await this.page.keyboard.press('End');
  }

  async save() {
    await this.page.keyboard.press('Control+S');
  }
}

/** Text as the editor paints it: any of its spaces may be a no-break space. */
function spaced(text) {
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(escaped.replace(/ /g, '[ \\u00a0]'));
}
