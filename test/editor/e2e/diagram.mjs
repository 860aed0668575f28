import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Workbench } from '../workbench.mjs';

export const journeys = {
  'see the diagram from the lens, find a layer, and see the picture follow the code': async (session) => {
    const workbench = await Workbench.open(session, { file: 'net.py' });
    await workbench.waitForHint('self.conv(x)', '1×16×32×32');
    await workbench.lens('diagram').click();
    const page = workbench.webview();
    const layer = (text) => page.locator('[role=treeitem]', { hasText: text });
    await layer('Conv2d 3×3, 3 → 16').waitFor();
    assert.equal(await page.getByRole('tab', { selected: true }).textContent(), 'Graph');

    await workbench.placeCursor('self.fc = nn.Linear', 'Linear');
    await page.locator('.lit', { hasText: 'fc' }).waitFor();

    await workbench.replace('self.conv = nn.Conv2d', '16', '24');
    await layer('Conv2d 3×3, 3 → 24').or(page.locator('.banner.error')).first().waitFor();
    await page.locator('.banner.error').getByText('Go to the line').waitFor();
  },

  'two diagrams at once, each of its file': async (session) => {
    const workbench = await Workbench.open(session, { file: 'blocks.py' });
    await workbench.waitForHint('self.down(x)', '16×');
    const layer = (text) => workbench.webview().locator('[role=treeitem]', { hasText: text });
    const tab = (file) => workbench.page.locator('.tab', { hasText: `Diagram of ${file}` });
    await workbench.runCommand('Convscope: Show Diagram');
    await layer('Conv2d 4×4').first().waitFor();

    await workbench.openFile('net.py');
    await workbench.waitForHint('self.conv(x)', '1×16×32×32');
    await workbench.runCommand('Convscope: Show Diagram');
    await layer('Conv2d 3×3, 3 → 16').waitFor();
    assert.equal(await tab('blocks.py').count(), 1);
    await tab('blocks.py').click();
    await layer('Conv2d 4×4').first().waitFor();
    await tab('net.py').click();
    await layer('Conv2d 3×3, 3 → 16').waitFor();
  },

  'save the picture as PDF and as PNG': async (session) => {
    const workbench = await Workbench.open(session, { file: 'net.py' });
    await workbench.waitForHint('self.conv(x)', '1×16×32×32');
    await workbench.runCommand('Convscope: Show Diagram');
    const page = workbench.webview();
    await page.locator('[role=treeitem]', { hasText: 'Conv2d 3×3' }).waitFor();
    for (const [kind, begins] of [
      ['PDF', '%PDF-'],
      ['PNG', 'PNG'],
    ]) {
      const name = `net.${kind.toLowerCase()}`;
      await page.locator('summary', { hasText: 'Export' }).click();
      await page.getByRole('menuitem', { name: `Save as ${kind}…` }).click();
      await workbench.quickInput().waitFor();
      await workbench.page.locator('.quick-input-widget').getByText('OK').click();
      await workbench.page.getByText(`Saved ${name}.`).first().waitFor();
      assert.ok(readFileSync(join(workbench.workspace, name), 'latin1').slice(0, 8).includes(begins));
    }
  },
};
