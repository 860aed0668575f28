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
    await workbench.answer('12');
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
    assert.equal(recipe.epochs, 12);
    const stopped = epochs(join(runs, name));

    await page.locator('vscode-button#resume').click();
    const resumed = workbench.webview();
    await resumed.locator('.status').filter({ hasText: 'finished' }).waitFor({ timeout: 180_000 });
    const all = epochs(join(runs, name));
    assert.deepEqual(
      all.map(({ epoch }) => epoch),
      Array.from({ length: 12 }, (_, i) => i + 1),
    );
    assert.deepEqual(all.slice(0, stopped.length), stopped);
    assert.ok(all.at(-1).validation.accuracy > 0.85, JSON.stringify(all.at(-1)));
    assert.equal(readdirSync(runs).length, 1);
  },
};

function epochs(run) {
  const events = readFileSync(join(run, 'metrics.jsonl'), 'utf8').trim().split('\n').map(JSON.parse);
  return events.filter(({ event }) => event === 'epoch');
}
