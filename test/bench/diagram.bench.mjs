import { join } from 'node:path';
import { bundled } from '../../scripts/lib/declarations.mjs';
import { obtainTorchvision } from '../../scripts/lib/torchvision.mjs';
import { launchBrowser } from '../editor/browser.mjs';
import { loadAnswers, openPage, tell } from '../pages/harness.mjs';

const sources = await obtainTorchvision(console.error);
const { answerFor } = await loadAnswers();
const draw = await bundled('server/src/draw/index.ts');
const answerOf = (file, model) =>
  answerFor(join(sources, 'torchvision/models', file), model, ['1x3x224x224'], [sources]);

/** Everything open and unrolled, from the folding to the scene, in CPU time. */
function layoutOf(file, model) {
  const { diagram } = answerOf(file, model).shown;
  const outline = draw.outlineOf(diagram);
  const keys = new Set(diagram.groups.map(({ key }) => key));
  const values = [];
  for (let i = 0; i < 35; i += 1) {
    const started = process.cpuUsage();
    draw.graphScene(outline, { open: keys, unrolled: keys });
    const { user, system } = process.cpuUsage(started);
    values.push((user + system) / 1000);
  }
  return { values: values.slice(5), unit: 'ms' };
}

/** In the page, from the message to the frame after it. */
async function inPage(file, model, act) {
  const browser = await launchBrowser();
  const answer = answerOf(file, model);
  const values = [];
  for (let i = 0; i < 6; i += 1) {
    const { page, close } = await openPage(browser, { name: 'diagram', theme: 'dark' });
    values.push(
      await act(page, { kind: 'show', uri: 'file:///net.py', fileName: 'net.py', state: { kind: 'read', answer } }),
    );
    await close();
  }
  await browser.close();
  return { values: values.slice(1), unit: 'ms' };
}

const painted = (page, message) =>
  page.evaluate(async (data) => {
    const started = performance.now();
    window.postMessage(data, '*');
    while (!document.querySelector('.canvas [role=treeitem]')) await new Promise((done) => requestAnimationFrame(done));
    return performance.now() - started;
  }, message);

export const benches = {
  'diagram: layout and scene of efficientnet_v2_l, 1021 nodes': () =>
    layoutOf('efficientnet.py', 'efficientnet_v2_l()'),
  'diagram: layout and scene of densenet201, 713 nodes': () => layoutOf('densenet.py', 'densenet201()'),
  'diagram: first paint of resnet50 at the default folding': () => inPage('resnet.py', 'resnet50()', painted),
  'diagram: fold a stage of resnet50, to the next frame': () =>
    inPage('resnet.py', 'resnet50()', async (page, message) => {
      await tell(page, message);
      const item = page.locator('[role=treeitem][aria-expanded=true]').first();
      await item.waitFor();
      return item.evaluate(async (node) => {
        const started = performance.now();
        node.dispatchEvent(new MouseEvent('click', { bubbles: true }));
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        return performance.now() - started;
      });
    }),
  'diagram: a frame while panning resnet50, all open': () =>
    inPage('resnet.py', 'resnet50()', async (page, message) => {
      await tell(page, message);
      await page.getByRole('button', { name: 'Unfold all modules' }).click();
      return page.locator('.canvas').evaluate(async (svg) => {
        let worst = 0;
        for (let i = 0; i < 40; i += 1) {
          const started = performance.now();
          svg.dispatchEvent(new WheelEvent('wheel', { deltaY: 120, bubbles: true, cancelable: true }));
          await new Promise((done) => requestAnimationFrame(done));
          worst = Math.max(worst, performance.now() - started);
        }
        return worst;
      });
    }),
};
