import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Workbench } from '../workbench.mjs';

export const journeys = {
  'train a model on the digits: quick picks, live curves, stop, resume, weights': async (session) => {
    const workbench = await Workbench.open(session, { file: 'digits.py' });
    await workbench.waitForHint('self.fc(x', 'B×10');
    await workbench.runCommand('Convscope: Train Model');
    await workbench.pick('digits');
    await workbench.answer('5000'); // more than will be waited for
    const page = workbench.webview();
    const status = page.locator('.status');
    await status.filter({ hasText: 'running' }).waitFor({ timeout: 60_000 });
    await page.locator('.u-wrap canvas').first().waitFor();
    await page.locator('.samples canvas').first().waitFor({ timeout: 60_000 });
    await page.locator('.confusion tbody tr').nth(9).waitFor();
    await page.locator('vscode-button#stop').click();
    await status.filter({ hasText: 'stopped' }).waitFor({ timeout: 30_000 });

    const runs = join(workbench.workspace, '.convscope/runs');
    const [name] = readdirSync(runs);
    assert.ok(existsSync(join(runs, name, 'best.safetensors')));
    const recipe = JSON.parse(readFileSync(join(workbench.workspace, 'convscope.json'), 'utf8'));
    assert.equal(recipe.model, 'Digits()');
    assert.equal(recipe.epochs, 5000);
    const stopped = epochs(join(runs, name));

    await page.locator('vscode-button#resume').click();
    await status.filter({ hasText: 'running' }).waitFor({ timeout: 60_000 });
    await page.locator('vscode-button#stop').click();
    await status.filter({ hasText: 'stopped' }).waitFor({ timeout: 30_000 });
    const all = epochs(join(runs, name));
    assert.deepEqual(
      all.map(({ epoch }) => epoch),
      all.map((_, i) => i + 1),
    );
    assert.ok(all.length >= stopped.length && stopped.length > 0);
    assert.deepEqual(all.slice(0, stopped.length), stopped);
    const best = Math.max(...all.map(({ validation }) => validation.accuracy));
    assert.ok(best > 0.85, `the best accuracy was ${best}`);
    assert.equal(readdirSync(runs).length, 1);
  },

  'compare two runs: curves, figures, recipes, and the loss around the weights': async (session) => {
    const workbench = await Workbench.open(session, { file: 'digits.py' });
    await workbench.waitForHint('self.fc(x', 'B×10');
    for (const lr of [0.05, 0.0005]) {
      const optimizer = { name: 'sgd', lr };
      const recipe = { file: 'digits.py', model: 'Digits()', epochs: 4, optimizer };
      writeFileSync(join(workbench.workspace, 'convscope.json'), JSON.stringify(recipe));
      await workbench.placeCursor('self.fc(x', 'fc');
      await workbench.runCommand('Convscope: Train Model');
      await workbench.webview().locator('.status').filter({ hasText: 'finished' }).waitFor({ timeout: 60_000 });
      await workbench.runCommand('View: Close All Editors in Group'); // that of the run
    }
    await workbench.runCommand('Convscope: Compare Training Runs');
    for (const name of ['Digits-1', 'Digits-2'])
      await workbench.quickInputRows().filter({ hasText: name }).getByRole('checkbox').click();
    await workbench.page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
    const page = workbench.webview();
    const figures = page.locator('.figures').first().locator('tbody tr');
    await figures.nth(1).waitFor();
    assert.match(await page.locator('.figures').nth(1).innerText(), /optimizer\.lr/);
    await page.locator('.u-wrap canvas').nth(2).waitFor();
    await page.locator('#measure').click();
    const away = page.locator('.landscapes figcaption').filter({ hasText: 'half a step away' });
    await away.nth(1).waitFor({ timeout: 60_000 });
    await page.locator('#measure').waitFor({ timeout: 120_000 }); // all of it is measured
  },
};

function epochs(run) {
  const events = readFileSync(join(run, 'metrics.jsonl'), 'utf8').trim().split('\n').map(JSON.parse);
  return events.filter(({ event }) => event === 'epoch');
}
