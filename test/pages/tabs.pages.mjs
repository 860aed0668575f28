/** The tabs beside the graph: arithmetic, table, comparison. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from '../../scripts/lib/files.mjs';
import { differing, MOST } from './baseline.mjs';
import { markFaults, textFaults } from './contrast.mjs';
import { openPage, sent, tell } from './harness.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const file = join(root, 'examples/lecture.py');
const uri = `file://${file}`;
const inputs = ['1x3x64x64'];
const model = 'ResidualNetwork()';
/** Bytes of a page's script in gzip. */
const BUDGET = 100_000;
const THEMES = ['dark', 'light', 'contrast'];
/** What must be told from the background, by tab. */
const MARKS = {
  arithmetic: ['.cell', '.window', '.ray', '.field .seen'],
  norm: ['.voxel'],
  table: ['.bar-of rect[width]:not([width="0"])', '.chart .line', '.chart .limit', '.chart .axis', '.chart .dot'],
  compare: [],
};

/** @returns {[string, () => Promise<void>][]} */
export function tabTests(browser, answers, assert, options) {
  const own = answers.answerFor(file, model, inputs, []);
  const answer = { ...own, models: [...own.models, { model: 'Convolutional()', cls: 'Convolutional' }] };
  const of = (kind) => answers.arithmeticFor(file, model, inputs, kind);
  const asked = {
    'convscope/memory': answers.memoryFor(file, model, inputs),
    'convscope/compare': answers.comparisonFor(file, 'Convolutional()', model, inputs),
    'convscope/setArguments': [{ uri, start: { line: 3, character: 0 }, end: { line: 3, character: 1 }, text: '2' }],
  };
  const tabs = {
    arithmetic: { view: 'arithmetic', answers: { ...asked, 'convscope/arithmetic': of('conv') } },
    norm: { view: 'arithmetic', answers: { ...asked, 'convscope/arithmetic': of('norm') } },
    table: { view: 'table', answers: asked },
    compare: { view: 'compare', answers: asked },
  };

  async function opened(tab, theme, use, viewport) {
    const { view, answers: own } = tabs[tab];
    const { page, faults, close } = await openPage(browser, { name: 'diagram', theme, answers: own, viewport });
    try {
      await tell(page, { kind: 'show', uri, fileName: 'lecture.py', view, state: { kind: 'read', answer } });
      await page.locator(READY[tab]).first().waitFor();
      await page.evaluate(() => document.fonts.ready);
      await use(page);
      assert.deepEqual(faults, [], 'errors or violations of the policy');
    } finally {
      await close();
    }
  }
  const last = async (page, kind) => (await sent(page)).findLast((message) => message.kind === kind);
  const focusOn = (page, matches) =>
    page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, matches);
  async function tabTo(page, selector) {
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press('Tab');
      if (await focusOn(page, selector)) return;
    }
    assert.fail(`the Tab key does not come to ${selector}`);
  }

  return [
    ...Object.keys(tabs).flatMap((tab) =>
      THEMES.flatMap((theme) => [
        [
          `${tab} looks as before, ${theme}`,
          () =>
            opened(tab, theme, async (page) => {
              const count = differing(`${tab}-${theme}`, await page.locator('#view').screenshot(), options);
              assert.ok(count <= MOST, `${count} pixels differ`);
            }),
        ],
        [
          `contrast in ${tab}, ${theme}`,
          () =>
            opened(tab, theme, async (page) => {
              assert.deepEqual(await textFaults(page, '#view'), []);
              assert.deepEqual(await markFaults(page, MARKS[tab]), []);
            }),
        ],
        [
          `axe has nothing to say of ${tab}, ${theme}`,
          () =>
            opened(tab, theme, async (page) => {
              await page.evaluate(axe);
              const { violations } = await page.evaluate(() => window.axe.run());
              assert.deepEqual(
                violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
                [],
              );
            }),
        ],
      ]),
    ),
    [
      'each script is under its budget as it travels',
      async () => {
        for (const name of ['diagram', 'summary', 'training'])
          assert.ok(gzipSync(readFileSync(join(root, `dist/webview/${name}.js`))).length < BUDGET, name);
      },
    ],
    [
      'a narrow panel scrolls and cuts nothing off',
      async () => {
        for (const tab of Object.keys(tabs))
          await opened(tab, 'dark', async (page) => assert.deepEqual(await cutOff(page), [], tab), {
            width: 320,
            height: 600,
          });
      },
    ],
    [
      'arithmetic by the keyboard alone: to a cell, a turned stride, into the code, back',
      () =>
        opened('arithmetic', 'dark', async (page) => {
          await tabTo(page, '#cells');
          await page.keyboard.press('ArrowRight');
          assert.equal(await page.locator('#cells').getAttribute('data-step'), '0 1');
          await page.keyboard.press('ArrowDown');
          assert.equal(await page.locator('#cells').getAttribute('data-step'), '1 1');
          assert.ok(await focusOn(page, '#cells'));
          await tabTo(page, '[aria-label=stride]');
          await page.keyboard.press('ArrowRight');
          await tabTo(page, 'vscode-button');
          await page.keyboard.press('Enter');
          await page.waitForFunction(() => window.sent.some(({ kind }) => kind === 'edit'));
          assert.equal((await last(page, 'ask')).params.values[0].argument, 'stride');
          await tabTo(page, 'vscode-button');
          await page.keyboard.press('Enter');
          assert.ok(
            await page
              .locator('vscode-button')
              .first()
              .evaluate((button) => button.disabled),
          );
          await tabTo(page, '.kernel input');
          await page.keyboard.press('ArrowUp');
          assert.match(await page.locator('.lab .faint').textContent(), /Your own/);
          await tabTo(page, 'input[type=file]');
        }),
    ],
    [
      'what a layer has learned is slid over the picture, and what has no kernels says so',
      async () => {
        const data = Array.from({ length: 2 * 3 * 49 }, (_, i) => Math.sin(i));
        const learned = { layer: 'edges', title: 'best.safetensors', shape: [2, 3, 7, 7], data };
        for (const [kernels, says] of [
          [learned, 'edges in best.safetensors'],
          [{ reason: 'best.safetensors has no edges.weight. Choose other weights.' }, 'Choose other weights'],
        ]) {
          const own = { ...tabs.arithmetic.answers, kernels };
          const { page, faults, close } = await openPage(browser, { name: 'diagram', theme: 'dark', answers: own });
          await tell(page, {
            kind: 'show',
            uri,
            fileName: 'lecture.py',
            view: 'arithmetic',
            state: { kind: 'read', answer },
          });
          await page.locator(READY.arithmetic).first().waitFor();
          await page.getByRole('button', { name: 'Trained kernels of this layer…' }).press('Enter');
          await page.locator('.lab .source', { hasText: says }).waitFor();
          const count = await page.locator('.lab optgroup').nth(1).locator('option').count();
          assert.equal(count, 'data' in kernels ? 2 : 0);
          assert.equal(await page.locator('.lab select').inputValue(), 'data' in kernels ? 'Filter 0' : 'Edges');
          assert.equal(await page.locator('.kernel canvas').count(), 'data' in kernels ? 1 : 0);
          assert.deepEqual(faults, []);
          await close();
        }
      },
    ],
    [
      'the table by the keyboard alone: sorted, copied, to a line',
      () =>
        opened('table', 'dark', async (page) => {
          await tabTo(page, '[id="sort params"]');
          await page.keyboard.press('Enter');
          assert.equal(await page.locator('[aria-sort=descending]').textContent(), 'Parameters ↓');
          assert.ok(await focusOn(page, '[id="sort params"]'));
          await tabTo(page, 'tbody tr');
          await page.keyboard.press('ArrowDown');
          assert.ok(await focusOn(page, 'tbody tr:nth-child(2)'));
          await page.keyboard.press('Enter');
          assert.equal((await last(page, 'reveal')).location.uri, uri);
          await tabTo(page, '[id="gpu memory"]');
          await page.keyboard.press('ArrowDown');
          assert.match(await page.locator('.memory p').first().textContent(), /holds a batch of/);
          await page.keyboard.press('Shift+Tab');
          await page.getByRole('button', { name: 'Copy as CSV' }).focus();
          await page.keyboard.press('Enter');
          assert.match((await last(page, 'copy')).text, /^Layer,Operation/);
        }),
    ],
    [
      'what the table names stays in sight',
      () =>
        opened(
          'table',
          'dark',
          async (page) => {
            const first = page.locator('tbody tr').first().locator(':scope > :first-child');
            const before = await first.boundingBox();
            await page.locator('.table-view').evaluate((box) => box.scrollTo({ left: 300 }));
            assert.equal((await first.boundingBox()).x, before.x);
          },
          { width: 420, height: 600 },
        ),
    ],
    [
      'the comparison by the keyboard alone: another model, to a line',
      () =>
        opened('compare', 'dark', async (page) => {
          await tabTo(page, '[id="compare with"]');
          await page.keyboard.press('ArrowDown');
          await page.waitForFunction(() => window.sent.filter(({ name }) => name === 'convscope/compare').length > 1);
          assert.ok(await focusOn(page, '[id="compare with"]'));
          await tabTo(page, '.layers tbody tr');
          for (let i = 0; i < 40 && !(await last(page, 'reveal')); i++) {
            await page.keyboard.press('Enter');
            await page.keyboard.press('ArrowDown');
          }
          assert.equal((await last(page, 'reveal')).location.uri, uri);
        }),
    ],
  ];
}

/** Seen when a tab has its answers. */
const READY = { arithmetic: '#cells', norm: '.cube', table: '.chart', compare: '.layers' };

/** What is wider than the panel and cannot be scrolled to. */
const cutOff = (page) =>
  page.evaluate(() => {
    const isReached = (node) => {
      for (let box = node.parentElement; box; box = box.parentElement)
        if (/auto|scroll/.test(getComputedStyle(box).overflowX)) return true;
      return false;
    };
    return [...document.querySelectorAll('#page *')]
      .filter((node) => node.getBoundingClientRect().right > innerWidth + 1 && !isReached(node))
      .map((node) => node.outerHTML.slice(0, 80));
  });
