import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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

  'a run that learned by heart: each remedy changes the recipe or the code, and a note is kept': async (session) => {
    const workbench = await Workbench.open(session, { file: 'digits.py' });
    await workbench.waitForHint('self.fc(x', 'B×10');
    const at = (...names) => join(workbench.workspace, ...names);
    writeFileSync(at('convscope.json'), '{\n  "model":   "Digits()",\n\n  "file": "digits.py"\n}\n');
    keepRun(at('.convscope/runs/Digits-1'));
    const open = async () => {
      await workbench.runCommand('Convscope: Open Training Run');
      await workbench.pick('Digits-1');
      await workbench.webview().locator('.remedy').first().waitFor();
    };
    await open();
    const page = workbench.webview();
    await page.getByRole('button', { name: 'Weight decay' }).click();
    await until(() => readFileSync(at('convscope.json'), 'utf8').includes('"weight_decay": 0.0005'));
    await page.getByRole('button', { name: 'Label smoothing' }).click();
    await until(() => readFileSync(at('convscope.json'), 'utf8').includes('"label_smoothing": 0.1'));
    const recipe = readFileSync(at('convscope.json'), 'utf8');
    assert.ok(recipe.startsWith('{\n  "model":   "Digits()",\n\n  "file": "digits.py"'), 'what a person wrote is gone');
    assert.ok(!readFileSync(at('.convscope/runs/Digits-1/recipe.json'), 'utf8').includes('weight_decay'));

    await page.getByRole('button', { name: 'Dropout before the last layer' }).click();
    await workbench.line('Dropout').waitFor();
    await workbench.save();
    await until(() => /Dropout/.test(readFileSync(at('digits.py'), 'utf8')));
    await page.getByRole('button', { name: 'Fewer parameters' }).click();
    await workbench.line('nn.Conv2d(1, 4,').waitFor();
    await workbench.line('nn.Linear(64, 10)').waitFor();

    await page.getByLabel('Note on this run').fill('too many steps');
    await page.getByLabel('Note on this run').press('Enter');
    await until(
      () => JSON.parse(readFileSync(at('.convscope/runs/Digits-1/recipe.json'), 'utf8')).note === 'too many steps',
    );
    const tab = workbench.page.locator('.tab', { hasText: 'Training Digits()' });
    await tab.locator('.codicon-close').click();
    await tab.waitFor({ state: 'detached' });
    await workbench.placeCursor('class Digits', 'Digits'); // keys go to the editor again
    await open();
    assert.equal(await workbench.webview().getByLabel('Note on this run').inputValue(), 'too many steps');
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

/** A run of six epochs whose validation loss rises, as training writes it. */
function keepRun(folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'recipe.json'), JSON.stringify({ file: 'digits.py', model: 'Digits()', epochs: 6 }));
  const remedies = [
    { kind: 'recipe', title: 'weight decay', path: 'optimizer.weight_decay', value: 0.0005 },
    { kind: 'recipe', title: 'label smoothing', path: 'loss.label_smoothing', value: 0.1 },
    { kind: 'code', title: 'dropout before the last layer', change: 'dropout' },
    { kind: 'code', title: 'fewer parameters', change: 'narrower' },
  ];
  const about = { model: 'Digits()', engine: 'a test', device: 'cpu', data: 'digits', validation_text: '9 images' };
  const counts = { train_images: 9, validation_images: 9, epochs: 6, steps_per_epoch: 1, parameters: 7 };
  const start = { event: 'start', run: 'Digits-1', folder, ...about, ...counts, resumed_after: 0 };
  const events = [
    { ...start, classes: ['0', '1'], layers: ['fc.weight'] },
    ...[1, 2, 3, 4, 5, 6].map((epoch) => ({
      event: 'epoch',
      epoch,
      train: { loss: 1 / epoch, accuracy: 0.9 },
      validation: { loss: 1 + epoch / 10, accuracy: 0.5 },
      ...{ lr: 0.1, images_per_second: 9, seconds: 1, best: epoch === 1, small_weights: [0] },
    })),
    { event: 'note', kind: 'overfitting', text: 'Overfitting.', epoch: 6, remedies },
    { event: 'end', reason: 'finished', seconds: 6 },
  ];
  writeFileSync(join(folder, 'metrics.jsonl'), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
}

async function until(isSo) {
  for (let i = 0; i < 100 && !isSo(); i += 1) await new Promise((resolve) => setTimeout(resolve, 200));
  assert.ok(isSo(), `${isSo} is still not so`);
}

function epochs(run) {
  const events = readFileSync(join(run, 'metrics.jsonl'), 'utf8').trim().split('\n').map(JSON.parse);
  return events.filter(({ event }) => event === 'epoch');
}
