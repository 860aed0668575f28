/** What the page that compares runs shows of two real ones: a deep network with normalisation, and without. */
import { execFileSync, fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { cache } from '../../scripts/lib/cache.mjs';
import { root } from '../../scripts/lib/files.mjs';
import { openPage, sent, tell } from './harness.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const NETWORK = `
from torch import nn


def block(channels, normed):
    layers = [nn.Conv2d(channels, channels, 3, padding=1, bias=not normed)]
    if normed:
        layers.append(nn.BatchNorm2d(channels))
    return nn.Sequential(*layers, nn.ReLU())


class Deep(nn.Module):
    def __init__(self, normed):
        super().__init__()
        self.stem = nn.Conv2d(1, 8, 3, padding=1)
        self.body = nn.Sequential(*[block(8, normed) for _ in range(6)])
        self.head = nn.Linear(8 * 8 * 8, 10)

    def forward(self, x):
        return self.head(self.body(self.stem(x)).flatten(1))
`;

/** Two runs and the loss around the weights of each, as the extension tells them to the page. */
export async function comparedRuns() {
  const folder = mkdtempSync(join(tmpdir(), 'convscope-compare-'));
  try {
    writeFileSync(join(folder, 'net.py'), NETWORK);
    const bundled = await loadLandscapes();
    const runs = [];
    for (const [name, model, epochs] of [
      ['Deep-normed', 'Deep(True)', 3],
      ['Deep-plain', 'Deep(False)', 4],
    ]) {
      const recipe = join(folder, `${name}.convscope.json`);
      writeFileSync(recipe, JSON.stringify({ file: 'net.py', model, epochs, note: `a try of ${name}` }));
      const told = execFileSync(process.execPath, [join(root, 'dist/cli.js'), 'train', recipe, '--format', 'json'], {
        encoding: 'utf8',
        maxBuffer: 2 ** 26,
      });
      const events = told.trim().split('\n').map(JSON.parse);
      const end = events.at(-1);
      const landscape = await landscapeOf(await bundled.loweredModel(recipe), end.checkpoint);
      const epochsTold = events.filter(({ event }) => event === 'epoch');
      const start = events.find(({ event }) => event === 'start');
      runs.push({ run: { name, note: `a try of ${name}`, model, start, epochs: epochsTold, end }, landscape });
    }
    return runs;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function loadLandscapes() {
  const outfile = join(cache, 'landscapes.cjs');
  await build({
    absWorkingDir: root,
    entryPoints: ['test/pages/landscapes.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    format: 'cjs',
    logLevel: 'warning',
  });
  return (await import(pathToFileURL(outfile).href)).default;
}

/** By the extension's own training process. */
function landscapeOf({ recipe, folder, model }, weights) {
  return new Promise((resolve, reject) => {
    const trainer = fork(join(root, 'dist/trainer.js'), [], { silent: true });
    trainer.on('message', (message) => {
      if (message.kind === 'ready') trainer.send({ kind: 'open', recipe, folder });
      if (message.kind === 'opened') trainer.send({ kind: 'landscape', model, weights });
      if (message.kind === 'error') reject(new Error(message.message));
      if (message.kind === 'landscape' && message.isDone) {
        trainer.disconnect();
        resolve(message.landscape);
      }
    });
    trainer.on('error', reject);
  });
}

const DIFFERENCES = [
  { path: 'model', values: ['Deep(True)', 'Deep(False)'] },
  { path: 'epochs', values: ['3', '4'] },
];

/** @returns {[string, () => Promise<void>][]} */
export function runsTests(browser, assert) {
  let compared;
  async function opened(theme, use, viewport) {
    compared ??= await comparedRuns();
    const { page, faults, close } = await openPage(browser, { name: 'runs', styles: 'training', theme, viewport });
    try {
      await tell(page, { kind: 'runs', runs: compared.map(({ run }) => run), differences: DIFFERENCES });
      await page.locator('.u-wrap canvas').nth(2).waitFor();
      await use(page);
      assert.deepEqual(faults, [], 'errors or violations of the policy');
    } finally {
      await close();
    }
  }
  const tellLandscapes = async (page) => {
    for (const { run, landscape } of compared) await tell(page, { kind: 'landscape', run: run.name, landscape });
    await page.locator('.landscape').nth(1).waitFor();
  };

  return [
    ...['dark', 'light', 'contrast'].map((theme) => [
      `axe has nothing to say of compared runs, ${theme}`,
      () =>
        opened(theme, async (page) => {
          await tellLandscapes(page);
          await page.evaluate(axe);
          const { violations } = await page.evaluate(() => window.axe.run());
          const told = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
          assert.deepEqual(told, []);
        }),
    ]),
    [
      'compared runs: the figures of each, the better of each column marked, and what their recipes have different',
      () =>
        opened('dark', async (page) => {
          const rows = await page.locator('.figures').first().locator('tbody tr').allInnerTexts();
          assert.equal(rows.length, 2);
          const best = compared.map(({ run }) => Math.max(...run.epochs.map(({ validation }) => validation.accuracy)));
          rows.forEach((row, i) => {
            assert.match(row, new RegExp(`${(100 * best[i]).toFixed(1)} %`));
            assert.match(row, /a try of/);
          });
          const bold = await page.locator('.figures').first().locator('tbody strong').first().innerText();
          assert.equal(bold, `${(100 * Math.max(...best)).toFixed(1)} %`);
          const differences = await page.locator('.figures').nth(1).locator('tbody tr').allInnerTexts();
          assert.deepEqual(
            differences.map((row) => row.split(/\s+/)),
            [
              ['model', 'Deep(True)', 'Deep(False)'],
              ['epochs', '3', '4'],
            ],
          );
          await page.getByRole('button', { name: 'Open Deep-plain' }).click();
          assert.deepEqual((await sent(page)).at(-1), { kind: 'openRun', run: 'Deep-plain' });
        }),
    ],
    [
      'compared runs: the axis is turned from epochs to seconds, and its button is pressed',
      () =>
        opened('dark', async (page) => {
          const pressed = () => page.locator('[aria-pressed=true]').allInnerTexts();
          assert.deepEqual(await pressed(), ['By Epoch']);
          await page.locator('#byTime').click();
          assert.deepEqual(await pressed(), ['By Time']);
          await page.locator('.u-legend').filter({ hasText: 'seconds' }).first().waitFor();
        }),
    ],
    [
      'compared runs: the loss around the weights is asked for, can be cancelled, and is told in words too',
      () =>
        opened('light', async (page) => {
          await page.locator('#measure').click();
          assert.deepEqual((await sent(page)).at(-1), { kind: 'landscape' });
          await tell(page, { kind: 'measuring', text: 'Measuring …', isRunning: true });
          await page.locator('#cancel').click();
          assert.deepEqual((await sent(page)).at(-1), { kind: 'cancel' });
          await tell(page, { kind: 'measuring', text: '', isRunning: false });
          await tellLandscapes(page);
          for (const [i, { run, landscape }] of compared.entries()) {
            const centre = landscape.rows[8][8].toFixed(3);
            const label = await page.locator('.landscape').nth(i).getAttribute('aria-label');
            assert.ok(label.startsWith(`Loss around the weights of ${run.name}: loss ${centre} at the weights`), label);
            const best = run.epochs.find(({ epoch }) => epoch === run.end.best.epoch);
            assert.ok(Math.abs(landscape.rows[8][8] - best.validation.loss) < 0.1, 'the middle is the run itself');
          }
        }),
    ],
    [
      'compared runs are not wider than a narrow panel',
      () =>
        opened(
          'light',
          async (page) => {
            await tellLandscapes(page);
            const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
            assert.ok(wide <= 0, `${wide} pixels too wide`);
          },
          { width: 360, height: 800 },
        ),
    ],
  ];
}
