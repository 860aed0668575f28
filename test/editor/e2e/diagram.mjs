import assert from 'node:assert/strict';
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
};
