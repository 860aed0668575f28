import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
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
};

function epochs(run) {
  const events = readFileSync(join(run, 'metrics.jsonl'), 'utf8').trim().split('\n').map(JSON.parse);
  return events.filter(({ event }) => event === 'epoch');
}
