/** What the diagram's page does with what the extension tells it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../../scripts/lib/files.mjs';
import { differing, MOST } from './baseline.mjs';
import { contrastFaults } from './contrast.mjs';
import { openPage, sent, tell } from './harness.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const example = (name) => join(root, 'examples', name);
const THEMES = ['dark', 'light', 'contrast'];

/** @returns {[string, () => Promise<void>][]} */
export function diagramTests(browser, answerFor, assert, options) {
  const unet = answerFor(example('unet.py'), 'UNet()', ['1x3x256x256'], []);
  const residual = answerFor(example('lecture.py'), 'ResidualNetwork()', ['1x3x64x64'], []);
  const uri = `file://${example('unet.py')}`;

  async function opened(theme, answer, use, kept) {
    const { page, faults, close } = await openPage(browser, { name: 'diagram', theme, kept });
    try {
      await show(page, answer);
      await use(page);
      assert.deepEqual(faults, [], 'errors or violations of the policy');
    } finally {
      await close();
    }
  }
  async function show(page, answer) {
    await tell(page, { kind: 'show', uri, fileName: 'unet.py', state: { kind: 'read', answer } });
    await page.locator('.canvas [role=treeitem]').first().waitFor();
    await settled(page);
  }
  const settled = (page) =>
    page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const expanded = (page) => page.locator('[aria-expanded=true]').count();
  const last = async (page, kind) => (await sent(page)).findLast((message) => message.kind === kind);

  return [
    ...THEMES.flatMap((theme) => [
      [
        `looks as before, ${theme}`,
        () =>
          opened(theme, residual, async (page) => {
            await page.evaluate(() => document.fonts.ready);
            await settled(page);
            const count = differing(`diagram-${theme}`, await page.locator('.stage').screenshot(), options);
            assert.ok(count <= MOST, `${count} pixels differ`);
          }),
      ],
      [
        `contrast of texts and lines, ${theme}`,
        () => opened(theme, residual, async (page) => assert.deepEqual(await contrastFaults(page), [])),
      ],
      [
        `axe has nothing to say, ${theme}`,
        () =>
          opened(theme, unet, async (page) => {
            await page.evaluate(axe);
            const { violations } = await page.evaluate(() => window.axe.run());
            assert.deepEqual(
              violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
              [],
            );
          }),
      ],
    ]),
    [
      'a picture that is not as before is found',
      () =>
        opened('dark', residual, async (page) => {
          await page.locator('.canvas').focus();
          await page.keyboard.press('-');
          await settled(page);
          assert.ok(differing('diagram-dark', await page.locator('.stage').screenshot(), { update: false }) > MOST);
        }),
    ],
    [
      'the keyboard alone: to a module, folded, opened, to its line, to the next view',
      () =>
        opened('dark', unet, async (page) => {
          await page.locator('.canvas').focus();
          const before = await expanded(page);
          for (let i = 0; i < 40 && (await active(page, 'aria-expanded')) === null; i++)
            await page.keyboard.press('ArrowDown');
          const state = await active(page, 'aria-expanded');
          await page.keyboard.press('Enter');
          await settled(page);
          assert.notEqual(await active(page, 'aria-expanded'), state);
          assert.notEqual(await expanded(page), before);
          await page.keyboard.press('l');
          assert.equal((await last(page, 'reveal'))?.location.uri, uri);
          await page.locator('#tab-graph').focus();
          await page.keyboard.press('ArrowRight');
          assert.equal(await page.locator('[role=tab][aria-selected=true]').textContent(), 'Volume');
          await page.locator('.canvas [role=treeitem]').first().waitFor();
        }),
    ],
    [
      'a click on a layer goes to its line, the cursor on a line lights its layer',
      () =>
        opened('dark', unet, async (page) => {
          await page.getByRole('searchbox').fill('masks');
          await page.locator('[role=treeitem]', { hasText: 'masks' }).first().dispatchEvent('click');
          const { location } = await last(page, 'reveal');
          await tell(page, { kind: 'cursor', location: { ...location, end: location.start } });
          await settled(page);
          assert.match(await page.locator('.lit').getAttribute('aria-label'), /^masks/);
        }),
    ],
    [
      'broken code leaves the last good picture, with the failing layer in red and the message',
      () =>
        opened('dark', unet, async (page) => {
          await page.getByRole('searchbox').fill('masks');
          await settled(page);
          const items = await page.locator('[role=treeitem]').count();
          const at = unet.shown.nodes.findIndex((_, i) => unet.shown.diagram.nodes[i].name === 'masks');
          const nodes = unet.shown.diagram.nodes.slice(0, 4).map((n, i) => (i === 3 ? { ...n, look: 'error' } : n));
          const broken = {
            ...unet.shown,
            diagram: { ...unet.shown.diagram, nodes, edges: [] },
            nodes: unet.shown.nodes.slice(0, 4),
            problems: [{ message: 'expected 64 channels', location: unet.shown.nodes[at].called }],
          };
          await show(page, { ...unet, shown: broken });
          assert.equal(await page.locator('[role=treeitem]').count(), items);
          assert.ok((await page.locator('.failing').count()) >= 2);
          assert.match(await page.locator('.banner').textContent(), /expected 64 channels/);
          await show(page, unet);
          assert.equal(await page.locator('.failing').count(), 0);
        }),
    ],
    [
      'what is open and where one looks survives a reload',
      () =>
        opened('dark', unet, async (page) => {
          await page.locator('.canvas').focus();
          await page.getByRole('button', { name: 'Fold all modules', exact: true }).click();
          await settled(page);
          const kept = await page.evaluate(() => window.keptState);
          const folded = await page.locator('[role=treeitem]').count();
          await opened(
            'dark',
            unet,
            async (again) => assert.equal(await again.locator('[role=treeitem]').count(), folded),
            kept,
          );
        }),
    ],
    [
      'search opens what is folded around a layer',
      () =>
        opened('light', unet, async (page) => {
          await page.getByRole('button', { name: 'Fold all modules', exact: true }).click();
          await page.getByRole('searchbox').fill('up4.grow');
          await settled(page);
          assert.equal(await page.locator('.count').textContent(), '1 of 1');
          assert.ok((await page.locator('[role=treeitem]', { hasText: 'grow' }).count()) > 0);
        }),
    ],
    [
      'pictures are saved as SVG, PNG and TikZ, the table is copied',
      () =>
        opened('dark', unet, async (page) => {
          for (const [item, kind, check] of [
            ['Save as SVG…', 'save', (m) => m.content.startsWith('<svg') && m.content.includes('data:font/woff2')],
            ['Save as PNG…', 'print', (m) => m.as === 'png' && m.scene.elements.length > 0],
            ['Save as PDF…', 'print', (m) => m.as === 'pdf' && m.name.endsWith('.pdf') && m.scene.elements.length > 0],
            ['Save as TikZ…', 'save', (m) => m.content.includes('\\begin{tikzpicture}')],
            ['Copy table for a paper (Markdown)', 'copy', (m) => m.text.includes('| `masks` |')],
          ]) {
            const before = (await sent(page)).filter((message) => message.kind === kind).length;
            await page.locator('summary').click();
            await page.getByRole('menuitem', { name: item }).click();
            await page.waitForFunction(
              ([k, n]) => window.sent.filter((message) => message.kind === k).length > n,
              [kind, before],
            );
            assert.ok(check(await last(page, kind)), item);
          }
        }),
    ],
    [
      'as many cards at first as the setting says, and again after folding',
      async () => {
        const { page, close } = await openPage(browser, { name: 'diagram', theme: 'dark' });
        const state = { kind: 'read', answer: unet };
        await tell(page, { kind: 'show', uri, fileName: 'unet.py', cards: 14, state });
        await page.locator('.canvas [role=treeitem]').first().waitFor();
        await settled(page);
        const few = await expanded(page);
        await page.getByRole('button', { name: 'Unfold all modules' }).click();
        assert.ok((await expanded(page)) > few);
        await page.getByRole('button', { name: 'Auto' }).click();
        assert.equal(await expanded(page), few);
        await close();
      },
    ],
    [
      'of 5000 layers only those in sight are in the document',
      () =>
        opened('dark', long(unet, 5000), async (page) => {
          await page.getByRole('button', { name: 'Unfold all modules' }).click();
          await settled(page);
          const count = await page.locator('.canvas *').count();
          assert.ok(count > 20 && count < 3000, `${count} elements`);
        }),
    ],
    [
      'no model, a closed file, a stopped server: each says what to do',
      async () => {
        const { page, faults, close } = await openPage(browser, { name: 'diagram', theme: 'dark' });
        for (const [state, way] of [
          [{ kind: 'read', answer: { models: [], shown: undefined } }, 'Open an Example…'],
          [{ kind: 'closed' }, 'Open it'],
          [{ kind: 'stopped' }, 'Restart'],
          [{ kind: 'failed' }, 'Show Output'],
        ]) {
          await tell(page, { kind: 'show', uri, fileName: 'unet.py', state });
          await page.getByRole('button', { name: way }).first().waitFor();
        }
        assert.deepEqual(faults, []);
        await close();
      },
    ],
  ];

  /** An attribute of what has the focus. */
  function active(page, attribute) {
    return page.evaluate((name) => {
      const id = document.querySelector('.canvas')?.getAttribute('aria-activedescendant');
      return document.getElementById(id)?.getAttribute(name) ?? null;
    }, attribute);
  }
}

/** A model of the same layer many times. */
function long({ models, shown }, count) {
  const layer = shown.diagram.nodes.find(({ look }) => look === 'card');
  const nodes = Array.from({ length: count }, (_, id) => ({
    ...layer,
    id,
    key: `layer ${id}`,
    group: 0,
    name: `layer${id}`,
  }));
  const edges = nodes
    .slice(1)
    .map(({ id }) => ({ from: id - 1, to: id, tensor: `${id - 1}.0`, size: '8×8×8', elements: 512 }));
  const diagram = { ...shown.diagram, nodes, edges, groups: shown.diagram.groups.slice(0, 1) };
  const places = nodes.map(() => ({ built: undefined, called: undefined }));
  return { models, shown: { ...shown, diagram, nodes: places, groups: shown.groups.slice(0, 1) } };
}
