/** How a training run goes, as heat on the diagram of its model. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../../scripts/lib/files.mjs';
import { differing, MOST } from './baseline.mjs';
import { contrastFaults } from './contrast.mjs';
import { openPage, sent, tell } from './harness.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const THEMES = ['dark', 'light', 'contrast'];

const step = (number, share) => ({
  event: 'layers',
  epoch: Math.ceil(number / 10),
  step: number,
  gradient: [0.5, 0.1, 0.02, 0.01, 0.004, 0.001].map((value) => value / number),
  update: [1, 1, 1, 1, 1, 1].map((value) => value / 1000),
  weight: [2, 0.5, 1, 1, 10, 0.1],
  dead: [share],
  idle: [0.5 + share / 2],
});
const RUN = {
  run: 'Digits-1',
  parameters: ['conv.weight', 'conv.bias', 'norm.weight', 'norm.bias', 'fc.weight', 'fc.bias'],
  activations: [{ name: '', label: 'relu', nth: 0, kind: 'relu' }],
  steps: [step(1, 0), step(10, 0.25), step(20, 0.5)],
  isLive: true,
};

/** @returns {[string, () => Promise<void>][]} */
export function learningTests(browser, answerFor, assert, options) {
  const digits = answerFor(join(root, 'test/editor/workspace/digits.py'), 'Digits()', ['1x1x8x8'], []);

  async function opened(theme, use, run = RUN) {
    const { page, faults, close } = await openPage(browser, {
      name: 'diagram',
      theme,
      viewport: { width: 620, height: 760 },
    });
    try {
      await tell(page, {
        kind: 'show',
        uri: 'file:///digits.py',
        fileName: 'digits.py',
        state: { kind: 'read', answer: digits },
      });
      await page.locator('select[aria-label=Heat]').selectOption('dead');
      await tell(page, { kind: 'learning', ...(run && { run }) });
      await page.evaluate(() => document.fonts.ready);
      await page.waitForTimeout(80);
      await use(page);
      assert.deepEqual(faults, [], 'errors or violations of the policy');
    } finally {
      await close();
    }
  }
  const said = (page) => page.locator('.learning [role=status]').textContent();

  const tests = [
    ...THEMES.flatMap((theme) => [
      [
        `looks as it did, ${theme}`,
        () =>
          opened(theme, async (page) => {
            const count = differing(`learning-${theme}`, await page.locator('.stage').screenshot(), options);
            assert.ok(count <= MOST, `${count} pixels differ`);
          }),
      ],
      [
        `axe has nothing to say, and all can be read, ${theme}`,
        () =>
          opened(theme, async (page) => {
            assert.deepEqual(await contrastFaults(page), []);
            await page.locator('select[aria-label=Heat]').selectOption('gradient');
            assert.deepEqual(await contrastFaults(page), []);
            await page.evaluate(axe);
            const { violations } = await page.evaluate(() => window.axe.run());
            assert.deepEqual(
              violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)),
              [],
            );
          }),
      ],
    ]),
    [
      'another step is another picture',
      () =>
        opened('light', async (page) => {
          await page.locator('.learning input').focus();
          await page.keyboard.press('Home');
          assert.match(await said(page), /^Digits-1 · step 1, epoch 1: relu after norm 0\.0 %$/);
          await page.locator('select[aria-label=Heat]').selectOption('gradient');
          assert.ok(differing('learning-light', await page.locator('.stage').screenshot(), { update: false }) > MOST);
          assert.match(await said(page), /most conv 5\.1e-1, least fc 4\.1e-3$/);
        }),
    ],
    [
      'the last step goes on with the run; an earlier one stays',
      () =>
        opened('dark', async (page) => {
          assert.match(await said(page), /^Digits-1, running · step 20, epoch 2: relu after norm 50\.0 %$/);
          await tell(page, { kind: 'learning', run: { ...RUN, steps: [...RUN.steps, step(30, 0.75)] } });
          await page.waitForFunction(() =>
            /step 30/.test(document.querySelector('.learning [role=status]').textContent),
          );
          await page.locator('.learning input').focus();
          await page.keyboard.press('ArrowLeft');
          await tell(page, { kind: 'learning', run: { ...RUN, steps: [...RUN.steps, step(30, 0.75), step(40, 1)] } });
          await page.waitForTimeout(60);
          assert.match(await said(page), /^Digits-1 · step 20/);
        }),
    ],
    [
      'without a run it says how to make one; other heat asks for none',
      () =>
        opened(
          'light',
          async (page) => {
            assert.match(await said(page), /no training run of this file yet: Convscope: Train Model/);
            await page.locator('select[aria-label=Heat]').selectOption('macs');
            assert.equal(await page.locator('.learning').isVisible(), false);
            const asked = (await sent(page)).filter(({ kind }) => kind === 'learning');
            assert.deepEqual(
              asked.map(({ wanted }) => wanted),
              [true, false],
            );
          },
          null,
        ),
    ],
  ];
  return tests.map(([name, test]) => [`learning: ${name}`, test]);
}
