import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { launchBrowser, SOFTWARE_CARD } from '../browser.mjs';
import { Workbench } from '../workbench.mjs';

export const journeys = {
  'train on the editor’s own graphics card; the tab is hidden, then closed': async (session) => {
    const browser = await launchBrowser(console.error, SOFTWARE_CARD);
    try {
      const workbench = await Workbench.open(session.inBrowser(browser), { file: 'digits.py' });
      await workbench.waitForHint('self.fc(x', 'B×10');
      const recipe = { file: 'digits.py', model: 'Digits()', epochs: 400, batch_size: 512, engine: 'webview' };
      writeFileSync(join(workbench.workspace, 'convscope.json'), JSON.stringify(recipe));
      await workbench.placeCursor('self.fc(x', 'fc');
      await workbench.runCommand('Convscope: Train Model');
      const page = workbench.webview();
      await page.locator('.status').filter({ hasText: 'running' }).waitFor({ timeout: 120_000 });
      await page.locator('.samples canvas').first().waitFor({ timeout: 120_000 });
      await page.locator('.note').filter({ hasText: 'keep it open' }).waitFor();
      assert.match(await page.locator('.totals').innerText(), /WebGPU on .* in this tab/);
      const told = (event) => eventsOf(workbench, event);

      // Another file over it: a hidden tab computes on.
      const tab = workbench.page.locator('.tab', { hasText: 'Training Digits()' });
      await tab.click();
      await workbench.openFile('net.py');
      const before = told('epoch').length;
      await until(() => told('epoch').length > before + 2);
      assert.deepEqual(
        told('start').map(({ device }) => device),
        ['gpu'],
      );

      await tab.click();
      await tab.locator('.codicon-close').click();
      await until(() => told('start').length === 2);
      const [first, second] = told('start');
      assert.deepEqual([first.device, second.device, second.folder], ['gpu', 'cpu', first.folder]);
      assert.ok(second.resumed_after > before);
      assert.ok(told('note').some(({ text }) => text.includes('the tab that computes is gone (it was closed)')));
      await workbench.runCommand('Convscope: Stop Training');
      await until(() => told('end').length === 1);
    } finally {
      await browser.close();
    }
  },
};

function eventsOf({ workspace }, wanted) {
  const runs = join(workspace, '.convscope/runs');
  const lines = readFileSync(join(runs, readdirSync(runs)[0], 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line)).filter(({ event }) => event === wanted);
}

/** What is written on disk, some time. */
async function until(isSo) {
  for (let i = 0; i < 600; i += 1) {
    if (isSo()) return;
    await setTimeout(100);
  }
  throw new Error('it does not come');
}
