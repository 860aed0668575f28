/** What the page of activations shows of a small network and the digits, and how it is used. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { openActivations } from './activationsPage.mjs';
import { differing, MOST } from './baseline.mjs';
import { textFaults } from './contrast.mjs';
import { loadExplanations, sent, tell } from './harness.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const THEMES = ['dark', 'light', 'contrast'];

/** @returns {[string, () => Promise<void>][]} */
export function activationsTests(browser, assert, options) {
  let explanations;

  async function opened(given, use) {
    explanations ??= await loadExplanations();
    const { page, faults, close, settle } = await openActivations(browser, { theme: 'dark', explanations, ...given });
    try {
      await page.evaluate(() => document.fonts.ready);
      await use(page, settle);
      assert.deepEqual(faults, [], 'errors or violations of the policy');
    } finally {
      await close();
    }
  }

  const keptOf = (page) => page.evaluate(() => window.keptState);
  const notice = (page) => page.locator('.notice').textContent();
  const focusedName = (page) =>
    page.evaluate(() => {
      const one = document.activeElement;
      return one?.getAttribute('aria-label') ?? one?.textContent?.trim() ?? '';
    });
  /** A unit that is chosen, with Grad-CAM over the image. */
  async function withUnit(page, settle) {
    await page.locator('select[aria-label=Overlay]').selectOption('grad-cam');
    await settle();
    await page.locator('.units .atlas-box').focus();
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowDown']) await page.keyboard.press(key);
    await settle();
  }

  const tests = [
    ...THEMES.flatMap((theme) => [
      [
        `looks as it did, ${theme}`,
        () =>
          opened({ theme }, async (page, settle) => {
            await withUnit(page, settle);
            const count = differing(`activations-${theme}`, await page.locator('main').screenshot(), options);
            assert.ok(count <= MOST, `${count} pixels differ`);
          }),
      ],
      [
        `axe has nothing to say, ${theme}`,
        () =>
          opened({ theme }, async (page, settle) => {
            await withUnit(page, settle);
            await page.locator('#samples').click();
            await settle();
            await page.evaluate(axe);
            const told = async () => {
              const { violations } = await page.evaluate(() => window.axe.run());
              return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
            };
            assert.deepEqual(await told(), []);
            await page.locator('#tab-feature').click();
            assert.deepEqual(await told(), []);
          }),
      ],
      [
        `texts can be read, ${theme}`,
        () =>
          opened({ theme }, async (page, settle) => {
            await page.locator('#samples').click();
            await settle();
            assert.deepEqual(await textFaults(page, 'main'), []);
          }),
      ],
    ]),
    [
      'another picture is noticed',
      () =>
        opened({}, async (page, settle) => {
          await withUnit(page, settle);
          await page.locator('#class-7').click();
          await settle();
          assert.ok(differing('activations-dark', await page.locator('main').screenshot(), { update: false }) > MOST);
        }),
    ],
    [
      'layers by keyboard; the maps are those of the layer',
      () =>
        opened({}, async (page, settle) => {
          const before = await page.locator('.maps h2').textContent();
          await page.locator('.layers').focus();
          await page.keyboard.press('Home');
          await settle();
          assert.match(await page.locator('.maps h2').textContent(), /features · Sequential 16×8×8/);
          await page.keyboard.press('ArrowDown');
          await settle();
          const heading = await page.locator('.maps h2').textContent();
          assert.match(heading, /features\.0 · Conv2d 8×8×8/);
          assert.notEqual(heading, before);
          await page.keyboard.press('Enter');
          assert.deepEqual((await sent(page)).at(-1), { kind: 'reveal', layer: 1 });
        }),
    ],
    [
      'a unit says what it can see and what it sees, in words and on the image',
      () =>
        opened({}, async (page, settle) => {
          await page.locator('.layers').focus();
          await page.keyboard.press('Home');
          await page.keyboard.press('ArrowDown');
          await settle();
          const plain = await page.locator('.image').screenshot();
          await page.locator('.units .atlas-box').focus();
          for (const key of ['Home', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
          await settle();
          assert.match(
            await page.locator('.unit').textContent(),
            /^Row 1, column 1: \S+; it can see 3×3 pixels \(rows 0–2, columns 0–2\); here it sees 3×3 pixels/,
          );
          assert.notDeepEqual(await page.locator('.image').screenshot(), plain);
          assert.deepEqual((await keptOf(page)).place, [1, 1]);
        }),
    ],
    [
      'occlusion tells how far it is, and the image changes',
      () =>
        opened({}, async (page, settle) => {
          const plain = await page.locator('.image').screenshot();
          await page.locator('select[aria-label=Overlay]').selectOption('occlusion');
          await settle();
          assert.match(
            await page.locator('.looked-at [role=status]').textContent(),
            /^Where hiding makes .* less likely/,
          );
          assert.notDeepEqual(await page.locator('.image').screenshot(), plain);
        }),
    ],
    [
      'an image is made for a class, and top images are found',
      () =>
        opened({}, async (page, settle) => {
          await page.locator('#tab-feature').click();
          await page.locator('summary').click();
          await page.locator('.number input').first().fill('16');
          await page.locator('select[aria-label="What is wanted"]').selectOption('class');
          await page.locator('#visualise').click();
          await settle();
          assert.match(await page.locator('.made li .about').first().textContent(), /^\S+ → \S+$/);
          assert.equal(await page.locator('#cancel').isVisible(), false);
          await page.locator('#top').click();
          await settle();
          assert.equal(await page.locator('[aria-label="Top images"] li').count(), 9);
        }),
    ],
    [
      'what is cancelled is cancelled',
      () =>
        opened({}, async (page) => {
          await page.locator('#tab-feature').click();
          await page.locator('#visualise').click();
          await page.locator('#cancel').click();
          assert.equal((await sent(page)).at(-1).kind, 'cancel');
          assert.equal(await page.locator('.feature [role=status]').textContent(), 'Cancelled.');
          assert.equal(await page.locator('#visualise').isEnabled(), true);
        }),
    ],
    [
      'numbers are saved as NumPy reads them, pictures as PNG',
      () =>
        opened({}, async (page) => {
          await page.getByRole('button', { name: 'Save .npy' }).click();
          await page.locator('.maps').getByRole('button', { name: 'Save PNG' }).click();
          await page.waitForFunction(() => window.sent.filter(({ kind }) => kind === 'save').length === 2);
          const [npy, png] = await page.evaluate(() =>
            window.sent
              .filter(({ kind }) => kind === 'save')
              .map(({ name, bytes }) => ({ name, start: [...bytes.slice(0, 8)] })),
          );
          assert.equal(npy.name, 'max_pool2d_.npy');
          assert.deepEqual(npy.start.slice(0, 6), [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]);
          assert.deepEqual(png.start.slice(1, 4), [0x50, 0x4e, 0x47]);
        }),
    ],
    [
      'a reload finds the same image, layer, unit and overlay',
      async () => {
        let kept;
        await opened({}, async (page, settle) => {
          await page.locator('#samples').click();
          await settle();
          await page.locator('.thumb').nth(5).click();
          await settle();
          await withUnit(page, settle);
          await page.locator('#class-4, .bar-row').last().click();
          await settle();
          kept = await keptOf(page);
        });
        await opened({ kept }, async (page) => {
          const { subject: _, ...now } = await keptOf(page);
          const { subject: __, ...before } = kept;
          assert.deepEqual(now, before);
          assert.match(await page.locator('.looked-at > .about').first().textContent(), /image 5: 5$/);
        });
      },
    ],
    [
      'a dropped picture that is none: a sentence, and the image before stays',
      () =>
        opened({}, async (page, settle) => {
          const data = await page.evaluateHandle(() => {
            const transfer = new DataTransfer();
            transfer.items.add(new File(['no picture'], 'notes.png', { type: 'image/png' }));
            return transfer;
          });
          await page.dispatchEvent('main', 'drop', { dataTransfer: data });
          await page.waitForFunction(() => window.sent.some(({ params }) => params?.source?.kind === 'bytes'));
          await settle();
          assert.match(await notice(page), /notes\.png: this picture cannot be read.*choose a PNG or JPEG file/);
          assert.equal(await page.locator('.image').isVisible(), true);
        }),
    ],
    [
      'without a data set it asks for an image; a chosen file is taken',
      () =>
        opened({ withData: false }, async (page, settle) => {
          assert.match(await notice(page), /Choose an image/);
          assert.equal(await page.locator('#samples').isVisible(), false);
          await page.locator('#pick').click();
          assert.deepEqual((await sent(page)).at(-1), { kind: 'pick' });
          await tell(page, { kind: 'picked', file: '/nowhere/cat.png' });
          await settle();
          assert.match(await notice(page), /cat\.png/);
        }),
    ],
    [
      'wrong predictions of the run are one click away',
      () => {
        const pixels = Buffer.from(Uint8Array.from({ length: 64 }, (_, i) => 4 * i)).toString('base64');
        const images = [{ label: 3, said: 8, probability: 0.91, pixels }];
        return opened({ mistakes: { size: { channels: 1, height: 8, width: 8 }, images } }, async (page, settle) => {
          await page.locator('#mistakes').click();
          await page.getByRole('button', { name: '3, taken for 8, 91 %' }).click();
          await settle();
          assert.match(await page.locator('.looked-at > .about').first().textContent(), /3, taken for 8: 3/);
        });
      },
    ],
    [
      'what stands in the way is said, with its line',
      () => {
        const message = 'Net() cannot be looked into: which way this condition goes is not known before it runs';
        return opened({ state: { kind: 'failed', message, hasPlace: true } }, async (page) => {
          assert.match(await notice(page), /which way this condition goes/);
          await page.getByRole('button', { name: 'Show Line' }).click();
          assert.deepEqual((await sent(page)).at(-1), { kind: 'reveal', layer: undefined });
        });
      },
    ],
    [
      'the keyboard meets the image, its overlay, the classes, the layers and the maps, in this order',
      () =>
        opened({}, async (page) => {
          const met = [];
          for (let i = 0; i < 22; i += 1) {
            await page.keyboard.press('Tab');
            met.push(await focusedName(page));
          }
          const places = [
            'Choose Image…',
            'Overlay',
            'Layers',
            'Feature Maps',
            'Order',
            'Feature maps of max_pool2d()',
          ].map((name) => met.indexOf(name));
          assert.ok(
            places.every((at, i) => at > (places[i - 1] ?? -1)),
            `${met.join(' | ')}`,
          );
        }),
    ],
    [
      'it fits a narrow panel',
      () =>
        opened({ viewport: { width: 360, height: 800 } }, async (page) => {
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          assert.ok(wide <= 0, `${wide} pixels too wide`);
        }),
    ],
  ];
  return tests.map(([name, test]) => [`activations: ${name}`, test]);
}
