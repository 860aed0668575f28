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
    page.setDefaultTimeout(20_000);
    const payload = [['skipWelcome', 'true']];
    const isNotebook = file?.endsWith('.ipynb'); // the payload would open it as text
    if (file !== undefined && !isNotebook) payload.push(['openFile', session.remote(`${workspace}/${file}`)]);
    await page.goto(session.server.address(workspace, payload));
    await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    const workbench = new Workbench(page, workspace);
    if (isNotebook) await workbench.openNotebook(file);
    else if (file !== undefined) await workbench.lines().first().waitFor({ timeout: 60_000 });
    return workbench;
  }

  async close() {
    await this.page.context().close();
  }

  lines() {
    return this.page.locator('.editor-instance .view-line, .notebookOverlay .view-line');
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

  /** Only once VS Code has loaded what knows notebooks: until then one opens as text, and is remembered as that. */
  async openNotebook(name) {
    await this.page.waitForTimeout(8000); // nothing on the screen tells when
    await this.openFile(name);
    await this.page.locator('.notebookOverlay .cell-list-container').first().waitFor();
  }

  async runCommand(title) {
    await this.page.keyboard.press('F1');
    await this.quickInput().fill(`>${title}`);
    await this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: title }).waitFor();
    await this.page.keyboard.press('Enter');
  }

  quickInput() {
    return this.page.locator('.quick-input-widget input.input');
  }

  /** Hovers over `word` in the line that holds `text`, and returns what the hover says. */
  async hover(text, word) {
    const hover = this.page.locator('.monaco-hover:not(.hidden)').filter({ visible: true }).first();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await this.page.mouse.move(1, 1);
      const { x, y } = await placeOf(this.line(text), word);
      await this.page.mouse.move(x, y, { steps: 3 });
      const shown = await hover.waitFor({ timeout: 4000 }).then(
        () => true,
        () => false,
      );
      if (shown) return (await hover.innerText()).replaceAll('\u00a0', ' ');
    }
    throw new Error(`No hover appeared over '${word}' in '${text}'.`);
  }

  /** Puts the cursor into `word` in the line that holds `text`. */
  async placeCursor(text, word) {
    const { x, y } = await placeOf(this.line(text), word);
    await this.page.mouse.click(x, y);
  }

  /** Brings a line into view, with the cursor at its end. */
  async goTo(lineNumber) {
    await this.page.keyboard.press('Control+G');
    await this.quickInput().fill(`:${lineNumber}`);
    await this.page.keyboard.press('Enter');
    await this.quickInput().waitFor({ state: 'hidden' });
    await this.page.keyboard.press('End');
  }

  /** Types `after` over `before` in the line that holds `text`, as a person does with the keyboard. */
  async replace(text, before, after) {
    const { left, y } = await placeOf(this.line(text), before.split(' ')[0]);
    await this.page.mouse.click(left + 1, y);
    for (let i = 0; i < before.length; i += 1) await this.page.keyboard.press('Shift+ArrowRight');
    await this.page.keyboard.type(after);
  }

  /** The next problem, in the widget that stands under its line. */
  async showProblem() {
    await this.page.keyboard.press('F8');
    await this.page.locator('.marker-widget, .zone-widget').first().waitFor();
  }

  lens(text) {
    return this.page
      .locator('.codelens-decoration a')
      .filter({ hasText: spaced(text) })
      .first();
  }

  quickInputRows() {
    return this.page.locator('.quick-input-list .monaco-list-row');
  }

  async pick(text) {
    await this.quickInputRows().filter({ hasText: text }).first().click();
  }

  /** Writes into the box that asks, and confirms. */
  async answer(text) {
    await this.quickInput().waitFor();
    await this.quickInput().fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Applies the first quick fix whose title holds `title`; the cursor is on its problem. */
  async quickFix(title) {
    await this.openActions(title);
    const focused = this.page.locator('.action-widget .monaco-list-row.focused', { hasText: title });
    for (let i = 0; i < 5 && (await focused.count()) === 0; i += 1) await this.page.keyboard.press('ArrowDown');
    await this.page.keyboard.press('Enter'); // what is behind the list takes the pointer
  }

  /** Opens the menu of the light bulb at the cursor, with an entry whose title holds `title`. */
  async openActions(title = '') {
    const row = this.page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await this.page.keyboard.press('Control+.');
      const shown = await row.waitFor({ timeout: 5000 }).then(
        () => true,
        () => false,
      );
      if (shown) return;
      await this.page.keyboard.press('Escape');
    }
    throw new Error(`There is no action '${title}' here.`);
  }

  /** What is inside the frame of a webview panel. */
  webview() {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  statusBar() {
    return this.page.locator('.statusbar-item', { hasText: 'Convscope' });
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

/** Where a word stands in a painted line: a token may hold more than the word. */
function placeOf(line, word) {
  return line.evaluate((element, wanted) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const start = node.data.indexOf(wanted);
      if (start < 0) continue;
      const range = document.createRange();
      range.setStart(node, start);
      range.setEnd(node, start + wanted.length);
      const { x, y, width, height } = range.getBoundingClientRect();
      return { left: x, x: x + width / 2, y: y + height / 2 };
    }
    throw new Error(`there is no '${wanted}' in '${element.textContent}'`);
  }, word);
}
