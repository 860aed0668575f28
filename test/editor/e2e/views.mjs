import assert from 'node:assert/strict';
import { Workbench } from '../workbench.mjs';

/** The panel beside the file, with one of its views. */
async function openView(session, file, hint, tab) {
  const workbench = await Workbench.open(session, { file });
  await workbench.waitForHint(...hint);
  await workbench.runCommand('Convscope: Show Diagram');
  const page = workbench.webview();
  await page.getByRole('tab', { name: tab }).click();
  return { workbench, page };
}

export const journeys = {
  'step through a convolution, turn its stride, and write it back': async (session) => {
    const { workbench, page } = await openView(session, 'net.py', ['self.conv(x)', '1×16×32×32'], 'Arithmetic');
    await workbench.placeCursor('self.conv = nn.Conv2d', 'Conv2d');
    await page.getByText('⌊(32 + 2·1 − 1·(3−1) − 1)/1⌋ + 1 = 32').first().waitFor();
    const cells = page.locator('svg.cells');
    await cells.focus();
    await cells.press('ArrowRight');
    await page.locator('svg.cells[data-step="0 1"]').waitFor();
    await page.getByText(/Output \(0, 1\) reads rows 0 to 1 and 1 of padding, columns 0 to 2/).waitFor();

    const apply = page.getByText('Apply to code');
    assert.equal(await apply.getAttribute('disabled'), '');
    await page.getByLabel('stride').fill('2');
    await page.getByText('⌊(32 + 2·1 − 1·(3−1) − 1)/2⌋ + 1 = 16').first().waitFor();
    await apply.click();
    await workbench.line('nn.Conv2d(3, 16, kernel_size=3, padding=1, stride=2)').waitFor();
    await workbench.waitForHint('self.conv(x)', '1×16×16×16');
  },

  'sort the table by parameters, and go from a row to its line': async (session) => {
    const { workbench, page } = await openView(session, 'net.py', ['self.conv(x)', '1×16×32×32'], 'Table');
    await page.getByRole('button', { name: 'Parameters' }).click();
    const first = page.locator('.table-view tbody tr').first();
    await first.filter({ hasText: 'Linear' }).waitFor();
    await page.getByText('Memory to train').waitFor();
    await first.press('Enter');
    await workbench.page.locator('.editor-instance.focused, .editor-instance:has(.focused)').first().waitFor();
  },
};
