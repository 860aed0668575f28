/** What the page of filters shows of a run of known weights, and how it is used. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { differing, MOST } from './baseline.mjs';
import { textFaults } from './contrast.mjs';
import { openFilters } from './filtersPage.mjs';
import { loadInspection, sent, tell } from './harness.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const THEMES = ['dark', 'light', 'contrast'];
const WIDE = { width: 900, height: 900 };

/** @returns {[string, () => Promise<void>][]} */
export function filtersTests(browser, assert, options) {
  let made;
  async function run() {
    if (made === undefined) {
      const inspection = await loadInspection();
      const folder = mkdtempSync(join(tmpdir(), 'convscope-filters-'));
      inspection.makeRun(folder);
      made = { inspection, origin: { kind: 'run', folder } };
    }
    return made;
  }

  async function opened(given, use) {
    const { page, faults, close, settle } = await openFilters(browser, {
      theme: 'dark',
      viewport: WIDE,
      ...(await run()),
      ...given,
    });
    try {
      await page.evaluate(() => document.fonts.ready);
      await use(page, settle);
      assert.deepEqual(faults, [], 'errors or violations of the policy');
    } finally {
      await close();
    }
  }

  const status = (page) => page.locator('.atlas-status').first().textContent();
  const spoken = (page) =>
    page.evaluate(() => {
      const id = document.activeElement?.getAttribute('aria-activedescendant');
      return id ? document.getElementById(id)?.textContent : undefined;
    });
  const stateOf = (page) => page.evaluate(() => window.keptState);
  const picture = (page) => page.locator('.layer > .atlas').screenshot();

  const tests = [
    ...THEMES.flatMap((theme) => [
      [
        `looks as it did, ${theme}`,
        () =>
          opened({ theme }, async (page) => {
            const count = differing(`filters-${theme}`, await page.locator('main').screenshot(), options);
            assert.ok(count <= MOST, `${count} pixels differ`);
          }),
      ],
      [
        `axe has nothing to say, ${theme}`,
        () =>
          opened({ theme }, async (page) => {
            await page.evaluate(axe);
            const { violations } = await page.evaluate(() => window.axe.run());
            const told = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
            assert.deepEqual(told, []);
          }),
      ],
      [
        `texts can be read, ${theme}`,
        () => opened({ theme }, async (page) => assert.deepEqual(await textFaults(page, 'main'), [])),
      ],
    ]),
    [
      'another picture is noticed',
      () =>
        opened({}, async (page) => {
          await page.locator('select[aria-label=Order]').selectOption('norm');
          assert.ok(differing('filters-dark', await page.locator('main').screenshot(), { update: false }) > MOST);
        }),
    ],
    [
      'filters of three channels are in colour: pixels are the weights',
      () =>
        opened({}, async (page) => {
          const { inspection, origin } = await run();
          const question = {
            epoch: 3,
            name: 'features.0.weight',
            transposed: false,
            from: 0,
            difference: false,
            similarity: false,
            spectrum: false,
          };
          const { values } = await inspection.answered(origin, question);
          const tiles = { data: values.data, count: 12, channels: 3, height: 7, width: 7 };
          const [{ high: most }] = inspection.limitsOf({ tiles, range: { kind: 'shared' }, colours: 'diverging' });
          // The middle of filter 11: element 3, 3 of the last tile.
          await page.locator('.atlas-box').first().focus();
          await page.keyboard.press('Control+End');
          for (let i = 0; i < 4; i += 1) await page.keyboard.press('Shift+ArrowRight');
          for (let i = 0; i < 3; i += 1) await page.keyboard.press('Shift+ArrowDown');
          const middle = [0, 1, 2].map((channel) => values.data[(11 * 3 + channel) * 49 + 3 * 7 + 3]);
          assert.match(await spoken(page), /^filter 11, row 3, column 3: /);
          const said = (await spoken(page)).split(': ')[1].split(', ').map(Number);
          for (const [i, value] of said.entries())
            assert.ok(Math.abs(value - middle[i]) < 1e-3, `${value} is not ${middle[i]}`);
          const wanted = middle.map((value) => Math.round(Math.min(255, ((value + most) * 255) / (2 * most))));
          const held = await page.evaluate((colour) => {
            const canvas = document.querySelector('.atlas-box canvas');
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            for (let i = 0; i < data.length; i += 4)
              if (colour.every((value, c) => Math.abs(data[i + c] - value) <= 1)) return true;
            return false;
          }, wanted);
          assert.ok(held, `no pixel is ${wanted}`);
        }),
    ],
    [
      'dead filters and twins are found, said and led to',
      () =>
        opened({}, async (page) => {
          const text = await page.locator('.flags').textContent();
          assert.match(text, /Dead .*filter 9/);
          assert.match(text, /filter 4 and filter 5 \(1\.000\)/);
          await page.locator('.flags button', { hasText: 'filter 9' }).click();
          assert.match(await status(page), /^filter 9 \(dead\)$/);
        }),
    ],
    [
      'the keyboard alone: to another layer, to a filter, to a number, out again',
      () =>
        opened({}, async (page, settle) => {
          const names = [];
          for (let i = 0; i < 9; i += 1) {
            await page.keyboard.press('Tab');
            names.push(
              await page.evaluate(
                () =>
                  document.activeElement?.getAttribute('aria-label') ??
                  document.activeElement?.textContent ??
                  document.activeElement?.id,
              ),
            );
          }
          assert.deepEqual(names.slice(0, 9), [
            'Other Weights…',
            'Layers',
            'Epoch',
            'Play',
            'Order',
            'Colours',
            'Layout',
            '',
            'Save PNG',
          ]);
          await page.locator('.layers').focus();
          await page.keyboard.press('ArrowDown');
          await settle();
          assert.match(await page.locator('h2').textContent(), /features\.3 · 16×12×3×3/);
          await page.locator('.atlas-box').first().focus();
          await page.keyboard.press('ArrowRight');
          await page.keyboard.press('ArrowRight');
          await page.keyboard.press('ArrowDown');
          assert.equal(await spoken(page), 'filter 1, channel 1');
          await page.keyboard.press('Shift+ArrowDown');
          assert.match(await spoken(page), /^filter 1, channel 1, row 0, column 0: -?\d/);
          await page.keyboard.press('Escape');
          await page.keyboard.press('Escape');
          assert.equal(await spoken(page), undefined);
        }),
    ],
    [
      'the number under the pointer, and zooming at it',
      () =>
        opened({}, async (page) => {
          const box = await page.locator('.atlas-box canvas').first().boundingBox();
          await page.mouse.move(box.x + 30, box.y + 30);
          await page.waitForFunction(() =>
            /^filter 0, row \d, column \d: /.test(document.querySelector('.atlas-status').textContent),
          );
          const before = await status(page);
          await page.keyboard.down('Control');
          for (let i = 0; i < 3; i += 1) await page.mouse.wheel(0, -100);
          await page.keyboard.up('Control');
          await page.waitForTimeout(60);
          await page.mouse.move(box.x + 30.4, box.y + 30.4);
          assert.equal(await status(page), before, 'what is under the pointer stays there');
        }),
    ],
    [
      'a scrubber goes through the epochs; a new one is followed at the end, and left alone before it',
      () =>
        opened({}, async (page, settle) => {
          const asked = async () => (await sent(page)).filter(({ kind }) => kind === 'ask').at(-1).question;
          assert.equal((await asked()).epoch, 3);
          await page.locator('input[type=range]').focus();
          await page.keyboard.press('Home');
          await settle();
          assert.equal((await asked()).epoch, 0);
          assert.match(await page.locator('.scrubber .about').textContent(), /^Initialisation$/);
          await tell(page, { kind: 'epochs', epochs: [0, 1, 2, 3, 4], isLive: true });
          await settle();
          assert.equal((await asked()).epoch, 0);
          await tell(page, { kind: 'epochs', epochs: [0, 1, 2, 3], isLive: true });
          await page.keyboard.press('End');
          await settle();
          const before = await picture(page);
          const { inspection, origin } = await run();
          inspection.makeEpoch(origin.folder, 4);
          await tell(page, { kind: 'epochs', epochs: [0, 1, 2, 3, 4], isLive: true });
          await page.waitForFunction(
            () => window.sent.filter(({ kind }) => kind === 'ask').at(-1).question.epoch === 4,
          );
          await settle();
          assert.match(await page.locator('.scrubber .about').textContent(), /^Epoch 4 of 4, as it is trained$/);
          assert.notDeepEqual(await picture(page), before);
          inspection.dropEpoch(origin.folder, 4);
        }),
    ],
    [
      'what has changed since the initialisation',
      () =>
        opened({}, async (page, settle) => {
          await page.locator('#difference').check();
          await settle();
          const { question } = (await sent(page)).filter(({ kind }) => kind === 'ask').at(-1);
          assert.equal(question.difference, true);
          assert.match(await page.locator('.totals').textContent(), /Moved900\.0 %/);
        }),
    ],
    [
      'raw numbers are saved as NumPy reads them, and the picture as PNG',
      () =>
        opened({}, async (page) => {
          await page.getByRole('button', { name: 'Save .npy' }).click();
          await page.getByRole('button', { name: 'Save PNG' }).click();
          await page.waitForFunction(() => window.sent.filter(({ kind }) => kind === 'save').length === 2);
          const saved = await page.evaluate(() =>
            window.sent.filter(({ kind }) => kind === 'save').map(({ name, bytes }) => ({ name, bytes: [...bytes] })),
          );
          assert.deepEqual(saved.map(({ name }) => name).sort(), [
            'features.0.weight-epoch-3.npy',
            'features.0.weight-epoch-3.png',
          ]);
          const npy = Buffer.from(saved.find(({ name }) => name.endsWith('npy')).bytes);
          assert.match(npy.toString('latin1', 0, 128), /NUMPY.*'shape': \(12, 3, 7, 7\)/s);
          assert.equal(npy.length, 128 + 4 * 12 * 147);
          const png = Buffer.from(saved.find(({ name }) => name.endsWith('png')).bytes);
          assert.equal(png.toString('latin1', 1, 4), 'PNG');
        }),
    ],
    [
      'a reload brings back the layer, the epoch and the order',
      async () => {
        let kept;
        await opened({}, async (page, settle) => {
          await page.locator('#layer-1').click();
          await settle();
          await page.locator('select[aria-label=Order]').selectOption('similarity');
          await settle();
          await page.locator('input[type=range]').focus();
          await page.keyboard.press('ArrowLeft');
          await settle();
          kept = await stateOf(page);
        });
        await opened({ kept }, async (page) => {
          assert.match(await page.locator('h2').textContent(), /features\.3/);
          assert.match(await page.locator('.scrubber .about').textContent(), /^Epoch 2 of 3$/);
          assert.equal(await page.locator('select[aria-label=Order]').inputValue(), 'similarity');
        });
      },
    ],
    [
      'weights that cannot be read are told with what to do, and tried again',
      () =>
        opened({ origin: { kind: 'file', file: '/nowhere/net.pt' } }, async (page) => {
          assert.match(await page.locator('.notice.error').textContent(), /net\.pt: there is no such file/);
          await page.getByRole('button', { name: 'Try Again' }).click();
          assert.equal((await sent(page)).at(-1).kind, 'again');
        }),
    ],
    [
      'filters fit a narrow panel',
      () =>
        opened({ theme: 'light', viewport: { width: 360, height: 800 } }, async (page) => {
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          assert.ok(wide <= 0, `${wide} pixels too wide`);
        }),
    ],
  ];
  return tests.map(([name, test]) => [`filters: ${name}`, test]);
}
