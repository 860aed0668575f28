/** What the training page shows of a real run: a network that learns the digits for three epochs. */
import { execFileSync, fork } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/lib/files.mjs';
import { openPage, sent, tell } from './harness.mjs';
import { loadLandscapes } from './runs.pages.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const THEMES = ['dark', 'light', 'contrast'];

/** Everything that `convscope train` tells. */
export function realRun() {
  const folder = mkdtempSync(join(tmpdir(), 'convscope-page-'));
  try {
    copyFileSync(join(root, 'test/editor/workspace/digits.py'), join(folder, 'digits.py'));
    const recipe = { file: 'digits.py', model: 'Digits()', epochs: 3, regularisation: { l1: 0.002 } };
    writeFileSync(join(folder, 'convscope.json'), JSON.stringify(recipe));
    const told = execFileSync(
      process.execPath,
      [join(root, 'dist/cli.js'), 'train', join(folder, 'convscope.json'), '--format', 'json'],
      { encoding: 'utf8', maxBuffer: 2 ** 26 },
    );
    return told
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const STATE = {
  title: 'Digits() on digits',
  mode: 'train',
  note: 'smaller steps',
  text: '',
  canPause: true,
  canResume: true,
};
const NOTE = { event: 'note', kind: 'overfitting', text: 'Overfitting: the loss still falls on the training images.' };

/** Training images as the extension's own training process reads them. */
function realImages(recipe) {
  return new Promise((resolve, reject) => {
    const trainer = fork(join(root, 'dist/trainer.js'), [], { silent: true });
    trainer.on('message', (message) => {
      if (message.kind === 'ready') trainer.send({ kind: 'open', recipe, folder: root });
      if (message.kind === 'opened') trainer.send({ kind: 'images' });
      if (message.kind === 'error') reject(new Error(message.message));
      if (message.kind !== 'images') return;
      trainer.disconnect();
      resolve(message.images);
    });
    trainer.on('error', reject);
  });
}

/** The start and one epoch of a run. */
function oneEpoch(validation, classes) {
  const start = { run: 'Net-1', folder: '', model: 'Net()', engine: 'a test', device: 'cpu', data: 'shapes' };
  const counts = {
    train_images: 9,
    validation_images: 3,
    epochs: 1,
    steps_per_epoch: 2,
    parameters: 7,
    resumed_after: 0,
  };
  const epoch = {
    epoch: 1,
    train: { loss: 0.5, accuracy: null },
    validation,
    lr: 0.1,
    images_per_second: 9,
    seconds: 1,
  };
  return [
    { event: 'start', ...start, ...counts, validation_text: '3 test images', classes, layers: ['conv.weight'] },
    { event: 'epoch', ...epoch, best: true, small_weights: [0] },
  ];
}

function maskedRun() {
  const bytes = (values) => Buffer.from(values).toString('base64');
  const sample = { pixels: bytes([0, 80, 160, 240]), truth: bytes([0, 0, 2, 2]), said: bytes([0, 2, 2, 2]), iou: 0.7 };
  return [
    ...oneEpoch({ loss: 0.25, accuracy: 0.75, iou: 0.7 }, ['ground', 'cat', 'dog']),
    {
      event: 'masks',
      epoch: 1,
      size: { channels: 1, height: 2, width: 2 },
      samples: [sample],
      worst: [sample],
      iou: [0.9, null, 0.5],
    },
  ];
}

function numberedRun() {
  return [
    ...oneEpoch({ loss: 0.25, accuracy: null }, []),
    { event: 'numbers', epoch: 1, truth: [[1], [2], [4]], said: [[1], [2], [4]] },
  ];
}

/** @returns {[string, () => Promise<void>][]} */
export function trainingTests(browser, assert) {
  let events;
  async function opened(theme, use, viewport, given) {
    if (given === undefined) events ??= realRun();
    const shown = given ?? events;
    const { page, faults, close } = await openPage(browser, { name: 'training', theme, viewport });
    try {
      await tell(page, { ...STATE, status: 'ended', fromStart: true, events: [...shown, NOTE] });
      await page.locator('.confusion, .masks, .scatter').first().waitFor();
      await use(page);
      assert.deepEqual(faults, [], 'errors or violations of the policy');
    } finally {
      await close();
    }
  }
  const focusedName = (page) =>
    page.evaluate(() => {
      const one = document.activeElement;
      return one?.getAttribute('aria-label') ?? one?.textContent?.trim() ?? '';
    });

  return [
    ...THEMES.map((theme) => [
      `axe has nothing to say of a run, ${theme}`,
      () =>
        opened(theme, async (page) => {
          await page.evaluate(axe);
          const { violations } = await page.evaluate(() => window.axe.run());
          const told = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
          assert.deepEqual(told, []);
        }),
    ]),
    [
      'the keyboard meets the buttons from left to right, then the layers, and works them',
      () =>
        opened('dark', async (page) => {
          const met = [];
          for (let i = 0; i < 9; i++) {
            await page.keyboard.press('Tab');
            met.push(await focusedName(page));
          }
          assert.deepEqual(met.slice(0, 5), ['Resume', 'Train Again', 'Open Recipe', 'Show Images', 'Show Files']);
          assert.equal(met[5], 'Note on this run');
          assert.deepEqual(met.slice(6, 9), ['Gradients', 'Steps / Weights', 'Small Weights']);
          await page.locator('#again').focus();
          await page.keyboard.press('Enter');
          assert.deepEqual((await sent(page)).at(-1), { kind: 'action', action: 'again' });
        }),
    ],
    [
      'a note is shown, and kept when it is changed; what is being typed is not taken away',
      () =>
        opened('light', async (page) => {
          const note = page.getByLabel('Note on this run');
          assert.equal(await note.inputValue(), 'smaller steps');
          await note.fill('larger steps');
          await tell(page, { ...STATE, note: 'from elsewhere', status: 'ended', fromStart: false, events: [] });
          assert.equal(await note.inputValue(), 'larger steps');
          await page.keyboard.press('Enter');
          assert.deepEqual((await sent(page)).at(-1), { kind: 'note', note: 'larger steps' });
          await tell(page, { ...STATE, note: undefined, status: 'preparing', fromStart: true, events: [] });
          await note.waitFor({ state: 'hidden' });
        }),
    ],
    [
      'the share of small weights of each layer, by epoch, for those who cannot see it too',
      () =>
        opened('light', async (page) => {
          const pressed = () => page.locator('[aria-pressed=true]').allInnerTexts();
          assert.deepEqual(await pressed(), ['Gradients']);
          await page.locator('#heatSmall').click();
          assert.deepEqual(await pressed(), ['Small Weights']);
          const shares = events.findLast(({ event }) => event === 'epoch').small_weights;
          const start = events.find(({ event }) => event === 'start');
          const told = start.layers.map((name, i) => `${name} ${(100 * shares[i]).toFixed(1)} %`).join(', ');
          assert.equal(
            await page.locator('.heat canvas').getAttribute('aria-label'),
            `Small weights after epoch 3: ${told}`,
          );
          assert.ok(Math.max(...shares) > 0.01, 'the L1 penalty of the run leaves no small weights');
        }),
    ],
    [
      'when it overfits, each remedy is a button that asks for one change',
      () =>
        opened('dark', async (page) => {
          const remedy = { kind: 'recipe', title: 'weight decay', path: 'optimizer.weight_decay', value: 0.0005 };
          const code = { kind: 'code', title: 'dropout before the last layer', change: 'dropout' };
          const note = { ...NOTE, remedies: [remedy, code] };
          await tell(page, { ...STATE, status: 'running', fromStart: false, events: [note] });
          await page.getByRole('button', { name: 'Weight decay' }).click();
          assert.deepEqual((await sent(page)).at(-1), { kind: 'remedy', remedy });
          await page.getByRole('button', { name: 'Dropout before the last layer' }).focus();
          await page.keyboard.press('Enter');
          assert.deepEqual((await sent(page)).at(-1), { kind: 'remedy', remedy: code });
        }),
    ],
    [
      'a burst of steps is drawn now and then, and what is shown in the end is the last',
      () =>
        opened('dark', async (page) => {
          await page.evaluate(() => {
            window.redrawn = 0;
            const numbers = document.querySelector('.totals');
            new MutationObserver(() => (window.redrawn += 1)).observe(numbers, { childList: true });
          });
          const step = events.findLast(({ event }) => event === 'step');
          const running = { ...STATE, status: 'running', fromStart: false };
          for (let i = 1; i <= 40; i += 1)
            await tell(page, { ...running, events: [{ ...step, step: step.step + i, loss: i / 1000 }] });
          await page
            .locator('.totals dd')
            .filter({ hasText: /^loss 0\.04$/ })
            .waitFor();
          const redrawn = await page.evaluate(() => window.redrawn);
          assert.ok(redrawn < 20, `drawn ${redrawn} times for 40 messages`);
        }),
    ],
    ...THEMES.map((theme) => [
      `training images as they are and as they are varied, ${theme}`,
      async () => {
        const { loweredModel } = await loadLandscapes();
        const folder = mkdtempSync(join(tmpdir(), 'convscope-images-'));
        copyFileSync(join(root, 'test/editor/workspace/digits.py'), join(folder, 'digits.py'));
        const augmentation = { rotation: 15, crop_padding: 1 };
        writeFileSync(
          join(folder, 'convscope.json'),
          JSON.stringify({ file: 'digits.py', model: 'Digits()', augmentation }),
        );
        const { recipe } = await loweredModel(join(folder, 'convscope.json'));
        rmSync(folder, { recursive: true });
        const images = await realImages(recipe);
        const { page, faults, close } = await openPage(browser, { name: 'images', styles: 'training', theme });
        try {
          await tell(page, { title: 'Images of convscope.json', images, problem: undefined });
          assert.equal(await page.locator('.images tbody tr').count(), 8);
          assert.equal(await page.locator('.images canvas').count(), 8 * 6);
          assert.match(await page.getByRole('status').innerText(), /rotation 15, crop_padding 1/);
          const labels = await page.locator('.images tbody th').allInnerTexts();
          assert.equal(new Set(labels).size, 8, 'one of each class');
          await page.evaluate(axe);
          const { violations } = await page.evaluate(() => window.axe.run());
          assert.deepEqual(
            violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)),
            [],
          );
          assert.deepEqual(faults, []);
        } finally {
          await close();
        }
      },
    ]),
    [
      'masks are shown beside those that the model gives, with each class, and axe has nothing to say',
      () =>
        opened(
          'dark',
          async (page) => {
            await page.locator('.samples.masks li').nth(1).waitFor();
            assert.deepEqual(await page.locator('.classes li').allInnerTexts(), [
              'ground 90.0 %',
              'cat –',
              'dog 50.0 %',
            ]);
            const label = await page.locator('.samples.masks canvas').nth(1).getAttribute('aria-label');
            assert.equal(label, 'what the model says, 70 % of it right');
            assert.match(await page.locator('.totals').innerText(), /IoU 70\.0 %/);
            assert.ok(await page.getByLabel('Mean intersection over union').isVisible());
            await page.evaluate(axe);
            const { violations } = await page.evaluate(() => window.axe.run());
            assert.deepEqual(violations, []);
          },
          undefined,
          maskedRun(),
        ),
    ],
    [
      'numbers are shown beside what the model says, and no accuracy is',
      () =>
        opened(
          'light',
          async (page) => {
            await page.locator('.scatter .dot').nth(2).waitFor();
            assert.match(
              await page.locator('.scatter').getAttribute('aria-label'),
              /^3 numbers after epoch 1, R² 1\.000$/,
            );
            assert.equal(await page.getByLabel('Accuracy', { exact: true }).isVisible(), false);
            assert.match(await page.locator('.totals').innerText(), /loss 0\.25/);
          },
          undefined,
          numberedRun(),
        ),
    ],
    [
      'nothing is wider than a narrow panel',
      () =>
        opened(
          'light',
          async (page) => {
            const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
            assert.ok(wide <= 0, `${wide} pixels too wide`);
          },
          { width: 360, height: 800 },
        ),
    ],
  ];
}
