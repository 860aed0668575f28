import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Workbench } from '../workbench.mjs';

export const journeys = {
  'open a file, see sizes, and see on hovering how one comes about': async (session) => {
    const workbench = await Workbench.open(session, { file: 'net.py' });
    await workbench.waitForHint('self.conv(x)', '1×16×32×32');
    await workbench.waitForHint('nn.Conv2d(3, 16', '1×3×32×32 → 1×16×32×32 · 448');
    await workbench.lens('to train at batch 1').waitFor();
    await workbench
      .statusBar()
      .filter({ hasText: /\d+ shapes/ })
      .waitFor();
    const hover = await workbench.hover('nn.Conv2d(3, 16', 'Conv2d');
    assert.match(hover, /⌊\(32 \+ 2·1 − 1·\(3−1\) − 1\)\/1⌋ \+ 1 = 32/);
  },

  'break in_features, see it underlined, apply the fix': async (session) => {
    const workbench = await Workbench.open(session, { file: 'net.py' });
    await workbench.waitForHint('self.fc(x)', '1×10');
    await workbench.replace('self.fc = nn.Linear', '16 * 16 * 16', '400');
    await workbench.page.locator('.squiggly-error').first().waitFor();
    const hover = await workbench.hover('return self.fc', 'fc');
    assert.match(hover, /mat1 and mat2 shapes cannot be multiplied \(1x4096 and 400x10\)/);
    await workbench.placeCursor('return self.fc', 'fc');
    await workbench.quickFix('Set in_features=4096');
    await workbench.line('nn.Linear(4096, 10)').waitFor();
    await workbench.page.locator('.squiggly-error').first().waitFor({ state: 'hidden' });
    await workbench.waitForHint('self.fc(x)', '1×10');
    await workbench.save();
    await eventually(() => readFileSync(join(workbench.workspace, 'net.py'), 'utf8').includes('nn.Linear(4096, 10)'));
  },

  'insert a residual block from the light bulb, see the sizes follow, and undo to the last byte': async (session) => {
    const workbench = await Workbench.open(session, { file: 'net.py' });
    const file = join(workbench.workspace, 'net.py');
    const before = readFileSync(file);
    await workbench.waitForHint('self.fc(x)', '1×10');
    await workbench.placeCursor('self.conv = nn.Conv2d', 'Conv2d');
    await workbench.quickFix('Insert residual block · + 4,672 params');
    await workbench.waitForHint('self.res(x)', '1×16×32×32');
    await workbench.save();
    await eventually(() => readFileSync(file, 'utf8').includes('self.res = ResidualBlock(16)'));
    await workbench.page.keyboard.press('Control+Z');
    await workbench.waitForHint('self.fc(x)', '1×10');
    await workbench.save();
    await eventually(() => readFileSync(file).equals(before));
  },

  'switch the instance whose sizes shared code shows': async (session) => {
    const workbench = await Workbench.open(session, { file: 'blocks.py' });
    await workbench.waitForHint('self.conv(x)', 'B×8×H×W');
    await workbench.lens('as first · 1 of 2').click();
    await workbench.pick('second');
    await workbench.waitForHint('self.conv(x)', 'B×16×⌊H/2⌋×⌊W/2⌋');
    await workbench.lens('as second · 2 of 2').waitFor();
  },

  'turn the dial of the input, and the file stays as it is': async (session) => {
    const workbench = await Workbench.open(session, { file: 'blocks.py' });
    await workbench.lens('input B×8×H×W').click();
    await workbench.pick('64×64');
    await workbench.pick('For this session');
    await workbench.waitForHint('self.first(image)', 'B×8×64×64');
    await workbench.page.locator('.tab.active:not(.dirty)').waitFor();
  },

  'read the summary, which follows the code, and go from a row to its line': async (session) => {
    const workbench = await Workbench.open(session, { file: 'net.py' });
    await workbench.waitForHint('self.conv(x)', '1×16×32×32');
    await workbench.runCommand('Convscope: Show Summary');
    const summary = workbench.webview();
    const row = summary.locator('tbody tr', { hasText: 'MaxPool2d' });
    await row.filter({ hasText: '1×16×32×32 → 1×16×16×16' }).waitFor();
    await row.locator('th').click();
    await workbench.page.keyboard.press('ArrowUp');
    await summary.locator('tbody tr:focus', { hasText: 'Conv2d' }).waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.statusbar-item', { hasText: 'Ln 8,' }).waitFor();
    await workbench.replace('nn.Conv2d(3, 16', '16', '16 + 8');
    await row.filter({ hasText: '1×24×32×32 → 1×24×16×16' }).waitFor();
  },

  'ask what is not known, and go to its first cause': async (session) => {
    const workbench = await Workbench.open(session, { file: 'unknown.py' });
    await workbench.statusBar().filter({ hasText: 'not known' }).click();
    await workbench.pick('no module named somewhere');
    await workbench.page.locator('.statusbar-item', { hasText: 'Ln 2,' }).waitFor();
  },

  'ask why there is no hint, and go to the cause': async (session) => {
    const workbench = await Workbench.open(session, { file: 'unknown.py' });
    await workbench.waitForHint('def forward(self, x', 'B×3×H×W');
    await workbench.placeCursor('y = mystery', 'y');
    await workbench.runCommand('Convscope: Why Is There No Hint Here');
    await workbench.runCommand('Notifications: Show Notifications');
    const message = workbench.page.locator('.notifications-center .notification-list-item');
    await message.filter({ hasText: 'y is not known: no module named somewhere is found' }).waitFor();
    await message.locator('.monaco-button', { hasText: 'Go There' }).click();
    await workbench.page.locator('.statusbar-item', { hasText: 'Ln 2,' }).waitFor();
  },

  'open an example as a new file, with its sizes': async (session) => {
    const workbench = await Workbench.open(session, { file: 'net.py' });
    await workbench.waitForHint('self.fc(x)', '1×10');
    await workbench.runCommand('Convscope: Open an Example');
    await workbench.pick('lecture.py');
    await workbench.waitForHint('nn.Linear(3 * 1024', '1×3145728 → 1×512 · 1.61 G');
  },

  'cells of a notebook show sizes, and hovers': async (session) => {
    const workbench = await Workbench.open(session, { file: 'cells.ipynb' });
    await workbench.waitForHint('self.conv(image)', '2×16×16×16');
    await workbench.waitForHint('net(torch.randn', '2×16×16×16');
    const hover = await workbench.hover('nn.Conv2d(3, 16', 'Conv2d');
    assert.match(hover, /⌊\(32 \+ 2·1 − 1·\(4−1\) − 1\)\/2⌋ \+ 1 = 16/);
  },
};

async function eventually(isTrue, limit = 10_000) {
  const end = Date.now() + limit;
  while (!isTrue()) {
    assert.ok(Date.now() < end, `not so after ${limit} ms: ${isTrue}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
